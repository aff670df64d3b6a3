"""Facts: the months that differ are replaced, and room is made for years that are new."""

from collections.abc import Collection, Iterable

from duckdb import DuckDBPyConnection
from psycopg import sql

from alkasba.derive.served import Served
from alkasba.derive.sql import literal, quoted
from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.copying import copy_rows
from alkasba.warehouse.postgres.names import Schemas, part_name
from alkasba.warehouse.postgres.tables import column_list

YEARS = """
SELECT p.relname::text FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhrelid
JOIN pg_class AS c ON c.oid = i.inhparent JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s
"""


def year_of(month: str) -> int:
    """The year of a month, which is written as its first day.

    >>> year_of("2024-03-01")
    2024
    """
    return int(month.partition("-")[0])


def years_there(
    connection: Connection, schemas: Schemas, table: Served, months: Iterable[str]
) -> set[int]:
    """Those years of these months that the table has room for."""
    names = _parts_there(connection, schemas, table)
    return {year for month in months if part_name(table.name, year := year_of(month)) in names}


def _parts_there(connection: Connection, schemas: Schemas, table: Served) -> set[str]:
    rows = connection.execute(YEARS.encode(), [schemas.tables, table.name]).fetchall()
    return {str(name) for (name,) in rows}


def show_years(
    connection: Connection, db: DuckDBPyConnection, schemas: Schemas, table: Served
) -> set[int]:
    """Make room for the years that are missing, and show them empty; returns which."""
    day, place = quoted(str(table.day)), f"shop.{quoted(table.name)}"
    found = db.execute(f"SELECT DISTINCT year({day}) FROM {place} WHERE {day} IS NOT NULL")
    there = _parts_there(connection, schemas, table)
    missing = {y for (y,) in found.fetchall() if part_name(table.name, y) not in there}
    for year in sorted(missing):
        _make_part(connection, schemas, table, year)
        _attach(connection, schemas, table, year)
    return missing


def bring_months(
    connection: Connection,
    db: DuckDBPyConnection,
    schemas: Schemas,
    table: Served,
    *,
    changed: Collection[str],
    gone: Collection[str],
) -> None:
    """Replace the rows of some months, and no others; statistics follow."""
    years = years_there(connection, schemas, table, [*changed, *gone])
    for month in sorted({*changed, *gone}):
        if year_of(month) in years:
            _clear(connection, schemas, table, month)
    old = [month for month in changed if year_of(month) in years]
    if old:
        copy_rows(connection, db, table, schemas.table(table.name), _within(table, old))
    new = sorted({year_of(month) for month in changed} - years)
    for year in new:
        months = [month for month in changed if year_of(month) == year]
        _add_year(connection, db, schemas, table, year, months)
    # Statistics of all years together change little with a month, and cost a look at all of them.
    touched = {year_of(month) for month in [*changed, *gone]} & years
    places = [schemas.part(table.name, year) for year in sorted(touched)]
    for place in [schemas.table(table.name)] if new else places:
        connection.execute(sql.SQL("ANALYZE {}").format(place))


def _within(table: Served, months: Iterable[str]) -> str:
    """Spans of days: DuckDB passes over what lies outside of them without reading it."""
    day = quoted(str(table.day))
    return " OR ".join(
        f"({day} >= DATE {literal(month)} AND {day} < DATE {literal(month)} + INTERVAL 1 MONTH)"
        for month in sorted(months)
    )


def _clear(connection: Connection, schemas: Schemas, table: Served, month: str) -> None:
    connection.execute(
        sql.SQL(
            "DELETE FROM {0} WHERE {1} >= {2}::date AND {1} < {2}::date + interval '1 month'"
        ).format(schemas.table(table.name), sql.Identifier(str(table.day)), month)
    )


def _add_year(
    connection: Connection,
    db: DuckDBPyConnection,
    schemas: Schemas,
    table: Served,
    year: int,
    months: Collection[str],
) -> None:
    """Filled first and attached then, where nobody sees the table yet: rows meet no index and no
    key one by one. Rows are not frozen: readers who began before would see them."""
    _make_part(connection, schemas, table, year)
    copy_rows(connection, db, table, schemas.part(table.name, year), _within(table, months))
    _attach(connection, schemas, table, year)


def _make_part(connection: Connection, schemas: Schemas, table: Served, year: int) -> None:
    part = schemas.part(table.name, year)
    # Somebody may have detached it, or dropped the table that it belonged to.
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(part))
    needed = {str(table.day), *table.references}
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(part, column_list(table, needed)))


def _attach(connection: Connection, schemas: Schemas, table: Served, year: int) -> None:
    """CREATE TABLE ... PARTITION OF would lock out all readers until the end."""
    connection.execute(
        sql.SQL("ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})").format(
            schemas.table(table.name),
            schemas.part(table.name, year),
            f"{year:04}-01-01",
            f"{year + 1:04}-01-01",
        )
    )
