"""Calculated columns, each after those it is calculated from; empty where too large."""

from collections.abc import Callable

from alkasba.derive.ddl import sql_type
from alkasba.derive.formula import to_sql
from alkasba.derive.sql import quoted
from alkasba.model.expression import names
from alkasba.model.links import in_order
from alkasba.model.meaning import decimals_of
from alkasba.model.table import Column, Table


def calculated_columns(
    table: Table, *, read: Callable[[Column], str] = lambda column: quoted(column.name)
) -> list[tuple[str, str]]:
    """Each calculated column, after those it is calculated from, with the SQL of its value.

    `read` gives the SQL of a column it is calculated from.
    """
    formulas = {n: c for n, c in table.known_columns.items() if c.formula is not None}
    links = {n: [str(m) for m in names(c.formula)] for n, c in formulas.items() if c.formula}
    return [(name, _formula(table, formulas[name], read)) for name in in_order(links)]


def _formula(table: Table, column: Column, read: Callable[[Column], str]) -> str:
    if column.formula is None:
        raise AssertionError(column.name)
    sql = to_sql(
        column.formula,
        lambda name: read(table.columns[name.name]),
        is_wide=lambda name: table.columns[name.name].type == "whole",
        decimals=lambda part: decimals_of(part, lambda name: table.columns[name.name]),
    )
    if column.type == "whole":
        # A cast would take halves to the even number, and only those that a quotient made.
        sql = f"round({sql})"
    return f"TRY(CAST({sql} AS {sql_type(column)}))"
