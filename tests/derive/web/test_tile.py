from datetime import date

import pytest

from alkasba.derive.query import ask_sql
from alkasba.derive.web.period import read_period
from alkasba.derive.web.state import State
from alkasba.derive.web.tile import MOST_MEMBERS, view_of
from alkasba.model.telling import pretty
from tests.derive import build
from tests.derive.web.build import dashboard, tile

NEWEST = date(2026, 10, 15)
YEAR = "day >= '2025-11-01' and day <= '2026-10-15'"
FILTERS = ("sold_on", "category")


def view(a_tile, state=None, filters=FILTERS):
    state = state or State()
    period = read_period(state.period, NEWEST)
    found = view_of(build.shop(), dashboard(a_tile, filters=filters), 1, state, period)
    ask_sql(build.shop(), found.question)
    return found


def where(found):
    return pretty(found.question.where) if found.question.where else ""


def test_the_period_and_what_is_chosen_select_its_rows():
    found = view(tile(by="channel"), State(chosen={"category": ("Tea",)}))
    assert where(found) == f"category in ('Tea') and ({YEAR})" or where(found) == (
        f"category in ('Tea') and {YEAR}"
    )


def test_a_tile_s_own_condition_stays():
    assert where(view(tile(where="channel = 'web'"))).startswith("channel = 'web' and ")


def test_a_page_without_a_period_looks_at_all_days():
    assert where(view(tile(by="channel"), filters=("category",))) == ""


def test_a_filter_that_does_not_reach_a_tile_is_told():
    found = view(tile("number", "stock"), State(chosen={"channel": ("web",), "category": ("Tea",)}))
    assert found.ignored == ("channel",)
    assert "channel" not in where(found)


@pytest.mark.parametrize(
    ("by", "period", "cut"),
    [
        ("month", "last_12_months", "month"),
        ("month", "2026-03", "day"),
        ("quarter", "2026-Q1", "month"),
        ("year", "2026", "month"),
        ("week", "2026-11-02..2026-11-08", "day"),
        ("month", "all", "month"),
    ],
)
def test_a_tile_is_cut_more_finely_where_the_view_holds_one_period_of_it(by, period, cut):
    assert view(tile("line", by=by), State(period)).question.by == (cut,)


def test_one_chosen_category_is_cut_by_its_products():
    by_sales = tile(by="category", order="-net_sales")
    found = view(by_sales, State(chosen={"category": ("Tea",)}))
    assert found.question.by == ("product",)
    assert found.question.order == ("-net_sales",)
    assert found.rows == MOST_MEMBERS


def test_two_chosen_categories_stay_categories():
    assert view(tile(by="category"), State(chosen={"category": ("Tea", "Spice")})).question.by == (
        "category",
    )


def test_an_order_follows_what_it_orders():
    found = view(tile(by="category", order="-category"), State(chosen={"category": ("Tea",)}))
    assert found.question.order == ("-product",)


def test_it_asks_for_one_row_more_than_it_shows():
    found = view(tile("table", by="product", limit=5))
    assert (found.rows, found.question.limit) == (5, 6)


@pytest.mark.parametrize(
    ("declared", "asked", "period", "compare"),
    [
        ("last_year", "", "2026", "last_year"),
        ("last_year", "none", "2026", None),
        ("last_year", "", "all", None),
        (None, "last_year", "2026", "last_year"),
        (None, "", "2026", None),
    ],
)
def test_a_number_is_compared_as_the_view_asks_else_as_it_is_declared(
    declared, asked, period, compare
):
    found = view(tile("number", compare=declared), State(period, asked))
    assert found.question.compare == compare


def test_the_period_before_a_number_is_as_long_as_the_view():
    found = view(tile("number"), State("2026-Q1", "previous"))
    assert found.question.compare is None
    assert pretty(found.earlier.where) == "day >= '2025-10-01' and day <= '2025-12-31'"


def test_one_line_over_time_stands_beside_another_period():
    assert view(tile("line", by="month"), State(compare="previous")).question.compare == "previous"
    two = tile("line", "net_sales", "margin", by="month")
    assert view(two, State(compare="previous")).question.compare is None
    assert view(tile(by="category"), State(compare="last_year")).question.compare is None


def test_bars_that_are_declared_with_the_period_before_have_none_to_stand_beside():
    assert view(tile(by="category", compare="previous")).question.compare is None


def test_bars_of_a_map_stand_by_their_length():
    assert view(tile("map", by="customer.city")).question.order == ("-net_sales",)


def test_a_table_may_have_more_rows_than_the_screen():
    found = view(tile("table", by="product")).with_rows(900)
    assert (found.rows, found.question.limit) == (900, 901)


@pytest.mark.parametrize(
    "a_tile", [tile("table", by="product", limit=5), tile("bar", by="product"), tile("number")]
)
def test_what_its_owner_cut_or_what_is_drawn_has_no_more(a_tile):
    assert view(a_tile).with_rows(9000) == view(a_tile)


def test_it_never_has_fewer():
    assert view(tile("table", by="product")).with_rows(0) == view(tile("table", by="product"))


def test_what_is_to_be_reached_is_asked_for_in_the_same_view():
    aimed = tile("line", by="month", target="refunded", order="-net_sales", limit=3)
    found = view(aimed, State(chosen={"category": ("Tea",)}))
    assert found.target.measures == ("refunded",)
    assert (found.target.by, found.target.where) == (found.question.by, found.question.where)
    assert (found.target.order, found.target.limit) == ((), None)


@pytest.mark.parametrize(
    "state", [State(period="2026-03"), State(chosen={"warehouse": ("north",)})]
)
def test_a_view_that_the_target_does_not_know_has_none(state):
    aimed = tile("line", "stock", by="month", target="refunded")
    assert view(aimed, state, filters=("counted_on", "warehouse")).target is None
