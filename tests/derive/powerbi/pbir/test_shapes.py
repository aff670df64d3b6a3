"""Each kind of tile is a visual with its fields in the right places."""

import pytest

from alkasba.derive.powerbi.pbir.shapes import fields_of, shape_of
from alkasba.errors import NotExpressible
from tests.derive import build
from tests.derive.powerbi.pbir.build import model
from tests.derive.web.build import tile

UNITS = {
    "sale": build.SALE.replace('"sum(quantity)" }', '"sum(quantity)", unit = "pieces" }'),
}


def drawn(show, *measures, **more):
    one = tile(show, *measures, **more)
    shape = shape_of(one, fields_of(model(build.shop(UNITS)), one))
    places = {
        place: [field["queryRef"] for field in found["projections"]]
        for place, found in shape.places.items()
    }
    return shape.type, places


def test_a_number_is_a_card():
    assert drawn("number") == ("cardVisual", {"Data": ["sale.net_sales"]})


def test_a_line_of_months_is_drilled_into_days():
    kind, places = drawn("line", by="month")
    assert kind == "lineChart"
    assert places["Category"] == ["calendar.month", "calendar.day"]
    assert places["Y"] == ["sale.net_sales"]


def test_only_the_first_level_is_shown_at_first():
    one = tile("line", by="month")
    shape = shape_of(one, fields_of(model(), one))
    shown = [field["active"] for field in shape.places["Category"]["projections"]]
    assert shown == [True, False]


def test_a_column_of_a_dimension_is_drilled_into_its_members():
    _, places = drawn("bar", by="category")
    assert places["Category"] == ["product.category", "product.name"]


def test_a_line_with_last_year_has_it_on_the_same_scale():
    _, places = drawn("line", by="month", compare="last_year")
    assert places["Y"] == ["sale.net_sales", "sale.net_sales last year"]
    assert "Tooltips" not in places


def test_a_target_stands_beside_the_measure():
    assert drawn("line", by="month", target="cost")[1]["Y"] == ["sale.net_sales", "sale.cost"]
    kind, places = drawn("column", by="month", target="cost")
    assert (kind, places["Y"]) == ("clusteredColumnChart", ["sale.net_sales", "sale.cost"])
    assert drawn("table", by="month", target="cost")[1]["Values"][-1] == "sale.cost"


def test_what_one_measure_was_last_year_is_told_where_a_reader_points():
    _, places = drawn("bar", by="category")
    assert places["Tooltips"] == ["sale.net_sales last year", "sale.net_sales change on last year"]


def test_another_unit_has_a_scale_of_its_own():
    kind, places = drawn("line", "net_sales", "pieces", by="month")
    assert (kind, places["Y"], places["Y2"]) == ("lineChart", ["sale.net_sales"], ["sale.pieces"])
    assert drawn("area", "net_sales", "pieces", by="month")[0] == "lineChart"
    kind, places = drawn("column", "net_sales", "pieces", by="month")
    assert kind == "lineClusteredColumnComboChart"
    assert places["Y2"] == ["sale.pieces"]


def test_bars_have_one_scale_so_that_two_units_are_a_table():
    assert drawn("bar", "net_sales", "pieces", by="category")[0] == "tableEx"


@pytest.mark.parametrize(
    ("show", "apart", "stacked"),
    [
        ("column", "clusteredColumnChart", "columnChart"),
        ("bar", "clusteredBarChart", "barChart"),
        ("area", "areaChart", "stackedAreaChart"),
    ],
)
def test_parts_stand_on_each_other_where_they_add_up(show, apart, stacked):
    assert drawn(show, by="month")[0] == apart
    assert drawn(show, by=("month", "channel"))[0] == stacked
    assert drawn(show, "net_sales", "cost", by="month")[0] == stacked
    assert drawn(show, "average_order", by=("month", "channel"))[0] == apart


def test_colours_are_the_values_of_the_second_cut():
    assert drawn("column", by=("month", "channel"))[1]["Series"] == ["sale.channel"]


def test_a_chart_draws_colours_of_one_measure_so_that_of_two_it_is_a_table():
    assert drawn("line", "net_sales", "cost", by=("month", "channel"))[0] == "tableEx"
    assert drawn("line", by=("month", "channel"), compare="last_year")[0] == "tableEx"
    assert drawn("bar", by=("month", "channel", "category"))[0] == "tableEx"


def test_a_table_keeps_the_order_of_its_measures():
    kind, places = drawn("table", "pieces", "net_sales", "orders", by="product")
    assert kind == "tableEx"
    assert places["Values"] == ["product.name", "sale.pieces", "sale.net_sales", "sale.orders"]


def test_a_table_tells_the_earlier_value_and_the_change():
    _, places = drawn("table", by="month", compare="previous")
    assert places["Values"][1:] == [
        "sale.net_sales",
        "sale.net_sales previous period",
        "sale.net_sales change on previous period",
    ]


def test_a_matrix_has_the_second_cut_on_top():
    kind, places = drawn("matrix", by=("quarter", "channel"))
    assert (kind, places["Columns"]) == ("pivotTable", ["sale.channel"])
    assert places["Rows"] == ["calendar.quarter", "calendar.month"]


def test_a_scatter_has_a_measure_along_and_one_upwards():
    kind, places = drawn("scatter", "net_sales", "cost", "pieces", by="product")
    assert kind == "scatterChart"
    assert places == {
        "Category": ["product.name"],
        "X": ["sale.net_sales"],
        "Y": ["sale.cost"],
        "Size": ["sale.pieces"],
    }


def test_a_scatter_of_one_measure_is_refused():
    with pytest.raises(NotExpressible, match="two measures") as raised:
        drawn("scatter", by="product")
    assert "second measure" in raised.value.next_step
    with pytest.raises(NotExpressible):
        drawn("scatter", "net_sales", "net_sales", by="product")


def test_a_map_has_a_place_and_a_size():
    places = {"Category": ["supplier.land"], "Size": ["sale.net_sales"]}
    assert drawn("map", by="product.supplier.land") == ("azureMap", places)


def test_a_chart_that_is_cut_by_nothing_is_a_card():
    told = ("cardVisual", {"Data": ["sale.net_sales", "sale.cost"]})
    assert drawn("bar", "net_sales", "cost") == told


def test_a_number_of_several_parts_is_a_table():
    kind, places = drawn("number", by="category")
    assert (kind, places["Values"]) == ("tableEx", ["product.category", "sale.net_sales"])


def test_no_measure_of_a_map_or_a_scatter_is_lost():
    _, places = drawn("map", "net_sales", "cost", by="product.supplier.land")
    assert places["Tooltips"] == ["sale.cost"]
    _, places = drawn("scatter", "net_sales", "cost", "pieces", "orders", by="product")
    assert places["Tooltips"] == ["sale.orders"]
    assert drawn("map", by=("product.supplier.land", "channel"))[0] == "tableEx"
    assert drawn("scatter", "net_sales", "cost", by=("product", "channel", "month"))[0] == "tableEx"


def test_what_has_no_earlier_period_is_shown_alone():
    _, places = drawn("line", "share", by="month", compare="last_year")
    assert places["Y"] == ["sale.share"]
