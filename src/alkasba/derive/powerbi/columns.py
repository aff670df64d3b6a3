"""The columns of the model's tables: which are there, of which type, which are hidden."""

from dataclasses import dataclass

from alkasba.derive.ddl import dimension_layout, fact_layout, told_columns
from alkasba.derive.names import CALENDAR as CALENDAR_COLUMNS
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

TYPES = {
    "code": "string",
    "text": "string",
    "choice": "string",
    "whole": "int64",
    "number": "decimal",
    "money": "decimal",
    "day": "dateTime",
    "flag": "boolean",
}
"""Type of a column -> that of the model. A moment carries its zone, which the model cannot."""
EXACT_DECIMALS = 4
"""Digits after the point of the model's exact numbers; the others are floating."""
CUT_BY = ("code", "text", "choice", "flag", "day")
"""Types of a fact's own columns that people cut and filter by."""


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """A column of a table of the model; `declared` is where its name and meaning come from.

    `sql_type` is that of the warehouse; it is empty where DAX calculates the column.
    """

    name: str
    type: str
    sql_type: str = ""
    declared: Column | None = None
    is_hidden: bool = False
    is_key: bool = False


def columns_of(shop: Shop, roles: Roles, table: str) -> dict[str, ModelColumn]:
    """The columns of a table of the model, by name, in the order of the warehouse."""
    source = roles.tables[table]
    if source == CALENDAR:
        found = [_of_calendar(column) for column in CALENDAR_COLUMNS.values()]
        return {column.name: column for column in found}
    declared = shop.tables[source]
    layout = fact_layout(shop, declared) if declared.is_fact else dimension_layout(shop, declared)
    stored = [_stored(shop, declared, name, kind) for name, kind in layout.items()]
    late = [_calculated(shop, declared, column) for column in calculated_columns(shop, declared)]
    return {column.name: column for column in (*stored, *late) if column is not None}


def calculated_columns(shop: Shop, table: Table) -> list[Column]:
    """The columns of a fact that the warehouse does not hold."""
    if not table.is_fact:
        return []
    return [c for c in told_columns(shop, table).values() if c.is_late and c.formula is not None]


def own_columns(shop: Shop, fact: Table) -> list[str]:
    """The fact's own columns that people cut and filter by."""
    return [
        name
        for name, column in told_columns(shop, fact).items()
        if _is_shown(shop, fact, column) and column.type != "moment"
    ]


def model_type(column: Column) -> str:
    """The type of a declared column in the model; raises NotExpressible where it has none."""
    if column.type == "moment":
        raise NotExpressible("a model of Power BI has no moments: it knows no zones.")
    if column.decimals <= EXACT_DECIMALS or column.type not in ("money", "number"):
        return TYPES[column.type]
    if column.type == "number":
        return "double"
    raise NotExpressible(
        f"Power BI keeps {EXACT_DECIMALS} decimals of an exact amount, and '{column.name}' has "
        f"{column.decimals}: declare decimals = {EXACT_DECIMALS}, or a number in place of money."
    )


def _of_calendar(column: Column) -> ModelColumn:
    kinds = {"day": "DATE", "whole": "INTEGER", "flag": "BOOLEAN", "text": "VARCHAR"}
    is_day = column.name == "day"
    return ModelColumn(column.name, TYPES[column.type], kinds[column.type], column, is_key=is_day)


def _stored(shop: Shop, table: Table, name: str, sql_type: str) -> ModelColumn | None:
    """A column that the warehouse holds; what tells where a row came from is of no use here."""
    if name not in table.columns:
        return _of_warehouse(table, name, sql_type)
    column = table.columns[name]
    if column.type == "moment" and not shop.is_pseudonym(table, column):
        return None
    is_text = shop.is_pseudonym(table, column)
    kind = "string" if is_text or column.refers else model_type(column)
    is_hidden = is_text or column.refers is not None
    if table.is_fact:
        is_hidden = not _is_shown(shop, table, column)
    return ModelColumn(name, kind, sql_type, column, is_hidden)


def _of_warehouse(table: Table, name: str, sql_type: str) -> ModelColumn | None:
    """The warehouse's own columns: keys, and the days for which a version held."""
    if name.startswith("_"):
        return None
    kinds = {"BIGINT": "int64", "DATE": "dateTime", "BOOLEAN": "boolean"}
    is_key = name == f"{table.name}_key" and not table.is_fact
    return ModelColumn(name, kinds[sql_type], sql_type, None, is_hidden=True, is_key=is_key)


def _calculated(shop: Shop, table: Table, column: Column) -> ModelColumn:
    return ModelColumn(column.name, model_type(column), "", column)


def _is_shown(shop: Shop, fact: Table, column: Column) -> bool:
    """Whether people cut by a column of a fact: numbers are added up by measures instead."""
    if column.refers is not None or column.name == fact.day or shop.is_pseudonym(fact, column):
        return False
    is_calculated = column.is_late and column.formula is not None
    return is_calculated or column.type in CUT_BY
