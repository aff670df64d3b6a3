"""Several sources of one dimension, merged by key: each column from the first that has it."""

from collections.abc import Sequence

from alkasba.clean.calculated import calculated_columns
from alkasba.clean.types import typed_literal
from alkasba.derive.ddl import sql_type
from alkasba.derive.sql import literal, quoted
from alkasba.model.table import Column, Table, Value


def priority(table: Table, column: str, sources: Sequence[str]) -> list[str]:
    """The sources of a column, the one that wins first; those not declared follow by name."""
    declared = table.merge.get(column) or table.merge.get("*") or ()
    return [s for s in declared if s in sources] + [s for s in sorted(sources) if s not in declared]


def latest_sql(rows: str, *, day: str | None) -> str:
    """SQL for the last row of each member and source."""
    newest = f"{quoted(day)} DESC NULLS LAST, " if day else ""
    return (
        f"SELECT * FROM {rows} QUALIFY row_number() OVER "
        f"(PARTITION BY _member, _source ORDER BY {newest}_seen_on DESC, _name DESC, _row DESC) = 1"
    )


def merged_sql(
    latest: str,
    table: Table,
    columns: Sequence[str],
    sources: Sequence[str],
    *,
    is_merged: bool = True,
) -> str:
    """SQL for one row per member with the columns, each from the first source that has a value.

    Of several sources, what none has is filled as declared, and what is calculated is calculated
    anew. Rows of one source are filled and calculated already, from what pseudonyms stand for.
    """
    if not is_merged:
        return f"SELECT _member, {', '.join(map(quoted, columns))} FROM {latest}"
    chosen = ", ".join(
        f"{_first_value(table, name, sources)} AS {quoted(name)}"
        for name in columns
        if table.columns[name].formula is None
    )
    sql = f"SELECT _member, {chosen} FROM {latest} GROUP BY _member"
    for name, formula in calculated_columns(table, read=_typed):
        sql = f"SELECT *, {formula} AS {quoted(name)} FROM ({sql})"
    return sql


def _first_value(table: Table, name: str, sources: Sequence[str]) -> str:
    column = table.columns[name]
    values = [
        f"any_value({quoted(name)}) FILTER (_source = {literal(source)})"
        for source in priority(table, name, sources)
    ]
    if column.missing is not None and column.refers is None:
        values.append(_filling(column.missing, column))
    return f"coalesce({', '.join(values)})" if values else "NULL"


def _typed(column: Column) -> str:
    """A column in its own type; what comes from the vault is a text."""
    return f"CAST({quoted(column.name)} AS {sql_type(column)})"


def _filling(value: Value, column: Column) -> str:
    """A declared value; a text in quotes takes the type of what it stands beside."""
    if value == "today":
        return typed_literal(value, column)
    return literal(str(value).lower() if isinstance(value, bool) else str(value))


def conflicts_sql(latest: str, table: Table, columns: Sequence[str], sources: Sequence[str]) -> str:
    """SQL for every value that lost to another one: table, column, member, kept from, other."""
    found = []
    for name in columns:
        order = priority(table, name, sources)
        rank = "list_position([{}], {{}}._source)".format(", ".join(map(literal, order)))
        column = quoted(name)
        found.append(
            f"SELECT {literal(table.name)}, {literal(name)}, a._member, a._source, b._source "
            f"FROM {latest} AS a JOIN {latest} AS b ON a._member = b._member "
            f"AND {rank.format('a')} < {rank.format('b')} AND a.{column} <> b.{column} "
            # Of three sources only the first is kept from; the other two do not lose to each other.
            f"QUALIFY {rank.format('a')} = min({rank.format('a')}) OVER (PARTITION BY a._member)"
        )
    return " UNION ALL ".join(f"({sql})" for sql in found)
