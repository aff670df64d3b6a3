"""Rows of the published file into a table of PostgreSQL, by binary COPY from Arrow."""

from collections.abc import Iterator

import pgpq
from duckdb import DuckDBPyConnection
from psycopg import sql

from alkasba.derive.served import Served
from alkasba.derive.sql import quoted
from alkasba.warehouse.postgres.connection import Connection
from alkasba.warehouse.postgres.names import listed

BATCH = 30_000
"""Rows that are encoded at once: 5 MB that fit into the cache. Larger ones were slower."""


def copy_rows(
    connection: Connection,
    db: DuckDBPyConnection,
    table: Served,
    target: sql.Composable,
    where: str = "TRUE",
) -> None:
    """Copy the rows of a table, or some of them, in the order they stand in."""
    rows = f"SELECT {table.selected} FROM shop.{quoted(table.name)} WHERE {where}"
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        target, listed(table.columns)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in _encoded(db, rows):
            copy.write(piece)


def _encoded(db: DuckDBPyConnection, rows: str) -> Iterator[bytes]:
    batches = db.sql(rows).to_arrow_reader(BATCH)
    encoder = pgpq.ArrowToPostgresBinaryEncoder(batches.schema)
    yield encoder.write_header()
    for batch in batches:
        yield encoder.write_batch(batch)
    yield encoder.finish()
