"""The documents of a table that is searched, as SQL: JSON with every digit of every number."""

from collections.abc import Sequence
from dataclasses import dataclass

from alkasba.derive.ddl import sql_type
from alkasba.derive.search.fields import fields_of
from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

LONGEST_ID = 512
"""Bytes that search engines take; a longer key is told by its digest."""
LAST = "last_run"
"""What the warehouse of the last run is attached as."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the warehouse of the last run holds of a table: columns that facts tell of members.

    One that `has_versions` keeps older states of a member, too.
    """

    columns: tuple[str, ...] = ()
    has_versions: bool = False


def documents_sql(part: Shop, table: Table, last: LastRun | None = None) -> str:
    """SELECT id, document: one row for each known member of the warehouse that `part` fills."""
    last = last or LastRun()
    parts = [
        _own(table, field.column, last) for field in fields_of(part, table) if not field.within
    ]
    joins = [_last_join(table, last)] if last.columns else []
    for name in table.references:
        if name in (table.search.leave_out if table.search else ()):
            continue
        parts.append(of_other(name))
        joins.append(other_join(name, _members(part, table, name)))
    source = f"shop.{quoted(table.name)} AS m{''.join(joins)}"
    # What is missing or unknown has key 0; nobody looks for it.
    known = f"m.{quoted(f'{table.name}_key')} <> 0"
    return (
        f"SELECT {id_of(table)} AS id, {object_of(parts)} AS document FROM {source} WHERE {known}"
    )


def _own(table: Table, column: Column, last: LastRun) -> str:
    late = table.search.from_facts if table.search else {}
    if column.name not in late:
        return pair(column.name, "m", column)
    if column.name not in last.columns:
        # Nothing has reckoned it yet.
        return "NULL"
    # The declaration may have changed since.
    place = f"TRY_CAST(l.{quoted(column.name)} AS {sql_type(column)})"
    if column.missing is not None:
        place = f"coalesce({place}, {literal(column.missing)})"
    return f"{literal(told_name(column.name) + ':')} || {_value(place, column)}"


def _last_join(table: Table, last: LastRun) -> str:
    """A member as the last run has it: the version that holds now."""
    same = [f"l.{quoted(key)} = m.{quoted(key)}" for key in table.key]
    same += ["l.is_current"] if last.has_versions else []
    return f" LEFT JOIN {LAST}.{quoted(table.name)} AS l ON {' AND '.join(same)}"


def id_of(table: Table) -> str:
    """The id of a member's document: its key, or the list of its keys."""
    keys = [f"m.{quoted(name)}::VARCHAR" for name in table.key]
    told = keys[0] if len(keys) == 1 else f"to_json([{', '.join(keys)}])::VARCHAR"
    return f"CASE WHEN strlen({told}) <= {LONGEST_ID} THEN {told} ELSE '#' || md5({told}) END"


def _members(part: Shop, table: Table, name: str) -> str:
    """The members that a column refers to, and what is told of each."""
    other = part.tables[table.references[name]]
    fields = [field for field in fields_of(part, table) if field.within == name]
    return members(other, [pair(field.column.name, "m", field.column) for field in fields])


def members(table: Table, parts: Sequence[str], joins: str = "") -> str:
    """SELECT key, told: what documents that refer to them tell of the known members of a table.

    It is made once for each member, not for each document.
    """
    # What is missing or unknown has key 0: nobody is to find it by a name that means nothing.
    key = f"m.{quoted(f'{table.name}_key')}"
    source = f"shop.{quoted(table.name)} AS m{joins}"
    return f"SELECT {key} AS key, {object_of(parts)} AS told FROM {source} WHERE {key} <> 0"


def of_other(name: str) -> str:
    """What is told of the member that a column refers to; NULL, so nothing, where it is unknown."""
    return f"{literal(told_name(name) + ':')} || {quoted(f'of {name}')}.told"


def other_join(name: str, select: str) -> str:
    """The join that brings it."""
    alias = quoted(f"of {name}")
    return f" LEFT JOIN ({select}) AS {alias} ON {alias}.key = m.{quoted(f'{name}_key')}"


def object_of(parts: Sequence[str]) -> str:
    """Pairs as a JSON object."""
    return f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'"


def pair(name: str, alias: str, column: Column) -> str:
    """A name and its value; NULL, so nothing, where there is none."""
    return f"{literal(told_name(name) + ':')} || {_value(f'{alias}.{quoted(name)}', column)}"


def told_name(name: str) -> str:
    """A name as JSON has it; names are small letters, digits and _."""
    return f'"{name}"'


def _value(place: str, column: Column) -> str:
    match column.type:
        case "whole" | "number" | "money" | "flag":
            return f"{place}::VARCHAR"
        case "day":
            return f"'\"' || {place}::VARCHAR || '\"'"
        case "moment":
            return f"'\"' || strftime({place} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') || '\"'"
    return f"to_json({place})::VARCHAR"
