"""Amounts are converted exactly: as fractions would, to the last decimal that is kept."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkasba.clean.converted import converted_sql, exchanged, rules_of_rate
from alkasba.model.rates import Rates
from alkasba.model.table import Column
from tests.clean.build import clean, shop, source, table

LARGEST = 10**18 - 1
COLUMNS = """
kind = "fact"
day = "sold_on"
[columns]
sold_on = { type = "day" }
currency = { type = "code" }
paid = { type = "money", currency = "currency", at_most = 100, missing = 3 }
"""
HEADER = "sold_on;currency;paid"


def rounded(value: Fraction) -> int:
    """Halves go away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@pytest.fixture(scope="module")
def db():
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 12),
    st.integers(-LARGEST, LARGEST),
    st.integers(1, LARGEST),
    st.integers(1, LARGEST),
)
def test_an_amount_is_what_fractions_say_or_nothing_where_it_is_too_large(
    db, decimals, units, num, den
):
    column = Column("paid", "money", decimals=decimals)
    amount = Decimal(units).scaleb(-decimals)
    typed = f"CAST('{amount:f}' AS DECIMAL(18, {decimals}))"
    sql = exchanged("amount", column, num="num", den="den")
    told = f"SELECT {typed} AS amount, {num}::BIGINT AS num, {den}::BIGINT AS den"
    (found,) = db.execute(f"SELECT {sql} FROM ({told})").fetchone()
    expected = rounded(Fraction(units * num, den))
    if abs(expected) > LARGEST:
        assert found is None
    else:
        assert found == Decimal(expected).scaleb(-decimals)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-(10**11), 10**11), st.integers(1, 10**9)), min_size=1, max_size=20
    )
)
def test_a_sum_is_the_sum_of_what_fractions_say(db, rows):
    column = Column("paid", "money", decimals=4)
    values = ", ".join(f"(CAST({units} * 0.0001 AS DECIMAL(18, 4)), {den})" for units, den in rows)
    sql = exchanged("amount", column, num="1000000::BIGINT", den="den::BIGINT")
    (found,) = db.execute(f"SELECT sum({sql}) FROM (VALUES {values}) AS v (amount, den)").fetchone()
    expected = sum(rounded(Fraction(units * 10**6, den)) for units, den in rows)
    assert found == Decimal(expected).scaleb(-4)


@pytest.mark.parametrize(
    ("amount", "num", "den", "expected"),
    [
        ("0.01", 1, 2, "0.01"),
        ("-0.01", 1, 2, "-0.01"),
        ("0.03", 1, 2, "0.02"),
        ("-0.03", 1, 2, "-0.02"),
        ("0.01", 49, 100, "0.00"),
        ("100.00", 1000000, 1032000, "96.90"),
    ],
)
def test_halves_go_away_from_zero_so_that_a_refund_undoes_its_sale(db, amount, num, den, expected):
    column = Column("paid", "money", decimals=2)
    sql = exchanged(f"{amount}::DECIMAL(18, 2)", column, num=f"{num}::BIGINT", den=f"{den}::BIGINT")
    assert db.execute(f"SELECT ({sql})::VARCHAR").fetchone() == (expected,)


def test_without_rates_what_is_not_in_the_shops_currency_breaks_a_rule():
    rows = ["2025-01-06;EUR;7", "2025-01-06;USD;7", "2025-01-06;;7", "2025-01-06;EUR;101"]
    done = clean(COLUMNS, rows, header=HEADER)
    assert done.rules == ["", "rate:paid", "currency:paid", "range:paid"]
    assert done.values("paid") == [Decimal(7), None, None, Decimal(101)]
    assert done.values("paid_written") == [Decimal(7)] * 3 + [Decimal(101)]


def test_what_stands_in_for_a_blank_is_in_the_shops_currency_whatever_the_row_says():
    done = clean(COLUMNS, ["2025-01-06;USD;", "2025-01-06;;"], header=HEADER)
    assert done.rules == ["", ""]
    assert done.values("paid") == [Decimal(3)] * 2
    assert done.values("paid_written") == [None, None]


def test_what_is_wrong_with_day_or_amount_is_told_before_its_rate():
    rows = ["2025-02-30;USD;7", "2025-01-06;USD;seven", "2025-01-06;USD;7.00001"]
    done = clean(COLUMNS, rows, header=HEADER)
    assert done.rules == ["type:sold_on", "type:paid", "decimals:paid"]


def test_each_currency_is_looked_up_once_and_each_case_has_its_rule():
    thing = table(f'{COLUMNS}fee = {{ type = "money", currency = "currency" }}\n')
    rates = Rates("rate", "currency", "rate", "EUR", "currency per base", within_days=0)
    declared = replace(shop(thing, source("")), rates=rates)
    assert converted_sql(declared, thing).count("JOIN") == 1
    rules = list(rules_of_rate(declared, thing, thing.columns["fee"]))
    assert [rule.name for rule in rules] == ["currency:fee", "rate:fee", "calculated:fee"]
    assert rules[1].reason == "no rate is known for the currency of fee on sold_on"
    assert list(rules_of_rate(declared, thing, thing.columns["currency"])) == []
