"""Which members have pages and what stands there follows from the declaration."""

from dataclasses import replace

import pytest

from alkasba.derive.query import answerable
from alkasba.derive.web.members import (
    find_paged,
    has_pages,
    is_price,
    list_columns,
    list_measures,
    main_measures,
    member_page,
    paged_tables,
)
from alkasba.derive.web.period import Period
from alkasba.derive.web.state import State
from alkasba.derive.web.tile import view_of
from alkasba.errors import UnknownName
from tests.derive import build
from tests.derive.web.build import dashboard, tile

SALE = build.SALE.replace('"net_sales / orders" }', '"net_sales / orders", unit = "EUR" }')
SALE += 'piece_price = { formula = "net_sales / pieces", unit = "EUR" }\n'
SALE += 'mean_price = { formula = "avg(price)", unit = "EUR" }\n'
SALE += 'mean_pieces = { formula = "avg(quantity)", unit = "EUR" }\n'
TRANSFER = """
kind = "fact"
day = "sent_on"
[columns]
sent_on   = { type = "day" }
leaves    = { refers = "warehouse" }
arrives   = { refers = "warehouse" }
quantity  = { type = "whole" }
[measures]
moved = { formula = "sum(quantity)" }
"""
LEASE = """
kind = "dimension"
key = ["lease"]
[columns]
lease    = { type = "code" }
customer = { refers = "customer" }
"""
CUSTOMER = build.CUSTOMER.replace('type = "code" }', 'type = "code", personal = "contact" }')
SHOP = build.shop({"sale": SALE, "transfer": TRANSFER, "lease": LEASE, "customer": CUSTOMER})
SHOP = replace(SHOP, dashboards={"sales": dashboard(tile("bar", "pieces"), tile("bar", "pieces"))})


def page(table, key="x"):
    return member_page(SHOP, SHOP.tables[table], key)


def sections(table):
    return [(one.fact, one.reference) for one in page(table).sections]


def tiles_of(table, fact, reference=None):
    found = page(table)
    return [
        found.dashboard.tiles[number - 1]
        for one in found.sections
        if one.fact == fact and one.reference == (reference or one.reference)
        for number in one.tiles
    ]


def test_what_holds_or_refers_to_people_has_no_pages():
    # The pseudonym of a person is personal, too.
    paged = [table.name for table in paged_tables(SHOP)]
    assert paged == ["product", "supplier", "warehouse"]
    assert not has_pages(SHOP, SHOP.tables["customer"])
    assert not has_pages(SHOP, SHOP.tables["sale"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("customer", "personal"),
        ("sale", "is a fact"),
        ("produkt", "Did you mean 'product'"),
        ("'; --", "no table"),
    ],
)
def test_what_has_no_pages_is_refused_with_a_reason(name, said):
    with pytest.raises(UnknownName, match=said) as caught:
        find_paged(SHOP, name)
    assert "product" in caught.value.next_step


def test_the_measures_that_most_tiles_show_come_first():
    assert main_measures(SHOP)[:2] == ["pieces", "net_sales"]


def test_a_list_has_label_and_key_then_what_groups_members():
    assert list_columns(SHOP, SHOP.tables["product"]) == [
        "name",
        "product_id",
        "category",
        "supplier",
        "unit_cost",
    ]


def test_a_list_has_the_main_measures_of_each_fact_that_knows_the_dimension():
    found = list_measures(SHOP, SHOP.tables["product"])
    assert found == ("pieces", "net_sales", "refunded", "stock")
    # Suppliers are known through products.
    assert list_measures(SHOP, SHOP.tables["supplier"])[0] == "pieces"


def test_a_fact_that_names_a_member_twice_has_a_section_for_each():
    assert sections("warehouse") == [
        ("stock", "warehouse"),
        ("transfer", "leaves"),
        ("transfer", "arrives"),
    ]
    (first, *_) = tiles_of("warehouse", "transfer", "arrives")
    assert first.where == "arrives = 'x'"


def test_a_fact_tells_numbers_then_months_then_parts():
    shows = [one.show for one in tiles_of("product", "sale")]
    assert shows == ["number", "number", "line", "line", "line", "line", "bar"]
    assert {one.compare for one in tiles_of("product", "sale")[:6]} == {"last_year"}


def test_a_level_is_told_by_its_last_count():
    last = tiles_of("product", "stock")[-1]
    assert (last.show, last.by, last.measures) == (
        "table",
        ("warehouse",),
        ("stock", "first_stock"),
    )


def test_nothing_is_cut_by_people():
    cuts = {term for one in page("product").dashboard.tiles for term in one.by}
    assert cuts == {"month", "channel", "warehouse"}


@pytest.mark.parametrize(
    ("name", "price"),
    [
        ("piece_price", True),
        ("mean_price", True),
        # An order is no piece, and pieces are no money.
        ("average_order", False),
        ("mean_pieces", False),
        ("net_sales", False),
    ],
)
def test_a_price_is_money_for_each_piece(name, price):
    assert is_price(SHOP, name) is price


def test_prices_stand_by_month():
    found = [one.measures[0] for one in tiles_of("product", "sale") if one.show == "line"]
    assert found == ["pieces", "net_sales", "piece_price", "mean_price"]


@pytest.mark.parametrize(
    "key", ["x", "l'herbe", "'; DROP TABLE sale; --", 'a"b', "\\", "a\\'b", ""]
)
def test_a_key_is_data_whatever_it_holds(key):
    found = page("product", key)
    for number in range(1, len(found.dashboard.tiles) + 1):
        view = view_of(SHOP, found.dashboard, number, State(), Period("all"))
        assert (
            "DROP TABLE sale" not in answerable(SHOP, view.question).replace(key, "") or key == ""
        )


@pytest.mark.parametrize("key", ["l'herbe", "\\", "a\\'b"])
def test_a_member_is_asked_by_its_key(key):
    warehouse = build.Warehouse(SHOP, build.sale("2026-01-05", key, quantity=3))
    where = page("product", key).dashboard.tiles[0].where
    assert warehouse.ask("pieces", where=where) == 3


def test_a_measure_that_cannot_be_cut_by_a_dimension_is_not_shown_of_its_members():
    goal = build.SALE + 'goal = { formula = "sum(net)", only_by = ["month"] }\n'
    shop = replace(build.shop({"sale": goal}), dashboards={"sales": dashboard(tile("bar", "goal"))})
    assert main_measures(shop)[0] == "goal"
    assert "goal" not in list_measures(shop, shop.tables["product"])
    page = member_page(shop, shop.tables["product"], "x")
    told = [one.by for one in page.dashboard.tiles if "goal" in one.measures]
    assert told == [(), ("month",)]
