"""What each declared table looks like in the warehouse: columns and their types."""

from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

DUCKDB = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "whole": "BIGINT",
    "number": "DECIMAL(18,{decimals})",
    "money": "DECIMAL(18,{decimals})",
    "day": "DATE",
    "moment": "TIMESTAMPTZ",
    "flag": "BOOLEAN",
}
LINEAGE = {"_file": "BIGINT", "_row": "BIGINT"}
HISTORY = {"valid_from": "DATE", "valid_to": "DATE", "is_current": "BOOLEAN"}


def sql_type(column: Column) -> str:
    """The warehouse's type of a column."""
    return DUCKDB[column.type].format(decimals=column.decimals)


def cast_sql(sql: str, column: Column, zone: str) -> str:
    """SQL of a value as a column holds it; empty where it is too large.

    Formulas see moments as the shop's clock shows them.
    """
    if column.type == "moment":
        return f"TRY(CAST({sql} AS TIMESTAMP) AT TIME ZONE {literal(zone)})"
    return f"TRY(CAST({sql} AS {sql_type(column)}))"


def told_columns(shop: Shop, table: Table) -> dict[str, Column]:
    """The columns that questions know: all but those of the vault."""
    return {n: c for n, c in table.columns.items() if not shop.is_vaulted(table, c)}


def stored_columns(shop: Shop, table: Table) -> dict[str, Column]:
    """The columns that the warehouse holds: of a fact not those that are calculated when asked."""
    told = told_columns(shop, table)
    return {n: c for n, c in told.items() if not (table.is_fact and c.is_late)}


def loaded_columns(shop: Shop, table: Table) -> dict[str, Column]:
    """The columns that the warehouse holds once the rows are read: all but the reckoned ones."""
    return {n: c for n, c in stored_columns(shop, table).items() if not c.is_late}


def vaulted_columns(shop: Shop, table: Table) -> dict[str, Column]:
    """The columns that the vault alone holds."""
    return {n: c for n, c in table.columns.items() if shop.is_vaulted(table, c)}


def stored_type(shop: Shop, table: Table, column: Column) -> str:
    """The type as stored: a pseudonym is a text whatever stood there before."""
    return "VARCHAR" if shop.is_pseudonym(table, column) else sql_type(column)


def fact_layout(shop: Shop, table: Table) -> dict[str, str]:
    """Column -> type of a fact: declared columns, a key beside each reference, lineage."""
    layout: dict[str, str] = {}
    for name, column in stored_columns(shop, table).items():
        layout[name] = stored_type(shop, table, column)
        if column.refers is not None:
            layout[f"{name}_key"] = "BIGINT"
    return layout | LINEAGE


def dimension_layout(shop: Shop, table: Table) -> dict[str, str]:
    """Column -> type of a dimension: surrogate key, declared columns, the days a version held."""
    layout = {f"{table.name}_key": "BIGINT"}
    for name, column in stored_columns(shop, table).items():
        layout[name] = stored_type(shop, table, column)
        if column.refers is not None:
            layout[f"{name}_key"] = "BIGINT"
    return layout | (HISTORY if table.history else {})


def loaded_layout(shop: Shop, table: Table) -> dict[str, str]:
    """Column -> type of any declared table, without what is reckoned later."""
    late = table.late_columns
    return {name: kind for name, kind in layout_of(shop, table).items() if name not in late}


def layout_of(shop: Shop, table: Table) -> dict[str, str]:
    """Column -> type of any declared table."""
    return fact_layout(shop, table) if table.is_fact else dimension_layout(shop, table)


def column_list(layout: dict[str, str]) -> str:
    """A layout as the inside of CREATE TABLE (...)."""
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in layout.items())
