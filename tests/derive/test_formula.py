"""Formulas give in DuckDB what they say: exact, never divided by zero, rounded as people round."""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.formula import to_sql
from alkasba.derive.sql import quoted
from alkasba.errors import NotExpressible
from alkasba.model.expression import Call
from alkasba.model.formula import read_formula

MONEY = "DECIMAL(18,4)"


def told(formula, **whole):
    return to_sql(read_formula(formula), lambda name: quoted(name.name), **whole)


def value(formula, /, **columns):
    """What a formula gives for one row; columns are (type, value)."""
    row = ", ".join(f"CAST(? AS {kind}) AS {quoted(n)}" for n, (kind, _) in columns.items())
    values = [given for _, given in columns.values()]
    sql = f"SELECT {told(formula)} FROM (SELECT {row or '1 AS one'})"
    with duckdb.connect() as db:
        return db.execute(sql, values).fetchall()[0][0]


def test_decimals_are_exact():
    assert value("0.1 + 0.2 = 0.3") is True
    assert value("a * 3", a=(MONEY, "0.1")) == Decimal("0.3")


@pytest.mark.parametrize(
    "formula", ["a * b * c", "a * (b * c)", "(a + 0) * b * c", "2 * a * b * c"]
)
def test_products_of_money_do_not_overflow(formula):
    million = (MONEY, "10000000")
    doubled = 2 if formula.startswith("2") else 1
    assert value(formula, a=million, b=million, c=million) == doubled * Decimal(10) ** 21


def test_whole_numbers_need_no_widening():
    assert told("quantity * price", is_wide=lambda name: name.name == "quantity") == (
        '"quantity" * "price"'
    )


def test_division_is_never_truncated_nor_by_zero():
    assert value("a / b", a=("BIGINT", 1), b=("BIGINT", 4)) == 0.25
    assert value("a / b", a=("BIGINT", 1), b=("BIGINT", 0)) is None
    assert value("a / (b - c)", a=(MONEY, 1), b=(MONEY, 2), c=(MONEY, 2)) is None


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", Decimal("2.68")),
        ("round(-2.675, 2)", Decimal("-2.68")),
        ("round(5.35 / 2, 2)", Decimal("2.68")),
        ("round(1 / 3, 4)", Decimal("0.3333")),
        ("round(10 / 4 / 2, 1)", Decimal("1.3")),
    ],
)
def test_halves_are_rounded_away_from_zero(formula, expected):
    assert value(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - (3 - 2)", 9),
        ("2 - -3", 5),
        ("-(2 - 5)", 3),
        ("12 / (2 * 3)", 2.0),
        ("12 / 2 * 3", 18.0),
        ("8 / (4 / 2)", 4.0),
        ("not (1 = 2)", True),
        ("1 = 1 or 1 = 2 and 1 = 2", True),
        ("3 between 1 and 3", True),
        ("3 not in (1, 2)", True),
        ("case when 1 > 2 then 'a' when 2 > 1 then 'b' else 'c' end", "b"),
        ("case when 1 > 2 then 'a' end", None),
        ("abs(-2) + least(3, 4) + greatest(1, 2)", 7),
        ("sqrt(2 + 7) * 2", 6.0),
        ("sqrt(-1)", None),
        ("sqrt(0)", 0.0),
        ("normal_quantile(0.5)", 0),
        ("2 * normal_quantile(0.975)", Decimal("3.9199279690")),
        ("1 - normal_quantile(0.05)", Decimal("2.6448536270")),
        ("'it''s' = 'it''s'", True),
        ("true and not false", True),
    ],
)
def test_a_formula_gives_what_it_says(formula, expected):
    assert value(formula) == expected


def test_parts_of_a_day():
    day = {"sold_on": ("DATE", "2025-08-31")}
    assert value("year(sold_on)", **day) == 2025
    assert value("quarter(sold_on) * 100 + month(sold_on)", **day) == 308
    assert value("day(sold_on)", **day) == 31


def test_blanks_stay_blank_until_something_stands_in():
    blank = {"a": (MONEY, None)}
    assert value("a + 1", **blank) is None
    assert value("coalesce(a, 0) + 1", **blank) == 1
    assert value("a is null", **blank) is True


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("sum(a)", Decimal(6)),
        ("sum(a / 3)", Decimal(2)),
        ("sum(a) filter (where a > 1)", Decimal(5)),
        ("count()", 4),
        ("count(a)", 3),
        ("count_distinct(b)", 2),
        ("avg(a)", 2.0),
        ("min(a) + max(a)", Decimal(4)),
        ("round(sum(a) / count(), 1)", Decimal("1.5")),
    ],
)
def test_aggregations(formula, expected):
    rows = "(VALUES (1.0000, 'x'), (2, 'x'), (3, 'y'), (NULL, NULL)) AS rows(a, b)"
    with duckdb.connect() as db:
        found = db.execute(f"SELECT {told(formula)} FROM {rows}").fetchall()[0][0]
    assert found == expected and type(found) is type(expected)


def test_sums_of_quotients_are_decimals():
    with duckdb.connect() as db:
        sql = f"SELECT typeof({told('sum(a / b)')}) FROM (SELECT 1.00 AS a, 3 AS b)"
        assert db.execute(sql).fetchall() == [("DECIMAL(38,10)",)]


def test_an_unknown_function_is_refused():
    with pytest.raises(NotExpressible, match="'pivot'"):
        to_sql(Call("pivot", ()), lambda name: name.name)


amounts = st.decimals(-10_000, 10_000, places=4)


@given(amounts, amounts, amounts)
def test_arithmetic_equals_python(a, b, c):
    found = value("a * b - c + a", a=(MONEY, a), b=(MONEY, b), c=(MONEY, c))
    assert found == a * b - c + a


@given(
    st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f"), max_size=30)
)
def test_any_text_is_only_a_text(text):
    formula = "a = '" + text.replace("'", "''") + "'"
    assert value(formula, a=("VARCHAR", text)) is True
