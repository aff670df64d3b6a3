import json
from dataclasses import replace
from decimal import Decimal

import pytest

from alkasba.derive.web.state import State
from alkasba.web.cards import Card, Cell, Reader, card_of, in_groups, in_script
from tests.derive import build
from tests.derive.web.build import dashboard, shown, tile

SALE = build.SALE.replace('"sum(net)" }', '"sum(net)", unit = "EUR" }', 1)
SHOP = build.shop({"sale": SALE})
SCRIPT = "</script><script>alert(1)</script>"


def card(a_tile, *rows, language="en", says_language=False, columns=(), **more):
    answered = shown(a_tile, *rows, columns=columns, **more)
    reader = Reader(SHOP, dashboard(a_tile, tile(by="channel")), State(), language, says_language)
    return card_of(reader, answered)


def texts(row):
    return [cell.text for cell in row]


def test_a_number_has_its_unit_and_the_signs_of_the_language():
    found = card(tile("number"), (Decimal("1234.5"),), language="fr")
    assert (found.figure, found.unit, found.grid) == ("1\u202f234,50", "EUR", None)


@pytest.mark.parametrize(
    ("earlier", "way", "text"),
    [(Decimal(100), "up", "25.0 %"), (Decimal(200), "down", "37.5 %"), (Decimal(125), "", "0.0 %")],
)
def test_a_change_is_told_by_a_word_and_a_figure_without_a_sign(earlier, way, text):
    found = card(tile("number"), (Decimal(125),), earlier=(earlier,)).change
    assert (found.way, found.text, found.with_what) == (way, text, "The period before")


def test_what_was_nothing_has_no_change_in_per_cent():
    found = card(tile("number"), (Decimal(125),), earlier=(Decimal(0),)).change
    assert (found.text, found.other) == ("", "0.00")


def test_a_number_tells_which_part_of_its_target_is_reached():
    aimed = tile("number", target="refunded")
    found = card(aimed, (Decimal(90), Decimal(120)), language="en").target
    assert (found.text, found.other, found.with_what) == ("75.0 %", "120.00", "Target")
    assert card(aimed, (Decimal(90), None)).target is None
    assert card(aimed, (None, Decimal(120))).target.text == ""


def test_a_target_stands_beside_each_row_of_a_table():
    found = card(tile("table", by="category", target="refunded"), ("Tea", Decimal(5), Decimal(6)))
    assert texts(found.grid.heads[0]) == ["Category", "Net sales (EUR)", "Refunded"]
    assert texts(found.grid.rows[0]) == ["Tea", "5.00", "6.00"]


def test_a_number_without_another_period_has_no_change():
    assert card(tile("number"), (Decimal(125),)).change is None


def test_a_table_has_figures_at_the_right_and_each_row_leads_to_its_own_view():
    found = card(tile("table", by="category"), ("Tea", Decimal(5)), (None, Decimal(7)))
    assert texts(found.grid.heads[0]) == ["Category", "Net sales (EUR)"]
    assert found.grid.rows[0] == [
        Cell("Tea", href="?category=Tea"),
        Cell("5.00", True, value=Decimal(5), pattern="#,##0.00"),
    ]
    assert texts(found.grid.rows[1]) == ["(blank)", "7.00"]
    assert found.grid.rows[1][0].href == "?category="


def test_every_link_keeps_a_language_that_the_address_says():
    found = card(tile("table", by="category"), ("Tea", 5), says_language=True, language="ar")
    assert found.grid.rows[0][0].href == "?category=Tea&lang=ar"


def test_a_matrix_has_the_second_column_along_the_top_and_blanks_where_nothing_is():
    two = tile("matrix", "net_sales", "pieces", by=("category", "channel"))
    found = card(two, ("Tea", "web", Decimal(5), 1), ("Spice", "shop", Decimal(7), 2)).grid
    assert [(cell.text, cell.span) for cell in found.heads[0]] == [
        ("Category", 1),
        ("shop", 2),
        ("web", 2),
    ]
    assert [texts(row) for row in found.rows] == [
        ["Tea", "", "", "5.00", "1"],
        ["Spice", "7.00", "2", "", ""],
    ]


