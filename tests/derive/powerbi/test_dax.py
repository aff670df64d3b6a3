"""Formulas in DAX: what SQL leaves empty stays empty, and what is no value is never a 0."""

from decimal import Decimal

import pytest
from pbi_parsers.dax import to_ast
from pbix_mcp.dax import engine

from alkasba.derive.powerbi.dax import Told, is_true, literal, plain, told
from alkasba.errors import NotExpressible
from alkasba.model.expression import Name
from alkasba.model.formula import read_formula

KINDS = {"word": "text", "made": "day", "yes": "flag"}


def resolve(name):
    """Names that begin with sure are always there; those with sum mean 0 where they are not."""
    assert isinstance(name, Name)
    blank = {"sure": "never", "sum": "zero"}.get(name.name.rstrip("123456789"), "empty")
    return Told(f"[{name.name}]", KINDS.get(name.name, "number"), blank)


@pytest.mark.parametrize(
    ("formula", "dax"),
    [
        ("sure1 + sure2 * 2", "[sure1] + [sure2] * 2"),
        ("(sure1 + sure2) * 2", "([sure1] + [sure2]) * 2"),
        ("sure1 - (sure2 - 1)", "[sure1] - ([sure2] - 1)"),
        ("sum1 - sum2", "[sum1] - [sum2]"),
        ("sum1 / sum2", "DIVIDE([sum1] + 0, [sum2])"),
        ("1 - a", "IF(NOT(ISBLANK([a])), 1 - [a])"),
        ("sum1 * a", "IF(NOT(ISBLANK([a])), ([sum1] + 0) * [a])"),
        ("1 - a / sum1", "IF(NOT(ISBLANK(DIVIDE([a], [sum1]))), 1 - DIVIDE([a], [sum1]))"),
        ("round(sure1, 2)", "ROUND([sure1], 2)"),
        ("coalesce(a, 0)", "COALESCE([a], 0)"),
        (
            "year_month(made)",
            'IF(NOT(ISBLANK([made])), YEAR([made]) & "-" & RIGHT("0" & MONTH([made]), 2))',
        ),
        ("case when word = 'x' then 1 end", 'SWITCH(TRUE(), [word] = "x", 1)'),
    ],
)
def test_formula(formula, dax):
    assert told(read_formula(formula), resolve).text == dax
    assert to_ast(dax) is not None


@pytest.mark.parametrize(
    ("condition", "dax"),
    [
        ("word = 'x'", '[word] = "x"'),
        ("word <> 'x'", 'NOT(ISBLANK([word])) && [word] <> "x"'),
        ("word = ''", 'NOT(ISBLANK([word])) && [word] = ""'),
        ("a = 0", "NOT(ISBLANK([a])) && [a] = 0"),
        ("sure1 >= 1 and sum1 < 2", "[sure1] >= 1 && [sum1] + 0 < 2"),
        ("not (a = 1 or sure1 = 2)", "NOT(ISBLANK([a])) && [a] <> 1 && [sure1] <> 2"),
        ("word in ('x', 'y')", '[word] IN { "x", "y" }'),
        ("word not in ('x')", 'NOT(ISBLANK([word])) && NOT([word] IN { "x" })'),
        ("a is null", "ISBLANK([a])"),
        ("sum1 is null", "FALSE()"),
        ("yes", "[yes] = TRUE()"),
        ("not yes", "NOT(ISBLANK([yes])) && [yes] = FALSE()"),
        ("made >= '2025-01-31'", "NOT(ISBLANK([made])) && [made] >= DATE(2025, 1, 31)"),
        ("sure1 between 1 and 2", "[sure1] >= 1 && [sure1] <= 2"),
    ],
)
def test_condition(condition, dax):
    assert is_true(read_formula(condition), resolve) == dax
    assert to_ast(dax) is not None


def evaluated(formula, **values):
    """What an engine makes of the DAX, where measures have these values; None is a blank."""
    measures = {name: "BLANK()" if v is None else str(v) for name, v in values.items()}
    measures["asked"] = told(read_formula(formula), resolve).text
    return engine.evaluate_measures_batch(["asked"], {}, measures)["asked"]


@pytest.mark.parametrize(
    ("formula", "values", "said"),
    [
        ("1 - a", {"a": None}, None),
        ("1 - a", {"a": 0.25}, 0.75),
        ("a + b", {"a": 1, "b": None}, None),
        ("sum1 + sum2", {"sum1": 1, "sum2": None}, 1),
        ("sum1 / sum2", {"sum1": None, "sum2": 4}, 0),
        ("sum1 / sum2", {"sum1": 4, "sum2": None}, None),
        ("1 - sum1 / sum2", {"sum1": None, "sum2": 4}, 1),
        ("sum1 * a", {"sum1": None, "a": 3}, 0),
        ("-a", {"a": None}, None),
        ("abs(a)", {"a": None}, None),
        ("sqrt(a)", {"a": None}, None),
        ("sqrt(a)", {"a": -1}, None),
        ("sqrt(a) + 1", {"a": -1}, None),
        ("sqrt(sum1) + 1", {"sum1": None}, 1),
        ("sqrt(a)", {"a": 6.25}, 2.5),
        ("normal_quantile(0.975) * a", {"a": 2}, 3.919927969),
        ("least(a, b)", {"a": None, "b": 5}, 5),
        ("greatest(a, b)", {"a": -5, "b": None}, -5),
        ("least(a, b)", {"a": None, "b": None}, None),
        ("coalesce(a, b, 7)", {"a": None, "b": None}, 7),
        ("case when a > 0 then 1 else 2 end", {"a": None}, 2),
        ("case when not (a > 0) then 1 end", {"a": None}, None),
        ("case when a = 0 then 1 else 2 end", {"a": None}, 2),
        ("round(a, 1)", {"a": None}, None),
        ("round(sure1, 1)", {"sure1": 2.25}, 2.3),
    ],
)
def test_a_formula_gives_what_sql_gives(formula, values, said):
    given = evaluated(formula, **values)
    assert (given is None) == (said is None), given
    assert said is None or given == pytest.approx(said)


def test_a_moment_is_refused():
    with pytest.raises(NotExpressible, match="no moments"):
        literal("2025-01-31 10:00", "moment")


@pytest.mark.parametrize("formula", ["quantile(a, 5)", "share_before(a)"])
def test_what_looks_at_all_members_is_refused(formula):
    with pytest.raises(NotExpressible, match="DAX has no word for"):
        told(read_formula(formula), resolve)


def test_a_formula_that_would_grow_without_end_is_refused():
    formula = "a"
    for _ in range(25):
        formula = f"({formula} - 1) / 2"
    with pytest.raises(NotExpressible, match="too long for DAX"):
        told(read_formula(formula), resolve)


def test_conditions_in_conditions_do_not_grow_without_end():
    formula = "a > 1"
    for _ in range(20):
        formula = f"coalesce({formula}, sure1 > 1)"
    with pytest.raises(NotExpressible, match="too long for DAX"):
        is_true(read_formula(formula), resolve)


def test_a_quote_in_a_text_stays_inside_of_it():
    assert literal('a" & [secret] & "').text == '"a"" & [secret] & """'
    assert literal(Decimal("-1.50")).at(7) == "-1.50"
    assert plain(Told("[a]", "number", "zero")) == "[a] + 0"
