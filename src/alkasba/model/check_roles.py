"""Checks which rows a role sees: known members of known dimensions, and nothing left to guess."""

import re
from collections.abc import Callable

from alkasba.errors import did_you_mean
from alkasba.model.check_value import EXAMPLES, fits
from alkasba.model.finding import Findings
from alkasba.model.policy import ALL, Role, RowValue
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table
from alkasba.model.ways import end_of, ways

UNKNOWN = "unknown"
"""What the texts of the member say that stands for all that are not known."""
LISTED = ("code", "text", "choice", "whole", "flag")
"""Types of a column whose values can be listed."""

Add = Callable[[str, str], None]


def check_roles(shop: Shop, findings: Findings) -> None:
    """Add every role whose rows cannot be told, or would be other ones than its owner thinks."""
    for name, role in shop.policy.roles.items():

        def add(key: str, what: str, name: str = name) -> None:
            findings.add("policy.toml", f"roles.{name}.rows.{key}", what)

        for table, columns in role.members.items():
            _check_members(shop, table, columns, add)
        for fact in role.facts:
            _check_fact(shop, role, fact, add)
        for fact in shop.facts:
            _check_reached(shop, role, fact, add)


def _check_members(
    shop: Shop, name: str, columns: dict[str, tuple[RowValue, ...]], add: Add
) -> None:
    table = shop.tables.get(name)
    if table is None:
        add(name, f"no table is called '{name}'.{did_you_mean(name, shop.tables)}")
    elif table.is_fact:
        add(
            name,
            "a role names members of dimensions, and sees the rows of facts that are theirs. "
            'Of a fact it can only see "all" or "none".',
        )
    else:
        for column, values in columns.items():
            _check_column(shop, table, column, values, add)


def _check_column(
    shop: Shop, table: Table, name: str, values: tuple[RowValue, ...], add: Add
) -> None:
    key, column = f"{table.name}.{name}", table.columns.get(name)
    if column is None:
        add(key, f"nothing is called '{name}'.{did_you_mean(name, table.columns)}")
    elif column.personal not in (None, "none"):
        add(key, f"'{name}' is personal, and who sees what must not depend on people's data.")
    elif column.refers is not None:
        add(key, f"'{name}' is a reference. Name members where they stand: rows.{column.refers}.")
    elif column.type not in LISTED:
        add(key, f"values of a {column.type} cannot be listed, only those of {_told(LISTED)}.")
    else:
        for value in values:
            what = _problem(column, value)
            if what:
                add(key, f"{value!r} {what}")


def _told(types: tuple[str, ...]) -> str:
    return ", ".join(f"a {one}" for one in types)


def _problem(column: Column, value: RowValue) -> str:
    """Why no member can have this value; nothing where one can."""
    if column.type in ("whole", "flag"):
        return "" if fits(value, column) else f"is not {EXAMPLES[column.type]}."
    if not isinstance(value, str):
        return "is no text in quotes."
    if value == UNKNOWN:
        return ""
    if column.type == "choice":
        known = column.choices
        return "" if value in known else f"is not among the choices.{did_you_mean(value, known)}"
    if not value.isprintable() or value != value.strip() or not value:
        return "is blank, or has blanks around it or signs that do not show."
    if column.case and value != getattr(value, column.case)():
        return f'is not in {column.case} case, as the column has it: case = "{column.case}".'
    if column.pattern and not re.search(column.pattern, value):
        return f"does not have the column's pattern, {column.pattern}."
    return ""


def _check_fact(shop: Shop, role: Role, name: str, add: Add) -> None:
    table = shop.tables.get(name)
    if table is None:
        add(name, f"no table is called '{name}'.{did_you_mean(name, shop.tables)}")
    elif not table.is_fact:
        add(name, f"'{name}' is a dimension: name a column and its values, or leave it out.")
    elif role.facts[name] == ALL and not _missed(shop, role, table):
        add(name, "its rows belong to members that the role names, so it never sees all of them.")


def _check_reached(shop: Shop, role: Role, name: str, add: Add) -> None:
    """A fact that a rule does not reach would be seen whole, which its owner has to say."""
    missed = _missed(shop, role, shop.facts[name])
    if missed and name not in role.facts:
        told = " and ".join(f"no {one}" for one in missed)
        add(
            name,
            f"rows of {name} have {told} that would tell whether this role sees them. "
            f'Say rows.{name} = "none", or "all" where they are no secret.',
        )


def _missed(shop: Shop, role: Role, fact: Table) -> list[str]:
    """The dimensions whose members a role names, and to which no row of the fact leads."""
    reached = {end_of(shop, fact, way).name for way in ways(shop, fact)}
    return [name for name in role.members if name in shop.dimensions and name not in reached]
