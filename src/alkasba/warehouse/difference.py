"""What a run adds, changes and deletes, table by table and month by month."""

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import stored_columns
from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Table
from alkasba.report import Difference

BEFORE = "before"
"""What the published warehouse is called on the workbench while it is compared."""


def attach_before(db: DuckDBPyConnection, published: str) -> None:
    """Let the workbench read what is published."""
    db.execute(f"ATTACH {literal(published)} AS {BEFORE} (READ_ONLY)")


def differences(db: DuckDBPyConnection, shop: Shop, table: Table) -> list[Difference]:
    """By month (facts) or in all (dimensions): rows added, changed and deleted.

    Rows are the same by the table's key, or where it has none by all their values; then a changed
    row is one deleted and one added. Before the first run everything is added.
    """
    was = f"{BEFORE}.{quoted(table.name)}"
    # Before the first run nothing is attached, and no layout is found.
    had, has = _layout(db, BEFORE, table), _layout(db, "shop", table)
    own = [name for name in stored_columns(shop, table) if name in has]
    shared = [name for name in own if had.get(name) == has[name]]
    is_comparable = bool(had) and all(name in shared for name in table.key)
    key = [*table.key, *(["valid_from"] if table.history else [])] or shared
    after = _rows(table, f"shop.{quoted(table.name)}", key or own, shared or own)
    before = _rows(table, was, key, shared) if is_comparable else f"({after}) LIMIT 0"
    sql = (
        f"WITH b AS ({before}), a AS ({after}) "
        "SELECT coalesce(a.month, b.month) AS month, "
        "sum(greatest(coalesce(a.n, 0) - coalesce(b.n, 0), 0))::BIGINT, "
        "count(*) FILTER (a.n = b.n AND a.rows <> b.rows)::BIGINT, "
        "sum(greatest(coalesce(b.n, 0) - coalesce(a.n, 0), 0))::BIGINT "
        "FROM a FULL JOIN b ON a.id = b.id AND a.month = b.month GROUP BY 1 ORDER BY 1"
    )
    found = db.execute(sql).fetchall()
    return [Difference(table.name, *row) for row in found if any(row[1:])]


def _rows(table: Table, place: str, key: list[str], compared: list[str]) -> str:
    """SQL: per month and key how many rows, and a number that changes when any of them does."""
    month = f"strftime({quoted(table.day)}, '%Y-%m')" if table.is_fact and table.day else "''"
    where = "" if table.is_fact else f" WHERE {quoted(f'{table.name}_key')} <> 0"
    return (
        f"SELECT coalesce({month}, '') AS month, hash({_list(key)}) AS id, count(*) AS n, "
        f"sum(hash({_list(compared)})::HUGEINT) AS rows FROM {place}{where} GROUP BY 1, 2"
    )


def _list(names: list[str]) -> str:
    return ", ".join(map(quoted, names))


def _layout(db: DuckDBPyConnection, database: str, table: Table) -> Mapping[str, str]:
    sql = (
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = $1 AND schema_name = 'main' AND table_name = $2"
    )
    return dict(db.execute(sql, [database, table.name]).fetchall())
