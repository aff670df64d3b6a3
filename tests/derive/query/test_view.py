"""A question looks at each fact by the same columns, at the same rows."""

from alkasba.derive.measures import expand
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.view import View, fact_step, function_of
from alkasba.model.expression import Aggregate, Name
from alkasba.model.formula import read_formula
from tests.derive import build

SHOP = build.shop()


def test_periods_are_the_calendars_columns_and_the_facts_day():
    view = View(SHOP, ("month", "sold_on", "category", "channel"), None)
    assert list(view.periods(view.scope("sale"))) == ["month", "sold_on"]


def test_conditions_of_question_and_measure_are_both_met():
    view = View(SHOP, (), read_formula("channel = 'web' or channel = 'shop'"))
    told = view.conditions(view.scope("sale"), read_formula("quantity > 1"))
    assert told == [
        """("sale"."channel" = 'web' or "sale"."channel" = 'shop')""",
        '"sale"."quantity" > 1',
    ]


def test_all_parts_of_a_fact_are_told_in_one_step():
    plan = expand(SHOP, ("net_sales", "orders", "web_sales"), taken=set())
    steps = Steps(set())
    assert fact_step(View(SHOP, ("month",), None), steps, plan.parts) == '"sale_sums"'
    assert steps.told["sale_sums"].count("FROM") == 1


def test_flags_have_words_of_their_own_for_the_least_and_the_greatest():
    scope = View(SHOP, (), None).scope("sale")
    assert function_of(scope, Aggregate("min", Name("is_gift"))) == "every"
    assert function_of(scope, Aggregate("max", Name("is_gift"))) == "any"
    assert function_of(scope, Aggregate("max", Name("price"))) == "max"
    assert function_of(scope, Aggregate("count", Name("is_gift"))) == "count"
