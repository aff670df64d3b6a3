"""Columns of dimensions that facts tell: asked of the copy, and stored in every version."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

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


def store_reckoned(db: DuckDBPyConnection, table: Table, columns: Sequence[str], sql: str) -> int:
    """Store what a SELECT of key and columns gives; returns how many rows it changes.

    A member says the same in all its versions; the unknown member says nothing.
    """
    db.execute(f"CREATE OR REPLACE TEMP TABLE reckoned AS {sql}")
    new = ", ".join(f"{quoted(name)} = r.{quoted(name)}" for name in columns)
    same = " AND ".join(f"d.{quoted(name)} = r.{quoted(name)}" for name in table.key)
    differs = " OR ".join(f"d.{quoted(name)} IS DISTINCT FROM r.{quoted(name)}" for name in columns)
    changed = db.execute(
        f"UPDATE shop.{quoted(table.name)} AS d SET {new} FROM temp.reckoned AS r "
        f"WHERE {same} AND d.{quoted(f'{table.name}_key')} <> 0 AND ({differs})"
    ).fetchall()[0][0]
    db.execute("DROP TABLE temp.reckoned")
    return int(changed)
