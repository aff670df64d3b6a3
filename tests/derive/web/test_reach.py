import pytest

from alkasba.derive.web.reach import (
    check_filterable,
    column_at,
    dated_facts,
    dimension_at,
    facts_of,
    facts_of_dashboard,
    filterable,
    is_period,
    members_of,
    parameters_of,
    places,
    unreached,
)
from alkasba.errors import UnknownName
from tests.derive import build
from tests.derive.web.build import dashboard, tile

SHOP = build.shop()


def test_the_facts_of_a_measure_are_those_that_it_adds_up():
    assert facts_of(SHOP, ("kept_sales",)) == ["sale", "refund"]


@pytest.mark.parametrize(("term", "is_one"), [("sold_on", True), ("month", True), ("city", False)])
def test_a_fact_s_day_and_the_calendar_are_periods(term, is_one):
    assert is_period(SHOP, term) is is_one


def test_a_term_reaches_facts_that_all_know_it_in_one_meaning():
    assert places(SHOP, ["sale", "refund"], "category") is not None
    assert places(SHOP, ["sale", "stock"], "customer") is None
    assert places(SHOP, ["sale", "stock"], "unit_cost") is None


def test_a_column_is_found_in_the_first_fact_that_knows_it():
    assert column_at(SHOP, ["stock", "sale"], "quantity").type == "whole"
    with pytest.raises(UnknownName):
        column_at(SHOP, ["stock"], "quantity")


def test_a_reference_tells_the_members_of_its_dimension_apart():
    assert dimension_at(SHOP, ["sale"], "product") == "product"
    assert dimension_at(SHOP, ["sale"], "category") is None
    assert dimension_at(SHOP, ["sale"], "month") is None


def test_what_tiles_are_cut_by_can_be_chosen_and_the_members_behind_it():
    cut = dashboard(tile(by="category"), tile("line", by="month"), tile(by="channel"))
    assert filterable(SHOP, cut) == ["category", "product", "channel"]


def test_what_nothing_is_cut_by_cannot_be_chosen():
    with pytest.raises(UnknownName, match="cannot be filtered by 'email'"):
        check_filterable(SHOP, dashboard(tile(by="category")), "email")


def test_periods_end_with_the_facts_whose_day_is_a_filter():
    both = dashboard(tile("number", "net_sales"), tile("number", "stock"))
    assert facts_of_dashboard(SHOP, both) == ["sale", "stock"]
    assert dated_facts(SHOP, both) == ["sale"]
    undated = dashboard(tile("number", "stock"), filters=("category",))
    assert dated_facts(SHOP, undated) == ["stock"]


@pytest.mark.parametrize(
    ("by", "members"),
    [("category", "product"), ("product.supplier", "product"), ("channel", None), ("month", None)],
)
def test_a_dimension_s_column_is_followed_by_its_members(by, members):
    assert members_of(SHOP, tile(by=by), by) == members


def test_pseudonyms_are_never_what_follows():
    changes = {
        "customer": build.CUSTOMER.replace(
            'customer_id = { type = "code" }',
            'customer_id = { type = "code", personal = "contact" }',
        )
    }
    assert members_of(build.shop(changes), tile(by="customer.city"), "customer.city") is None


def test_a_filter_that_no_tile_knows_is_unreached_and_it_is_said_why():
    filters = ("sold_on", "month", "category", "warehouse", "is_gift", "city")
    why = unreached(SHOP, dashboard(tile("number"), filters=filters))
    assert list(why) == ["warehouse"]
    assert "sale cannot be cut or filtered by 'warehouse'" in why["warehouse"]
    both = dashboard(tile("number"), tile("number", "stock"), filters=filters)
    assert unreached(SHOP, both) == {}


def test_the_parameters_of_a_dashboard_are_those_that_its_tiles_depend_on():
    shop = build.shop_with_a_rate()
    assert list(parameters_of(shop, dashboard(tile("number", "kept")))) == ["rate"]
    assert list(parameters_of(shop, dashboard(tile("number", target="kept")))) == ["rate"]
    assert list(parameters_of(shop, dashboard(tile("number")))) == []
