"""The tiles of a page are answered as the same questions are answered elsewhere."""

from datetime import date
from pathlib import Path

import pytest

from alkasba.derive.web.state import State, read_state
from alkasba.errors import UnknownName
from alkasba.flows import serving as flows_serving
from alkasba.flows.dashboards import find_dashboard, labels_of, newest_day, show_page, show_tile
from alkasba.flows.serving import Serving
from tests.shop_builder import SALE, small_shop

DASHBOARD = """
filters = ["sold_on", "product.category", "is_gift"]
[[tiles]]
show = "number"
measure = "net_sales"
compare = "previous"
[[tiles]]
show = "bar"
measure = "net_sales"
by = "product"
order = "-net_sales"
[[tiles]]
show = "table"
measure = "units"
by = "product.category"
limit = 1
"""
HEADER = "order_id,line,sold_on,product,quantity,price,is_gift"


@pytest.fixture
def serving(tmp_path: Path) -> Serving:
    sale = SALE.replace("[measures]", 'is_gift = { type = "flag" }\n[measures]')
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD, tables__sale=sale)
    rows = (
        "A1,1,2026-08-01,P2,1,5,true",
        "A2,1,2026-09-15,P1,1,10,false",
        "A3,1,2026-09-20,P9,1,1,",
    )
    shop.sales("a.csv", *rows, header=HEADER)
    shop.run()
    return Serving(shop.folder)


def page(serving, *pairs):
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, "sales")
        return show_page(edition, found, read_state(edition.shop, found, pairs))


def test_periods_end_with_the_newest_day(serving):
    found = page(serving)
    assert found.newest == date(2026, 9, 20)
    assert found.page.period.first == date(2025, 10, 1)


def test_every_tile_is_answered_in_the_view(serving):
    number, bars, table = page(serving, ("product.category", "Tea")).tiles
    assert number.rows == ((10,),)
    assert bars.rows == (("P1", 10),)
    assert table.rows == (("P1", 1),)


def test_the_period_before_is_answered_too(serving):
    number = page(serving, ("period", "2026-09")).tiles[0]
    assert (number.rows[0], number.earlier) == ((11,), (5,))


def test_members_are_read_by_their_label(serving):
    bars = page(serving).tiles[1]
    assert [bars.label("product", row[0]) for row in bars.rows] == ["Mint", "Sage", "P9"]


def test_a_filter_offers_the_values_that_there_are(serving):
    found = page(serving)
    assert found.choices["product.category"] == [
        ("Herb", "Herb"),
        ("Tea", "Tea"),
        ("unknown", "unknown"),
    ]
    assert found.choices["is_gift"] == [("true", "true"), ("false", "false")]


def test_a_declared_limit_is_no_cut(serving):
    table = page(serving).tiles[2]
    assert (len(table.rows), table.is_cut) == (1, False)


def test_a_tile_alone_is_what_it_is_on_its_page(serving):
    with serving.edition() as edition:
        found = find_dashboard(edition.shop, "sales")
        alone = show_tile(edition, found, 2, State())
        assert alone.rows == page(serving).tiles[1].rows
        with pytest.raises(UnknownName, match="has no tile 4"):
            show_tile(edition, found, 4, State())
        with pytest.raises(UnknownName, match="has no tile 0"):
            show_tile(edition, found, 0, State())


def test_a_dashboard_that_is_not_there_is_told_with_the_nearest(serving):
    with serving.edition() as edition, pytest.raises(UnknownName, match="mean 'sales'"):
        find_dashboard(edition.shop, "sale")


def test_a_shop_without_a_sale_has_no_newest_day(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD.replace(', "is_gift"', ""))
    shop.sales("a.csv")
    shop.run()
    with Serving(shop.folder).edition() as edition:
        assert newest_day(edition, edition.shop.dashboards["sales"]) is None
        assert labels_of(edition, "product", ["P1", None, "none"]) == {"P1": "Mint"}
        assert labels_of(edition, "product", []) == {}


def test_numbers_that_look_at_the_same_rows_are_asked_at_once_and_each_as_if_alone(tmp_path):
    tiles = "".join(
        f'[[tiles]]\nshow = "number"\nmeasure = "{measure}"\ncompare = "{compare}"\n'
        for measure in ("net_sales", "units", "orders")
        for compare in ("last_year", "previous")
    )
    shop = small_shop(tmp_path, dashboards__sales=f'filters = ["sold_on"]\n{tiles}')
    shop.sales(
        "a.csv", "A1,1,2026-08-01,P2,1,5", "A2,1,2026-09-15,P1,2,10", "A3,1,2025-09-15,P1,1,1"
    )
    shop.run()
    serving = Serving(shop.folder)
    together = page(serving, ("period", "2026-09")).tiles
    for tile in together:
        alone = Serving(shop.folder)
        with alone.edition() as edition:
            found = show_tile(
                edition, edition.shop.dashboards["sales"], tile.view.number, State("2026-09")
            )
        assert (tile.rows, tile.earlier) == (found.rows, found.earlier)


