"""What measures say of members: parts are shared, and each fact has its own way to the member."""

from datetime import date

from alkasba.derive.query.spans import Days
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.told import Told
from alkasba.model.table import Reckoning, Span
from tests.derive.build import shop

KNOWN = Days(date(2025, 1, 1), date(2025, 6, 30))


def told(table="product", days=KNOWN):
    declared = shop()
    return Told(declared, declared.tables[table], dict.fromkeys(declared.facts, days), Steps(set()))


def test_a_part_is_asked_once_however_often_it_is_used():
    found = told()
    assert found.value(Reckoning("net_sales")) == found.value(Reckoning("net_sales"))
    found.value(Reckoning("average_order"))
    assert [len(parts) for parts in found.parts.values()] == [2]
    assert len(found.joins()) == 1


def test_other_days_are_another_part_of_the_same_step():
    found = told()
    lately = Reckoning("net_sales", within=Span(3, "month"))
    assert found.value(Reckoning("net_sales")) != found.value(lately)
    assert len(found.joins()) == 1
    (sql,) = found.steps.told.values()
    assert "between '2025-03-31' and '2025-06-30'" in sql


def test_sums_are_zero_and_levels_empty_where_there_is_nothing():
    found = told()
    assert found.value(Reckoning("pieces")).startswith("COALESCE(")
    assert "COALESCE" not in found.value(Reckoning("stock"))


def test_the_way_to_a_member_is_that_of_each_fact():
    found = told("supplier")
    found.value(Reckoning("pieces"))
    assert [*found.parts] == ["product.supplier"]


def test_columns_of_the_same_periods_share_their_steps():
    found, joins = told(), []
    columns = {
        "deviation": Reckoning("pieces", per="month", take="stddev"),
        "mean": Reckoning("net_sales", per="month", take="avg"),
    }
    values = found.series(columns, joins)
    assert [*values] == ["deviation", "mean"]
    assert len(joins) == 1
    assert ", 6, " in values["mean"]


def test_a_fact_without_rows_has_no_period():
    values = told(days=None).series({"x": Reckoning("pieces", per="month", take="max")}, [])
    assert ", 0, " in values["x"]
