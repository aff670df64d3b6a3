"""Names of one fact become columns of the tables it is joined with."""

import pytest

from alkasba.derive.names import name_of
from alkasba.derive.query.scope import Scope
from tests.derive import build
from tests.derive.build import refund, sale, warehouse

SHOP = build.shop()


def joins_of(*terms, **scope):
    made = Scope(SHOP, SHOP.tables["sale"], **scope)
    for term in terms:
        made.asked(name_of(term))
    return list(made.joins)


@pytest.mark.parametrize(
    ("term", "joins"),
    [
        ("channel", []),
        ("product", []),
        ("sold_on", []),
        ("day", []),
        ("month", ["calendar"]),
        ("category", ['"product"']),
        ("supplier", ['"product"']),
        ("land", ['"product"', '"product.supplier"']),
    ],
)
def test_only_what_is_needed_is_joined(term, joins):
    assert sorted(joins_of(term)) == joins


def test_a_table_is_joined_once_however_often_it_is_named():
    assert joins_of("category", "product.name", "month", "year") == ['"product"', "calendar"]


def test_an_unknown_product_keeps_its_sales_and_shows_its_code():
    shop = warehouse(sale("2025-01-01", "X9"), sale("2025-01-01", None), sale("2025-01-01"))
    assert shop.ask("net_sales") == 30
    assert shop.ask("net_sales", by="product") == {"X9": 10, None: 10, "mint": 10}
    assert shop.ask("net_sales", by="category") == {"unknown": 20, "Tea": 10}
    assert shop.ask("net_sales", where="category = 'unknown'") == 20
    assert shop.ask("net_sales", by="land") == {"unknown": 20, "Morocco": 10}


def test_blank_groups_of_two_facts_meet():
    shop = warehouse(sale("2025-01-01", None), refund("2025-01-02", 3, None))
    assert shop.ask("net_sales", "refunded", by="product") == {None: (10, 3)}
    assert shop.ask("kept_sales", by=("product", "month")) == {(None, "2025-01"): 7}


def test_the_past_is_told_as_it_was_or_with_today():
    shop = warehouse(
        sale("2025-01-31", customer="C1"),
        sale("2025-02-01", customer="C1", price=5),
        sale("2025-02-01", customer="C9", price=1),
        sale("2025-02-01", customer=None, price=2),
    )
    assert shop.ask("net_sales", by="customer.city") == {"Paris": 10, "Lyon": 5, "unknown": 3}
    now = shop.ask("net_sales", by="customer.city", as_now=True)
    assert now == {"Lyon": 15, "unknown": 3}
    assert shop.ask("net_sales", by="customer") == {"C1": 15, "C9": 1, None: 2}
    assert shop.ask("net_sales", where="customer.city = 'Lyon'", as_now=True) == 15


def test_a_moment_falls_on_the_day_of_the_shops_clock():
    shop = warehouse(sale("2025-01-01", placed_at="2024-12-31 23:30:00+00"))
    shop.db.execute("SET TimeZone = 'America/New_York'")
    assert shop.ask("lines", where="year(placed_at) = 2025") == 1
    assert shop.ask("lines", where="placed_at >= '2025-01-01'") == 1
    assert shop.ask("lines", where="placed_at >= '2025-01-01 01:00'") == 0