def test_groups_of_the_same_rows_are_asked_at_once_and_each_as_if_alone(tmp_path):
    tiles = "".join(
        f'[[tiles]]\nshow = "{show}"\nmeasure = "{measure}"\nby = "{by}"\n'
        for show, measure, by in (
            ("line", "net_sales", "month"),
            ("table", "units", "month"),
            ("line", "refunded", "month"),
            ("column", "both", "month"),
            ("bar", "units", "product"),
        )
    )
    refund = SALE.replace("[measures]", "").split("net_sales")[0].replace("sold_on", "refunded_on")
    refund += '[measures]\nrefunded = { formula = "sum(net)" }\n'
    refund += 'both = { formula = "refunded + units" }\n'
    shop = small_shop(
        tmp_path, dashboards__sales=f'filters = ["day"]\n{tiles}', tables__refund=refund
    )
    shop.write("sources/refunds.toml", 'kind = "csv"\nfiles = ["data/r.csv"]\n[feeds.refund]\n')
    shop.write(
        "data/r.csv", "order_id,line,refunded_on,product,quantity,price\nR,1,2026-07-01,P1,1,3\n"
    )
    shop.sales("a.csv", "A1,1,2026-08-01,P2,1,5", "A2,1,2026-09-15,P1,2,10")
    shop.run()
    tiles_together = page(Serving(shop.folder)).tiles
    for tile in tiles_together:
        with Serving(shop.folder).edition() as edition:
            sales = edition.shop.dashboards["sales"]
            assert show_tile(edition, sales, tile.view.number, State()).rows == tile.rows
    assert [len(tile.rows) for tile in tiles_together] == [2, 2, 1, 3, 2]


def test_each_question_of_a_page_is_told_in_sql_once(tmp_path, monkeypatch):
    tiles = """
[[tiles]]
show = "number"
measure = "net_sales"
[[tiles]]
show = "number"
measure = "orders"
[[tiles]]
show = "bar"
measure = "net_sales"
by = "product"
"""
    shop = small_shop(tmp_path, dashboards__sales=f'filters = ["product"]\n{tiles}')
    shop.sales("a.csv", "A1,1,2026-08-01,P2,1,5")
    shop.run()
    told = []
    tell = flows_serving.answerable
    monkeypatch.setattr(
        flows_serving, "answerable", lambda shop, one: told.append(one) or tell(shop, one)
    )
    assert [tile.rows[0][-1] for tile in page(Serving(shop.folder)).tiles] == [5, 1, 5]
    assert len(told) == len(set(told)) > 3


def test_names_that_clash_beside_each_other_are_asked_one_by_one(tmp_path):
    clash = 'net_sales_last_year = { formula = "count()" }\n'
    tiles = "".join(
        f'[[tiles]]\nshow = "number"\nmeasure = "{measure}"\ncompare = "last_year"\n'
        for measure in ("net_sales", "net_sales_last_year")
    )
    shop = small_shop(
        tmp_path,
        dashboards__sales=f'filters = ["sold_on"]\n{tiles}',
        tables__sale=f"{SALE}{clash}",
    )
    shop.sales("a.csv", "A1,1,2026-08-01,P2,1,5")
    shop.run()
    found = page(Serving(shop.folder)).tiles
    assert [tile.rows[0][0] for tile in found] == [5, 1]


def test_two_members_of_one_name_are_told_apart(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD.replace(', "is_gift"', ""))
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\nP2,Mint,Herb\nP3,Sage,Herb\n")
    shop.sales("a.csv", *(f"A{at},1,2026-08-01,P{at},1,5" for at in (1, 2, 3)))
    shop.run()
    bars = page(Serving(shop.folder)).tiles[1]
    assert [bars.label("product", row[0]) for row in bars.rows] == [
        "Mint (P1)",
        "Mint (P2)",
        "Sage",
    ]


def test_a_target_is_asked_for_in_the_view_and_stands_beside_each_row(tmp_path: Path):
    tiles = "".join(
        f'[[tiles]]\nshow = "{show}"\nmeasure = "units"\ntarget = "net_sales"\n{by}'
        for show, by in (("number", ""), ("column", 'by = "product"\n'))
    )
    shop = small_shop(tmp_path, dashboards__sales=tiles, tables__sale=SALE)
    shop.sales("a.csv", "A1,1,2026-08-01,P2,2,5", "A2,1,2026-08-02,P1,1,7")
    shop.run()
    number, column = page(Serving(shop.folder)).tiles
    assert number.columns == ("units", "net_sales")
    assert [tuple(map(int, row)) for row in number.rows] == [(3, 17)]
    assert column.target == column.columns[-1] == "net_sales"
    assert {row[0]: int(row[-1]) for row in column.rows} == {"P1": 7, "P2": 10}
