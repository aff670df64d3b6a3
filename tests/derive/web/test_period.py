from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.web.period import OFFERED, Period, before, months_later, read_period
from alkasba.errors import WrongValue

NEWEST = date(2026, 10, 15)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def span(word):
    period = read_period(word, NEWEST)
    return f"{period.first} {period.last}"


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("2026", "2026-01-01 2026-12-31"),
        ("2024-Q1", "2024-01-01 2024-03-31"),
        ("2024-02", "2024-02-01 2024-02-29"),
        ("2026-03-05", "2026-03-05 2026-03-05"),
        ("2026-03-05..2026-04-01", "2026-03-05 2026-04-01"),
        ("last_12_months", "2025-11-01 2026-10-15"),
        ("last_3_months", "2026-08-01 2026-10-15"),
        ("this_month", "2026-10-01 2026-10-15"),
        ("this_year", "2026-01-01 2026-10-15"),
        ("last_year", "2025-01-01 2025-12-31"),
        ("all", "None None"),
    ],
)
def test_a_word_is_a_period(word, days):
    assert span(word) == days


@pytest.mark.parametrize("word", OFFERED)
def test_a_shop_without_a_day_has_all_of_them(word):
    assert read_period(word, None).is_all


@pytest.mark.parametrize(
    "word", ["", "2026-13", "0000", "2026-Q5", "soon", "..", "2026-02-30", "2026-01-01..x", "٢٠٢٦"]
)
def test_what_is_no_period_is_told_with_what_is(word):
    with pytest.raises(WrongValue) as told:
        read_period(word, NEWEST)
    assert "2026-Q1" in told.value.next_step


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(WrongValue, match="ends before it begins"):
        read_period("2026-02-02..2026-02-01", NEWEST)


@pytest.mark.parametrize(
    ("word", "earlier"),
    [
        ("2026-03", "2026-02-01 2026-02-28"),
        ("2026-Q1", "2025-10-01 2025-12-31"),
        ("2026", "2025-01-01 2025-12-31"),
        ("this_month", "2026-09-01 2026-09-15"),
        ("last_12_months", "2024-11-01 2025-10-15"),
        ("2026-03-10..2026-03-16", "2026-03-03 2026-03-09"),
    ],
)
def test_the_period_before_is_as_long_and_ends_earlier(word, earlier):
    found = before(read_period(word, NEWEST))
    assert f"{found.first} {found.last}" == earlier


def test_nothing_is_before_all_days():
    assert before(Period("all")) is None


@given(DAYS, DAYS)
def test_the_period_before_never_meets_the_period(one, other):
    first, last = sorted((one, other))
    period = read_period(f"{first}..{last}", None)
    assert before(period).last < first


def test_a_period_beyond_the_calendar_is_told():
    with pytest.raises(WrongValue, match="beyond the calendar"):
        months_later(date(1, 1, 1), -1)


@pytest.mark.parametrize(
    ("word", "unit", "within"),
    [
        ("2026-03", "month", True),
        ("2026-03-31..2026-04-01", "month", False),
        ("2026-Q2", "quarter", True),
        ("2026", "year", True),
        ("2026-11-02..2026-11-08", "week", True),
        ("all", "year", False),
    ],
)
def test_a_period_lies_within_a_unit_or_not(word, unit, within):
    assert read_period(word, NEWEST).lies_within(unit) is within
