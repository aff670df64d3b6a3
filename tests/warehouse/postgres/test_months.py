"""A month is replaced where it stands; new years have room first, or are filled first."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from alkasba.derive.served import Served
from alkasba.warehouse.postgres.books import open_books
from alkasba.warehouse.postgres.months import bring_months, show_years, year_of, years_there
from alkasba.warehouse.postgres.names import Schemas
from alkasba.warehouse.postgres.tables import make_tables
from tests.stores.shared import Shared

SALE = Served("sale", {"day": "date", "n": "bigint"}, day="day")
SCHEMAS = Schemas("shop")


@pytest.fixture
def there(database: Shared) -> Iterator[Any]:
    with database.connect() as connection:
        open_books(connection, SCHEMAS)
        make_tables(connection, SCHEMAS, {"sale": SALE})
        yield connection


@pytest.fixture
def here() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute(
            "CREATE TABLE shop.sale AS SELECT DATE '2024-11-30' + range::INT AS day, range AS n "
            "FROM range(70)"
        )
        yield db


def bring(there: Any, here: Any, *changed: str, gone: tuple[str, ...] = ()) -> list[Any]:
    bring_months(there, here, SCHEMAS, SALE, changed=changed, gone=gone)
    ask = "SELECT to_char(day, 'YYYY-MM'), count(*) FROM shop.sale GROUP BY 1 ORDER BY 1"
    return list(there.execute(ask).fetchall())


def test_only_the_months_that_are_named_come(there: Any, here: Any) -> None:
    assert bring(there, here, "2024-12-01") == [("2024-12", 31)]
    assert years_there(there, SCHEMAS, SALE, ["2024-12-01", "2025-01-01"]) == {2024}
    assert bring(there, here, "2024-11-01", "2025-01-01") == [
        ("2024-11", 1),
        ("2024-12", 31),
        ("2025-01", 31),
    ]


def test_a_month_comes_in_place_of_what_it_was(there: Any, here: Any) -> None:
    bring(there, here, "2024-12-01", "2025-01-01")
    here.execute("DELETE FROM shop.sale WHERE day > DATE '2024-12-01'")
    assert bring(there, here, "2024-12-01", gone=("2025-01-01",)) == [("2024-12", 1)]


def test_the_year_of_a_month() -> None:
    assert year_of("0987-01-01") == 987


def test_room_is_made_for_the_years_that_are_missing(there: Any, here: Any) -> None:
    bring(there, here, "2024-12-01")
    assert show_years(there, here, SCHEMAS, SALE) == {2025}
    assert show_years(there, here, SCHEMAS, SALE) == set()
    months = ["2024-12-01", "2025-01-01", "2026-01-01"]
    assert years_there(there, SCHEMAS, SALE, months) == {2024, 2025}
    assert bring(there, here, "2025-01-01") == [("2024-12", 31), ("2025-01", 31)]
