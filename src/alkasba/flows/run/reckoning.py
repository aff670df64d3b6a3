"""Reckons what facts tell of the members of dimensions, once all rows of a run are in."""

import time
from collections.abc import Sequence
from contextlib import closing

import duckdb

from alkasba.derive.query.reckon import reckon_sql
from alkasba.errors import NotExpressible
from alkasba.flows.run.loading import Loader
from alkasba.model.reckoned import rounds, tables_needed
from alkasba.model.table import Table
from alkasba.warehouse.reckoned import ends_of, store_reckoned


def reckon(loader: Loader) -> None:
    """Reckon anew the late columns of the dimensions that something changed for in this run."""
    shop = loader.shop
    told = [n for n, table in shop.dimensions.items() if table.late_columns]
    due = {n for n in told if loader.changed & tables_needed(shop, shop.tables[n])}
    for tables in rounds(shop) if due else ():
        for name, columns in tables.items():
            if name in due:
                _reckon(loader, shop.tables[name], columns)


def _reckon(loader: Loader, table: Table, columns: Sequence[str]) -> None:
    started = time.perf_counter()
    # On a connection of its own no table of the workbench stands before one of the shop.
    with closing(loader.workbench.cursor()) as db:
        db.execute("USE shop")
        sql = reckon_sql(loader.shop, table, columns, ends_of(db, loader.shop))
        try:
            changed = store_reckoned(db, loader.shop, table, columns, sql)
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            # What DuckDB says of it would hold the value.
            raise NotExpressible(
                f"what facts tell of {table.name} has a number of more than 38 digits.",
                where=f"tables/{table.name}.toml, columns: {', '.join(columns)}",
                next_step="Declare fewer decimals for what is multiplied. Nothing was published.",
            ) from None
    seconds = round(time.perf_counter() - started, 3)
    loader.tell("table.reckoned", table=table.name, rows=changed, seconds=seconds)
