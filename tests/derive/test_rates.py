"""Rates told day by day: each until the next, and no longer than declared."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkasba.derive.rates import one, rates_sql
from alkasba.model.rates import Rates
from alkasba.model.shop import Calendar, Shop
from alkasba.model.table import Column, Table

FIRST = date(2025, 1, 1).toordinal()
RATE = Table(
    "rate",
    "fact",
    {
        "day": Column("day", "day"),
        "currency": Column("currency", "code"),
        "rate": Column("rate", "number", decimals=2),
    },
    key=("day", "currency"),
    day="day",
)


def told(rows, *, within_days=2, currency="EUR", base="EUR", quoted="currency per base"):
    """(currency, day of January) -> num and den."""
    rates = Rates("rate", "currency", "rate", base, quoted, within_days)
    shop = Shop(Path(), "Test", currency, Calendar(), {"rate": RATE}, {}, rates=rates)
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute("CREATE TABLE shop.rate (day DATE, currency VARCHAR, rate DECIMAL(18, 2))")
        for day, code, rate in rows:
            stands = date.fromordinal(FIRST + day - 1)
            db.execute("INSERT INTO shop.rate VALUES ($1, $2, $3)", [stands, code, rate])
        found = db.execute(rates_sql(shop, rates)).fetchall()
    assert len({row[:2] for row in found}) == len(found)
    return {(code, day.toordinal() - FIRST + 1): (num, den) for code, day, num, den in found}


def test_a_rate_holds_until_the_next_but_no_longer_than_declared():
    found = told([(1, "USD", "1.25"), (3, "USD", "1.50"), (9, "USD", "1.60")])
    assert found == {
        **{("USD", day): (100, 125) for day in (1, 2)},
        **{("USD", day): (100, 150) for day in (3, 4, 5)},
        **{("USD", day): (100, 160) for day in (9, 10, 11)},
    }


def test_told_the_other_way_the_fraction_is_turned():
    assert told([(1, "USD", "0.80")], within_days=0, quoted="base per currency") == {
        ("USD", 1): (80, 100)
    }


def test_against_another_base_both_rates_are_of_one_day():
    rows = [(1, "USD", "1.25"), (1, "GBP", "0.80"), (2, "GBP", "0.90"), (5, "USD", "2.00")]
    found = told(rows, within_days=0, currency="USD", base="EUR")
    assert found == {("GBP", 1): (125, 80), ("EUR", 1): (125, 100), ("EUR", 5): (200, 100)}


def test_the_shops_own_currency_has_no_rate_and_what_is_no_rate_is_none():
    rows = [(1, "EUR", "2.00"), (1, "USD", "0.00"), (1, "GBP", None), (1, None, "1.00")]
    assert told(rows) == {}


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.integers(1, 20), st.integers(1, 999), max_size=8),
    st.integers(0, 6),
)
def test_on_each_day_the_last_rate_that_is_not_too_old_holds(rates, within_days):
    rows = [(day, "USD", f"{units / 100:.2f}") for day, units in rates.items()]
    found = told(rows, within_days=within_days)
    for day in range(1, 30):
        known = [before for before in rates if day - within_days <= before <= day]
        expected = (100, rates[max(known)]) if known else None
        assert found.get(("USD", day)) == expected


@pytest.mark.parametrize(("decimals", "sql"), [(0, "1"), (12, "1000000000000")])
def test_one_is_told_in_its_last_decimal(decimals: int, sql: str):
    assert one(decimals) == f"CAST({sql} AS DECIMAL(38, 0))"
