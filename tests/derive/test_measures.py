"""Measures come apart into aggregations of facts, whatever they are made of."""

from decimal import Decimal

import pytest

from alkasba.derive.measures import both, expand, free_name, split_series
from alkasba.derive.names import find_place
from alkasba.derive.query import Question, ask_sql
from alkasba.errors import NotExpressible, UnknownName
from alkasba.model.expression import Name
from alkasba.model.formula import read_formula
from alkasba.model.telling import pretty
from tests.derive import build

SHOP = build.shop()


def changed(measures):
    return build.shop({"refund": build.REFUND + measures})


def test_measures_of_measures_share_their_parts():
    plan = expand(SHOP, ("net_sales", "orders", "average_order"), taken=set())
    assert pretty(plan.formulas["average_order"]) == "sum_net / count_distinct_order_id"
    assert list(plan.parts) == ["sum_net", "count_distinct_order_id"]


def test_a_filter_goes_into_the_measures_own_aggregations_only():
    shop = changed('web = { formula = "net_sales - sum(amount)", where = "channel = \'web\'" }')
    plan = expand(shop, ("web",), taken=set())
    filters = {p.table: p.aggregate.where for p in plan.parts.values()}
    assert filters == {"sale": None, "refund": read_formula("channel = 'web'")}


def test_the_filter_of_a_level_also_decides_its_days():
    (part,) = expand(SHOP, ("tea_stock",), taken=set()).parts.values()
    assert part.aggregate.where is None
    assert part.where == read_formula("product.category = 'Tea'")


def test_what_looks_at_the_amounts_of_a_level_does_not():
    (part,) = expand(SHOP, ("low_stock",), taken=set()).parts.values()
    assert part.where is None
    assert part.aggregate == read_formula("sum(case when on_hand < 3 then on_hand else 0 end)")


@pytest.mark.parametrize(
    ("condition", "series", "rest"),
    [
        ("warehouse = 'north' and on_hand = 0", "warehouse = 'north'", "on_hand = 0"),
        (
            "year = 2025 and counted_on > '2025-01-01'",
            "year = 2025 and counted_on > '2025-01-01'",
            "",
        ),
        ("on_hand = 0 or category = 'Tea'", "", "on_hand = 0 or category = 'Tea'"),
        ("on_hand < product.unit_cost", "", "on_hand < product.unit_cost"),
    ],
)
def test_a_condition_comes_apart_in_series_and_amounts(condition, series, rest):
    fact = SHOP.tables["stock"]
    parts = split_series(fact, read_formula(condition), lambda name: find_place(SHOP, fact, name))
    assert tuple(pretty(part) if part else "" for part in parts) == (series, rest)


def test_parts_avoid_names_that_are_taken():
    plan = expand(SHOP, ("net_sales",), taken={"sum_net"})
    assert list(plan.parts) == ["sum_net_2"]


def test_tables_are_told_in_order_of_use():
    assert expand(SHOP, ("turnover", "refunded"), taken=set()).tables == ["sale", "stock", "refund"]


def test_a_circle_is_refused_and_shown():
    shop = changed('a = { formula = "b + 1" }\nb = { formula = "a + 1" }')
    with pytest.raises(NotExpressible, match="a > b > a"):
        expand(shop, ("a",), taken=set())


@pytest.mark.parametrize(
    ("name", "hint"),
    [("net_salse", "Did you mean 'net_sales'?"), ("category", "column")],
)
def test_an_unknown_measure_is_told_with_a_hint(name, hint):
    with pytest.raises(UnknownName) as error:
        expand(SHOP, (name,), taken=set())
    assert hint in error.value.what


def test_two_conditions_become_one():
    assert both(None, None) is None
    assert both(Name("a"), None) == Name("a")
    assert both(Name("a"), Name("b")) == read_formula("a and b")


def test_a_free_name_counts_on():
    assert free_name("a", {"a", "a_2"}) == "a_3"


def test_a_parameter_is_the_number_that_it_is_set_to():
    shop = build.shop_with_a_rate()
    assert pretty(expand(shop, ("kept",), taken=set()).formulas["kept"]) == "sum_net * 0.25"
    set_now = shop.with_values([("rate", Decimal("0.5"))])
    assert pretty(expand(set_now, ("kept",), taken=set()).formulas["kept"]) == "sum_net * 0.5"


def test_what_is_no_parameter_cannot_be_set():
    with pytest.raises(UnknownName, match="Did you mean 'rate'"):
        build.shop_with_a_rate().with_values([("rte", Decimal(1))])
    with pytest.raises(UnknownName, match="no parameter is called 'rate'"):
        SHOP.with_values([("rate", Decimal(1))])


def test_a_root_of_a_root_is_refused_also_where_measures_lead_to_it():
    shop = changed('a = { formula = "sqrt(sum(amount))" }\nb = { formula = "sqrt(a + 1)" }')
    assert "SQRT" in ask_sql(shop, Question(("a",)))
    with pytest.raises(NotExpressible, match="a root stands under a root"):
        ask_sql(shop, Question(("b",)))
