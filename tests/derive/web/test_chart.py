from datetime import date
from decimal import Decimal

import pytest
import vl_convert

from alkasba.derive.web.chart import charts_of, picture_of
from alkasba.derive.web.theme import theme
from tests.derive.web.build import NAMES, shown, tile

SCRIPT = "</script><script>alert(1)</script>"


def chart(a_tile, *rows, **more):
    (found,) = charts_of(shown(a_tile, *rows, **more), NAMES)
    return found


def values(found):
    return found["data"]["values"]


def compile_(spec):
    """Vega-Lite's own compiler; it raises where a specification is none."""
    return vl_convert.vegalite_to_vega(spec | {"width": 300}, config=theme())


TILES = [
    shown(tile("line", "net_sales", "margin", by="month"), ("2026-01", 5, 3), ("2026-02", 7, None)),
    shown(tile("area", by=("month", "channel")), ("2026-01", "web", 5), ("2026-01", None, 7)),
    shown(tile("column", by=("month_of_year", "channel")), (1, "web", 5), (2, "web", 7)),
    shown(tile("column", by="day"), (date(2026, 1, 1), 5)),
    shown(tile("bar", by="category"), ("Tea", Decimal("5.5")), (None, 2)),
    shown(tile("bar", "net_sales", "margin", by="category"), ("Tea", 5, 1)),
    shown(tile("bar", by=("category", "channel")), ("Tea", "web", 5)),
    shown(tile("map", by="customer.city"), ("Paris", 5)),
    shown(tile("scatter", "net_sales", "margin", by="product"), ("mint", 5, 3)),
    shown(
        tile("scatter", "net_sales", "margin", by=("product", "category")), ("mint", "Tea", 5, 3)
    ),
    shown(tile("scatter", by="product"), ("mint", 5)),
    shown(tile("line", by="week"), ("2026-W01", 5)),
]


@pytest.mark.parametrize("one", TILES, ids=lambda one: f"{one.view.show} by {'+'.join(one.by)}")
def test_every_chart_is_one_that_vega_lite_takes(one):
    for spec in charts_of(one, NAMES):
        assert compile_(spec)["marks"]
    assert vl_convert.vegalite_to_svg(picture_of(charts_of(one, NAMES), "A title"))


@pytest.mark.parametrize(
    "one",
    [
        shown(tile("table", by="category"), ("Tea", 5)),
        shown(tile("number"), (5,)),
        shown(tile("bar", by="category")),
        shown(tile("bar", by="category"), ("Tea", None)),
        shown(tile("bar"), (5,)),
    ],
)
def test_what_is_text_or_nothing_has_no_chart(one):
    assert charts_of(one, NAMES) == []


def test_each_unit_has_a_scale_of_its_own():
    mixed = shown(tile("line", "net_sales", "margin", "pieces", by="month"), ("2026-01", 5, 3, 9))
    euros, pieces = charts_of(mixed, NAMES)
    assert [value["series"] for value in values(euros)] == ["NET_SALES", "MARGIN"]
    assert [value["value"] for value in values(pieces)] == [9.0]


def test_the_change_is_not_drawn_beside_what_it_changed_to():
    columns = ("month", "net_sales", "net_sales_last_year", "net_sales_change")
    beside = shown(tile("line", by="month"), ("2026-01", 6, 4, 0.5), columns=columns)
    drawn = [value["series"] for one in charts_of(beside, NAMES) for value in values(one)]
    assert drawn == ["NET_SALES", "NET_SALES_LAST_YEAR"]


def test_values_are_data_and_fields_have_names_of_our_own():
    found = chart(tile("bar", by="category"), (SCRIPT, 5), ("datum['x'] + 1", 2))
    assert [value["c0"] for value in values(found)] == [SCRIPT, "datum['x'] + 1"]
    fields = {one["field"] for one in found["encoding"].values() if isinstance(one, dict)}
    assert fields == {"c0", "value"}


def test_bars_stand_in_the_order_of_the_answer():
    assert chart(tile("bar", by="category"), ("b", 1), ("a", 2))["encoding"]["y"]["sort"] is None


@pytest.mark.parametrize("show", ["column", "area", "bar"])
@pytest.mark.parametrize(
    ("measures", "by", "is_stacked"),
    [
        (("net_sales",), ("month", "channel"), True),
        (("average_order",), ("month", "channel"), False),
        (("net_sales", "margin"), ("month",), False),
    ],
)
def test_only_what_adds_up_stands_on_each_other(show, measures, by, is_stacked):
    rows = [("2026-01", "web")[: len(by)] + (5, 3)[: len(measures)]]
    found = chart(tile(show, *measures, by=by), *rows)
    figures = found["encoding"]["x" if show == "bar" else "y"]
    assert ("stack" not in figures) is is_stacked
    offsets = {"xOffset", "yOffset"} & set(found["encoding"])
    assert len(offsets) == (0 if is_stacked or show == "area" else 1)
    assert compile_(found)["marks"]


def test_the_day_of_a_fact_is_an_axis_of_days():
    found = chart(tile("line", by="sold_on"), (date(2026, 1, 1), 5), (date(2026, 1, 3), 5))
    assert found["encoding"]["x"]["type"] == "temporal"


def test_a_click_knows_where_it_leads():
    found = chart(tile("bar", by="category"), ("Tea", 5))
    assert values(found)[0]["go"] == "?Tea"


@pytest.mark.parametrize(
    ("measure", "value", "form"),
    [
        ("net_sales", 12000, "~s"),
        ("web_share", 0.4, ".0%"),
        ("web_share", 0.01, ".1%"),
        ("x", 0.3, ",.2~f"),
    ],
)
def test_an_axis_is_written_as_its_unit_is_read(measure, value, form):
    found = chart(tile("bar", measure, by="category"), ("Tea", value))
    assert found["encoding"]["x"]["axis"]["format"] == form


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), True, "text"])
def test_what_has_no_place_on_a_scale_is_left_blank(value):
    found = chart(tile("bar", by="category"), ("Tea", 5), ("Oil", value))
    assert values(found)[1]["value"] in (None, 1.0)
