"""A digest changes with any row of its part, and not with their order."""

from collections.abc import Iterator

import duckdb
import pytest

from alkasba.derive.served import Served
from alkasba.warehouse.postgres.digests import WHOLE, Digest, digests

SALE = Served("sale", {"day": "date", "code": "text", "net": "numeric(18,2)"}, day="day")
PRODUCT = Served("product", {"product_key": "bigint", "name": "text"}, key=("product_key",))


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute(
            "CREATE TABLE shop.sale (day DATE, code VARCHAR, net DECIMAL(18,2), _row BIGINT)"
        )
        db.execute("CREATE TABLE shop.product (product_key BIGINT, name VARCHAR)")
        yield db


def filled(db: duckdb.DuckDBPyConnection, *rows: str) -> dict[str, Digest]:
    db.execute("DELETE FROM shop.sale")
    for row in rows:
        db.execute(f"INSERT INTO shop.sale VALUES ({row})")
    return digests(db, SALE)


MAY, JUNE = "'2025-05-03', 'A', 1.5, 1", "'2025-06-03', 'A', 1.5, 2"


def test_each_month_has_its_own(db: duckdb.DuckDBPyConnection) -> None:
    before = filled(db, MAY, JUNE)
    assert {part: one.rows for part, one in before.items()} == {"2025-05-01": 1, "2025-06-01": 1}
    after = filled(db, JUNE, "'2025-05-03', 'A', 1.51, 1")
    assert before["2025-06-01"] == after["2025-06-01"]
    assert before["2025-05-01"] != after["2025-05-01"]


@pytest.mark.parametrize(
    "row",
    [
        "'2025-05-04', 'A', 1.5, 1",
        "'2025-05-03', 'B', 1.5, 1",
        "'2025-05-03', NULL, 1.5, 1",
        "'2025-05-03', 'A', NULL, 1",
    ],
)
def test_any_value_changes_it(db: duckdb.DuckDBPyConnection, row: str) -> None:
    assert filled(db, MAY) != filled(db, row)


def test_order_and_place_of_origin_do_not(db: duckdb.DuckDBPyConnection) -> None:
    other = "'2025-05-09', 'B', 2, 1"
    moved = MAY.replace("1.5, 1", "1.5, 7")
    assert moved != MAY
    assert filled(db, MAY, other) == filled(db, other, moved)
    assert filled(db, MAY) != filled(db, MAY, MAY)


def test_a_table_without_a_day_has_one_also_where_it_is_empty(
    db: duckdb.DuckDBPyConnection,
) -> None:
    empty = digests(db, PRODUCT)
    assert empty == {WHOLE: Digest("0", 0)}
    assert filled(db) == {}
    db.execute("INSERT INTO shop.product VALUES (1, 'Mint')")
    assert digests(db, PRODUCT)[WHOLE].rows == 1
    assert digests(db, PRODUCT) != empty