def test_values_that_read_alike_are_two_bars():
    bars = tile("bar", by="category")
    found = card(bars, ("unknown", 3), (None, 4), ("(blank)", 5), ("Tea", 6))
    values = json.loads(found.charts[0])["data"]["values"]
    assert [(one["c0"], one["value"]) for one in values] == [
        ("unknown", 3),
        ("(blank)", 4),
        ("(blank) ((blank))", 5),
        ("Tea", 6),
    ]


def test_what_stands_along_the_top_is_in_order_whichever_row_has_it_first():
    two = tile("matrix", "pieces", by=("category", "month_of_year"))
    found = card(two, ("Tea", 3, 1), ("Tea", None, 1), ("Spice", 2, 1), ("Spice", 11, 2)).grid
    assert texts(found.heads[0]) == ["Category", "Feb", "Mar", "Nov", "(blank)"]


def test_columns_of_another_period_have_a_heading_and_a_unit():
    columns = ("month", "net_sales", "net_sales_last_year", "net_sales_change")
    beside = tile("table", by="month", compare="last_year")
    found = card(beside, ("2026-01", Decimal(6), Decimal(4), 0.5), columns=columns).grid
    assert texts(found.heads[0]) == [
        "Month",
        "Net sales (EUR)",
        "Net sales, last year (EUR)",
        "Net sales, change",
    ]
    assert texts(found.rows[0]) == ["Jan 2026", "6.00", "4.00", "50.0 %"]


def test_an_empty_tile_has_neither_chart_nor_table():
    found = card(tile("bar", by="category"))
    assert (found.is_empty, found.charts, found.grid) == (True, [], None)


def test_a_chart_has_its_table_behind_it():
    found = card(tile("bar", by="category"), ("Tea", Decimal(5)))
    assert len(found.charts) == 1
    assert texts(found.grid.rows[0]) == ["Tea", "5.00"]


def test_a_chart_cannot_end_the_script_that_it_stands_in():
    (found,) = card(tile("bar", by="product"), (SCRIPT, Decimal(5))).charts
    assert "<" not in found
    assert json.loads(found)["data"]["values"][0]["c0"] == SCRIPT
    assert json.loads(in_script({"a": "&amp;<!--"})) == {"a": "&amp;<!--"}


def test_what_a_reader_must_know_is_noted():
    found = card(tile("map", by="customer.city"), ("Paris", Decimal(5)), is_cut=True)
    assert found.notes == ["Not on the map: Paris", "The first 1 rows; there are more."]


def test_a_tile_that_is_cut_more_finely_says_so():
    finer = shown(tile("bar", by="category"), ("mint", Decimal(5)))
    view = replace(finer.view, question=replace(finer.view.question, by=("product",)))
    drilled = replace(finer, view=view, columns=("product", "net_sales"))
    reader = Reader(SHOP, dashboard(finer.view.tile), State(), "en")
    assert card_of(reader, drilled).notes == ["By Product"]


def test_numbers_that_follow_each_other_stand_together():
    shows = ["number", "number", "bar", "table", "number"]
    cards = [Card(at, show, "", False) for at, show in enumerate(shows)]
    assert [[card.show for card in group] for group in in_groups(cards)] == [
        ["number", "number"],
        ["bar", "table"],
        ["number"],
    ]


@pytest.mark.parametrize(
    ("term", "key", "page"),
    [
        ("product", "mint", "/tables/product/member?key=mint"),
        # A fact may name a member that the dimension does not have.
        ("product", "nowhere", ""),
        ("product", None, ""),
    ],
)
def test_a_cell_leads_to_the_page_of_a_member_that_there_is(term, key, page):
    a_tile = tile("table", by=term)
    grid = card(a_tile, (key, Decimal(5)), labels={term: {"mint": "Mint"}}).grid
    assert grid.rows[0][0].page == page


def test_no_cell_leads_to_a_page_about_a_person():
    people = build.CUSTOMER.replace('type = "code" }', 'type = "code", personal = "contact" }')
    shop = build.shop({"customer": people})
    a_tile = tile("table", by="customer")
    answered = shown(a_tile, ("C1", Decimal(5)), labels={"customer": {"C1": "C1"}})
    found = card_of(Reader(shop, dashboard(a_tile), State(), "en"), answered)
    assert found.grid.rows[0][0].page == ""
