"""Visuals are sorted as tiles are declared, and hold the first where tiles are limited."""

import pytest

from alkasba.derive.powerbi.pbir.ranking import first_members, sorting
from alkasba.derive.powerbi.pbir.shapes import fields_of
from tests.derive.powerbi.pbir.build import model, references
from tests.derive.web.build import tile


def sort_of(show="bar", *measures, **more):
    one = tile(show, *measures, **more)
    told = sorting(one, fields_of(model(), one))
    (sort,) = told["sortDefinition"]["sort"]
    (reference,) = references(sort)
    return reference[1:], sort["direction"]


def first(*measures, **more):
    one = tile("table", *measures, **more)
    return first_members(model(), one, fields_of(model(), one), "the id")


@pytest.mark.parametrize(
    ("order", "field", "direction"),
    [
        ("-net_sales", ("sale", "net_sales"), "Descending"),
        ("net_sales", ("sale", "net_sales"), "Ascending"),
        ("-product", ("product", "name"), "Descending"),
        ("", ("product", "name"), "Ascending"),
    ],
)
def test_the_declared_order_holds(order, field, direction):
    assert sort_of(by="product", order=order) == (field, direction)


def test_time_runs_forward():
    assert sort_of("line", by="month") == (("calendar", "month"), "Ascending")


def test_a_number_has_no_order():
    one = tile("number")
    assert sorting(one, fields_of(model(), one)) == {}


@pytest.mark.parametrize(("order", "direction"), [("-net_sales", 2), ("net_sales", 1)])
def test_a_limited_tile_keeps_the_first_of_its_order(order, direction):
    (found,) = first(by="product", order=order, limit=10)
    assert (found["name"], found["type"]) == ("the id", "TopN")
    query = found["filter"]["From"][0]["Expression"]["Subquery"]["Query"]
    assert query["Top"] == 10
    assert query["OrderBy"][0]["Direction"] == direction
    assert ("Measure", "sale", "net_sales") in set(references(found))
    assert ("Column", "product", "name") in set(references(found))


def test_a_fact_that_ranks_its_own_column_is_named_once():
    (found,) = first(by="channel", order="-net_sales", limit=2)
    query = found["filter"]["From"][0]["Expression"]["Subquery"]["Query"]
    assert query["From"] == [{"Name": "t", "Entity": "sale", "Type": 0}]
    assert set(references(found)) == {
        ("Column", "sale", "channel"),
        ("Measure", "sale", "net_sales"),
    }


def test_what_the_first_cut_decides_does_not_count():
    assert first(by=("product", "product.supplier"), order="-net_sales", limit=5)


def test_two_cuts_that_do_not_decide_each_other_are_sorted_only():
    assert first(by=("product", "channel"), order="-net_sales", limit=5) == []
    assert first(by=("product.supplier", "product"), order="-net_sales", limit=5) == []


def test_the_first_of_what_a_condition_leaves_are_sorted_only():
    assert first(by="product", order="-net_sales", limit=5, where="channel = 'web'") == []


def test_without_a_measure_to_rank_by_or_a_limit_nothing_is_left_out():
    assert first(by="product", order="product", limit=5) == []
    assert first(by="product", order="-net_sales") == []
    assert first(limit=5, order="-net_sales") == []
