"""Formulas are read strictly, and told back as they were."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.errors import DeclarationError, NotExpressible, WrongValue
from alkasba.model.expression import Aggregate, Call, Literal, Name
from alkasba.model.formula import is_condition, read_formula
from alkasba.model.telling import pretty


def call(function, *arguments):
    return Call(function, arguments)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("quantity * 2", call("*", Name("quantity"), Literal(Decimal(2)))),
        ("a - b - c", call("-", call("-", Name("a"), Name("b")), Name("c"))),
        ("product.unit_cost", Name("unit_cost", "product")),
        ("product.supplier.land", Name("land", "product.supplier")),
        ("channel = 'web'", call("=", Name("channel"), Literal("web"))),
        ("a != b", call("<>", Name("a"), Name("b"))),
        ("'l''herbe'", Literal("l'herbe")),
        ("-1.50", Literal(Decimal("-1.5"))),
        ("-a", call("negate", Name("a"))),
        ("a is not null", call("not", call("is_null", Name("a")))),
        ("a not in ('x', 'y')", call("not", call("in", Name("a"), Literal("x"), Literal("y")))),
        ("case when a then 1 end", call("case", Name("a"), Literal(Decimal(1)))),
        ("ROUND(a, 2)", call("round", Name("a"), Literal(Decimal(2)))),
        ("count()", Aggregate("count")),
        ("count(*)", Aggregate("count")),
        ("count_distinct(order_id)", Aggregate("count_distinct", Name("order_id"))),
        ("sum(net) filter (where a)", Aggregate("sum", Name("net"), Name("a"))),
        ("days_between(a, b)", call("days_between", Name("a"), Name("b"))),
        ("MONTHS_BETWEEN(a, b)", call("months_between", Name("a"), Name("b"))),
        ("year_month(a)", call("year_month", Name("a"))),
        ("quantile(a, 5)", call("quantile", Name("a"), Literal(Decimal(5)))),
        ("share_before(a)", call("share_before", Name("a"))),
        ("sale.latest", Name("latest", "sale")),
        ("day = '2025-01-01'", call("=", Name("day"), Literal("2025-01-01"))),
    ],
)
def test_text_becomes_the_tree(text, tree):
    assert read_formula(text) == tree


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("summ(net)", "Did you mean 'sum'?"),
        ("lower(name)", "'lower'"),
        ("if(a, b, c)", "'if'"),
        ("current_date", "'current_date'"),
        ("nullif(a, b)", "'nullif'"),
        ("a::int", "2024-01-31"),
        ("cast(a as text)", "CAST"),
        ("date '2024-01-01'", "2024-01-31"),
        ("sum(a) over ()", "OVER"),
        ("(select 1)", "queries"),
        ("a in (select 1)", "SELECT"),
        ("exists(select 1)", "'exists'"),
        ("a like 'x'", "LIKE"),
        ("a || b", "||"),
        ("a % b", "%"),
        ("a // b", "'//'"),
        ("a == b", "'=='"),
        ("{:}", "'{'"),
        ("x'ab'", "ab"),
        ("a ** b", "'**'"),
        ("a[1]", "'['"),
        ("null", "is null"),
        ("a is true", "IS TRUE"),
        ("count(distinct a)", "count_distinct"),
        ("sum(distinct a)", "DISTINCT"),
        ("min(a, b)", "MIN(a, b)"),
        ("case a when 1 then 2 end", "case when"),
        ("*", "*"),
        ("sale.*", "sale.*"),
        ("?", "?"),
        ("$1", "'$'"),
        ("a; drop table sale", "';'"),
        ("a b", "'b'"),
        ("a as b", "'as'"),
        ("", "''"),
        ("a +", "a +"),
        ("'open", "'open"),
        ("{'a': 1}", "'{'"),
        ("interval '1 day'", "INTERVAL"),
        ("0E", "'0E'"),
        ("x -> x + 1", "'->'"),
    ],
)
def test_what_is_not_listed_is_refused_by_its_word(text, word):
    with pytest.raises(NotExpressible) as error:
        read_formula(text)
    assert word in error.value.what


@pytest.mark.parametrize(
    "text",
    [
        "round(a, b)",
        "round(a, -1)",
        "least(a)",
        "coalesce(a)",
        "count_distinct(a, b)",
        "days_between(a)",
        "year_month(a, b)",
        "share_before()",
        "quantile(a, 1)",
        "quantile(a, 2.5)",
        "quantile(a, b)",
        "1e99",
        "1" * 39,
        "a\x00",
        "'\ud800'",
        " " * 20_000,
    ],
)
def test_wrong_arguments_and_sizes_are_refused(text):
    with pytest.raises(WrongValue):
        read_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4000 + "a" + ")" * 4000,
        "(" * 100 + "a" + ")" * 100,
        " + ".join(["a"] * 2000),
        "-" + "(-" * 500 + "a" + ")" * 500,
        "not " * 1500 + "a",
        "abs(" * 1000 + "a" + ")" * 1000,
        "case when a then " * 300 + "1" + " end" * 300,
    ],
    ids=lambda text: text[:20],
)
def test_too_deep_is_an_error_of_ours(text):
    with pytest.raises(DeclarationError):
        read_formula(text)


@pytest.mark.parametrize("text", ["(((((((((a)))))))))", " and ".join(["a = 1"] * 50)])
def test_ordinary_depth_is_read(text):
    assert read_formula(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1", True),
        ("not a", True),
        ("a is null", True),
        ("is_gift", True),
        ("true", True),
        ("a + 1", False),
        ("1", False),
        ("sum(a)", False),
        ("round(a)", False),
    ],
)
def test_conditions_are_told_from_values(text, expected):
    assert is_condition(read_formula(text)) is expected


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        tree = read_formula(text)
    except DeclarationError:
        return
    assert read_formula(pretty(tree)) == tree


PIECES = """a 1 'x' ( ) , + - * = not and in case when then end sum( filter where null is between
. :: -- /* ; [ {""".split()


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
def test_any_heap_of_words_is_read_or_refused(text):
    test_any_text_is_read_or_refused.hypothesis.inner_test(text)


def test_a_root_of_a_root_is_refused():
    with pytest.raises(WrongValue, match="a root stands under a root"):
        read_formula("sqrt(" * 30 + "a" + ")" * 30)
