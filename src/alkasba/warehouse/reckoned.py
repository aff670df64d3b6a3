"""Columns of dimensions that facts tell: asked of the copy, and stored in every version."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import dimension_layout
from alkasba.derive.query.spans import Days
from alkasba.derive.sql import quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Table


def ends_of(db: DuckDBPyConnection, shop: Shop) -> dict[str, Days | None]:
    """The first and the last day of each fact; None where it has no row."""
    found: dict[str, Days | None] = {}
    for name, fact in shop.facts.items():
        day = quoted(str(fact.day))
        first, last = db.execute(f"SELECT min({day}), max({day}) FROM {quoted(name)}").fetchall()[0]
        found[name] = None if first is None else Days(first, last)
    return found


def store_reckoned(
    db: DuckDBPyConnection, shop: Shop, table: Table, columns: Sequence[str], sql: str
) -> int:
    """Store what a SELECT of key and columns gives; returns how many rows it changes.

    A member says the same in all its versions; the unknown member says nothing.
    """
    place, key = f"shop.{quoted(table.name)}", quoted(f"{table.name}_key")
    db.execute(f"CREATE OR REPLACE TEMP TABLE reckoned AS {sql}")
    same = " AND ".join(f"d.{quoted(name)} = r.{quoted(name)}" for name in table.key)
    differs = " OR ".join(f"d.{quoted(name)} IS DISTINCT FROM r.{quoted(name)}" for name in columns)
    rows = f"FROM {place} AS d LEFT JOIN temp.reckoned AS r ON {same}"
    changed = db.execute(f"SELECT count(*) {rows} WHERE d.{key} <> 0 AND ({differs})").fetchall()[
        0
    ][0]
    if changed:
        # Columns that are updated are written far more slowly than a table is made anew.
        values = {n: f"d.{quoted(n)}" for n in dimension_layout(shop, table)}
        values |= {n: f"if(d.{key} = 0, {values[n]}, r.{quoted(n)})" for n in columns}
        listed = ", ".join(f"{value} AS {quoted(name)}" for name, value in values.items())
        db.execute(f"CREATE OR REPLACE TABLE {place} AS SELECT {listed} {rows}")
    db.execute("DROP TABLE temp.reckoned")
    return int(changed)
