"""What is copied arrives with every digit, and nothing where nothing was."""

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
from psycopg import sql

from alkasba.derive.served import Served
from alkasba.warehouse.postgres.copying import BATCH, copy_rows
from tests.stores.shared import Shared

TABLE = Served(
    "kinds",
    {
        "code": "text",
        "whole": "bigint",
        "money": "numeric(18,4)",
        "exact": "numeric(18,0)",
        "day": "date",
        "moment": "timestamp with time zone",
        "flag": "boolean",
        "small": "integer",
    },
)
COLUMNS = (
    "code VARCHAR, whole BIGINT, money DECIMAL(18,4), exact DECIMAL(18,0), day DATE, "
    "moment TIMESTAMPTZ, flag BOOLEAN, small INTEGER"
)
ROWS = [
    (
        "",
        0,
        Decimal("0.0000"),
        Decimal(0),
        date(1970, 1, 1),
        datetime(2000, 1, 1, tzinfo=UTC),
        True,
        0,
    ),
    (
        "é \U0001f33f\t\\\n",
        2**63 - 1,
        Decimal("99999999999999.9999"),
        Decimal(10**18 - 1),
        date(9999, 12, 31),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        False,
        2**31 - 1,
    ),
    (
        "x",
        -(2**63),
        Decimal("-99999999999999.9999"),
        Decimal(1 - 10**18),
        date(1, 1, 1),
        datetime(1900, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        None,
        -(2**31),
    ),
    (
        "y",
        10000,
        Decimal("-0.0001"),
        Decimal(10000),
        date(2024, 2, 29),
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        True,
        1,
    ),
    (None,) * 8,
]


def test_every_type_arrives_as_it_was(database: Shared) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in TABLE.columns.items())
    with duckdb.connect() as db, database.connect() as connection:
        db.execute("SET TimeZone = 'UTC'")
        db.execute("ATTACH ':memory:' AS shop")
        db.execute(f"CREATE TABLE shop.kinds ({COLUMNS})")
        db.executemany("INSERT INTO shop.kinds VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ROWS)
        connection.execute(f"CREATE TABLE kinds ({columns})")
        copy_rows(connection, db, TABLE, sql.Identifier("kinds"))
        assert connection.execute("SELECT * FROM kinds").fetchall() == ROWS
        copy_rows(connection, db, TABLE, sql.Identifier("kinds"), "whole = 10000")
        assert connection.execute("SELECT count(*) FROM kinds").fetchone() == (6,)


def test_more_rows_than_a_batch_all_arrive(database: Shared) -> None:
    table = Served("many", {"n": "bigint"})
    with duckdb.connect() as db, database.connect() as connection:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute(f"CREATE TABLE shop.many AS SELECT range AS n FROM range({2 * BATCH + 1})")
        connection.execute("CREATE TABLE many (n bigint)")
        copy_rows(connection, db, table, sql.Identifier("many"))
        found = connection.execute("SELECT count(*), count(DISTINCT n), max(n) FROM many")
        assert found.fetchone() == (2 * BATCH + 1, 2 * BATCH + 1, 2 * BATCH)


def test_an_empty_table_is_copied_too(database: Shared) -> None:
    table = Served("none", {"n": "bigint"})
    with duckdb.connect() as db, database.connect() as connection:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute("CREATE TABLE shop.none (n BIGINT)")
        connection.execute("CREATE TABLE none (n bigint)")
        copy_rows(connection, db, table, sql.Identifier("none"))
        assert connection.execute("SELECT count(*) FROM none").fetchone() == (0,)
