"""Members that differ are changed, new ones come, and those that are gone go last."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from psycopg import sql

from alkasba.derive.served import Served
from alkasba.warehouse.postgres.members import bring_all, bring_members, drop_members
from alkasba.warehouse.postgres.names import Schemas
from tests.stores.shared import Shared

TABLE = Served("p", {"p_key": "bigint", "name": "text"}, key=("p_key",))
SCHEMAS = Schemas("public")


@pytest.fixture
def there(database: Shared) -> Iterator[Any]:
    with database.connect() as connection:
        connection.execute("CREATE TABLE p (p_key bigint PRIMARY KEY, name text)")
        connection.execute("INSERT INTO p VALUES (1, 'Mint'), (2, 'Sage'), (3, NULL)")
        yield connection


@pytest.fixture
def here() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute("CREATE TABLE shop.p (p_key BIGINT, name VARCHAR)")
        db.execute("INSERT INTO shop.p VALUES (1, 'Mint'), (3, 'Rue'), (4, NULL)")
        yield db


def rows(there: Any) -> list[Any]:
    return list(there.execute("SELECT * FROM p ORDER BY 1").fetchall())


def test_gone_members_stay_until_no_fact_refers_to_them(there: Any, here: Any) -> None:
    coming = bring_members(there, here, SCHEMAS, TABLE, 0)
    assert rows(there) == [(1, "Mint"), (2, "Sage"), (3, "Rue"), (4, None)]
    drop_members(there, SCHEMAS, coming)
    assert rows(there) == [(1, "Mint"), (3, "Rue"), (4, None)]


def test_rows_without_a_key_are_replaced(there: Any, here: Any) -> None:
    bring_all(there, here, sql.Identifier("p"), TABLE)
    assert rows(there) == [(1, "Mint"), (3, "Rue"), (4, None)]
    bring_all(there, here, sql.Identifier("p"), TABLE)
    assert len(rows(there)) == 3
