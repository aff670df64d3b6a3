"""One contract for the warehouse, whether it is a file of DuckDB or shared by PostgreSQL."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.shop_builder import ShopFolder
from tests.stores.shared import Shared
from tests.troubled_shop import KEY, first_state, second_state, troubled_shop

Rows = Callable[[str], list[tuple[Any, ...]]]


class Store:
    """A shop whose warehouse is asked where the store keeps it."""

    def __init__(self, shop: ShopFolder, rows: Rows) -> None:
        self.shop, self.rows = shop, rows

    def one(self, sql: str) -> Any:
        """The one value of an answer."""
        ((value,),) = self.rows(sql)
        return value


@pytest.fixture(params=["duckdb", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """The shop that has everything, loaded once."""
    shop = troubled_shop(tmp_path)
    rows = shop.rows
    if request.param == "postgresql":
        database: Shared = request.getfixturevalue("database")
        shop.write("alkasba.toml", database.settings())
        path = "SET search_path TO shop, shop_books"

        def rows(sql: str) -> list[tuple[Any, ...]]:
            with database.connect() as connection:
                connection.execute(path)
                return list(connection.execute(sql).fetchall())

    shop.run()
    return Store(shop, rows)


def test_amounts_are_exact_and_days_are_days(store: Store) -> None:
    day, price, net = store.rows(
        "SELECT sold_on, price, net FROM sale ORDER BY order_id, line LIMIT 1"
    )[0]
    assert isinstance(day, date)
    assert isinstance(price, Decimal) and isinstance(net, Decimal)
    assert net.as_tuple().exponent == -4


def test_every_reference_leads_to_a_member(store: Store) -> None:
    for reference, dimension in (("product", "product"), ("customer", "customer")):
        lost = (
            f"SELECT count(*) FROM sale LEFT JOIN {dimension} AS d "
            f"ON d.{dimension}_key = sale.{reference}_key WHERE d.{dimension}_key IS NULL"
        )
        assert store.one(lost) == 0


def test_the_unknown_member_is_there_once(store: Store) -> None:
    assert store.rows("SELECT code FROM product WHERE product_key = 0") == [("unknown",)]


def test_facts_stay_with_the_version_that_held_on_their_day(store: Store) -> None:
    second_state(store.shop)
    store.shop.run()
    versions = store.one(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM customer GROUP BY customer_id) AS v"
    )
    assert versions == 2
    wrong = (
        "SELECT count(*) FROM sale JOIN customer AS c ON c.customer_key = sale.customer_key "
        "WHERE c.customer_key <> 0 AND NOT (sold_on >= valid_from AND sold_on < valid_to)"
    )
    assert store.one(wrong) == 0
    twice = (
        "SELECT count(*) FROM (SELECT customer_id FROM customer WHERE is_current "
        "GROUP BY customer_id HAVING count(*) > 1) AS v"
    )
    assert store.one(twice) == 0


def test_the_calendar_has_whole_years(store: Store) -> None:
    assert store.rows("SELECT count(*), min(day), max(day) FROM calendar") == [
        (365, date(2025, 1, 1), date(2025, 12, 31))
    ]
    assert store.rows(
        "SELECT month, quarter, week FROM calendar WHERE day = DATE '2025-03-03'"
    ) == [("2025-03", "2025-Q1", "2025-W10")]


def test_rejects_are_masked_and_all_there(store: Store) -> None:
    rejected = store.shop.rows("SELECT count(*) FROM rejects")[0][0]
    assert rejected > 0
    assert store.one("SELECT count(*) FROM rejects") == rejected
    assert store.one("SELECT count(*) FROM rejects WHERE row LIKE '%@%'") == 0


def test_people_are_pseudonyms_and_what_is_hidden_is_nowhere(store: Store) -> None:
    for (row,) in store.rows("SELECT CAST(c AS text) FROM customer AS c"):
        assert "@" not in row
    known = {name for (name,) in store.rows("SELECT customer_id FROM customer")}
    assert not any(name.startswith("C") for name in known)
    assert KEY not in str(known)


def test_files_that_are_put_back_bring_back_what_they_said(store: Store) -> None:
    ask = (
        "SELECT product, count(*), sum(net) FROM sale GROUP BY product ORDER BY product NULLS FIRST"
    )
    before = store.rows(ask)
    second_state(store.shop)
    store.shop.run()
    assert store.rows(ask) != before
    first_state(store.shop)
    store.shop.run()
    assert store.rows(ask) == before


def test_loading_twice_is_loading_once(store: Store) -> None:
    ask = "SELECT count(*), sum(quantity), sum(net) FROM sale"
    before = store.rows(ask)
    (store.shop.folder / "build/warehouse.duckdb").unlink()
    store.shop.run()
    assert store.rows(ask) == before


def differences(shop: ShopFolder, database: Shared) -> list[str]:
    """The tables that the two stores do not hold alike, row by row, as texts."""
    found = []
    with duckdb.connect(str(shop.folder / "build/warehouse.duckdb"), read_only=True) as db:
        db.execute("SET TimeZone = 'UTC'")
        names = database.rows(
            "SELECT table_schema, table_name, array_agg(column_name::text) "
            "FROM information_schema.columns WHERE table_schema IN ('shop', 'shop_books') "
            "AND table_name NOT IN ('publication', 'tables', 'parts') GROUP BY 1, 2"
        )
        for schema, name, columns in names:
            texts = ", ".join(f'CAST("{column}" AS text)' for column in columns)
            here = db.execute(f'SELECT {texts} FROM "{name}"').fetchall()
            with database.connect() as connection:
                connection.execute("SET TimeZone = 'UTC'")
                there = connection.execute(f'SELECT {texts} FROM "{schema}"."{name}"').fetchall()
            if sorted(map(repr, here)) != sorted(map(repr, there)):
                found.append(name)
    return found


def test_both_stores_hold_the_same_rows(tmp_path: Path, database: Shared) -> None:
    shop = troubled_shop(tmp_path)
    shop.write("alkasba.toml", database.settings())
    shop.run()
    assert differences(shop, database) == []
    second_state(shop)
    shop.run()
    assert differences(shop, database) == []
    database.do("DELETE FROM shop.sale WHERE quantity = 1")
    assert differences(shop, database) == ["sale"]
