"""Spans end with the last day that is known; only whole periods count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.query.spans import Days, back, periods_within, within
from alkasba.model.table import Span

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
SPANS = st.builds(Span, st.integers(1, 30), st.sampled_from(["day", "week", "month", "year"]))


@pytest.mark.parametrize(
    ("day", "span", "before"),
    [
        ("2026-05-14", Span(12, "month"), "2025-05-14"),
        ("2024-02-29", Span(1, "year"), "2023-02-28"),
        ("2026-03-31", Span(1, "month"), "2026-02-28"),
        ("2026-01-15", Span(1, "month"), "2025-12-15"),
        ("2026-01-15", Span(2, "week"), "2026-01-01"),
        ("2026-01-15", Span(9999, "year"), "0001-01-01"),
        ("2026-01-15", Span(9999, "week"), "1834-05-29"),
    ],
)
def test_the_day_so_far_before(day, span, before):
    assert back(date.fromisoformat(day), span) == date.fromisoformat(before)


def test_twelve_months_are_a_year_of_days():
    known = Days(date(2020, 1, 1), date(2026, 5, 14))
    assert within(known, Span(12, "month")) == Days(date(2025, 5, 15), date(2026, 5, 14))


@pytest.mark.parametrize(
    ("first", "last", "per", "span", "whole"),
    [
        ("2020-01-01", "2026-05-14", "month", Span(12, "month"), ("2025-05-01", "2026-04-30", 12)),
        ("2020-01-01", "2026-05-31", "month", Span(12, "month"), ("2025-06-01", "2026-05-31", 12)),
        ("2026-03-09", "2026-05-14", "month", Span(12, "month"), ("2026-03-01", "2026-04-30", 2)),
        ("2026-03-09", "2026-05-14", "month", None, ("2026-03-01", "2026-04-30", 2)),
        ("2026-05-02", "2026-05-14", "month", None, ("2026-05-01", "2026-04-30", 0)),
        ("2020-01-01", "2026-05-14", "week", Span(2, "week"), ("2026-04-27", "2026-05-10", 2)),
        ("2020-01-01", "2026-05-14", "quarter", Span(1, "year"), ("2025-04-01", "2026-03-31", 4)),
        ("2020-01-01", "2026-05-14", "year", Span(3, "year"), ("2023-01-01", "2025-12-31", 3)),
        ("2020-01-01", "2026-05-14", "month", Span(90, "day"), ("2026-02-01", "2026-04-30", 3)),
    ],
)
def test_whole_periods(first, last, per, span, whole):
    known = Days(date.fromisoformat(first), date.fromisoformat(last))
    found, number = periods_within(known, per, span)
    assert (found.first.isoformat(), found.last.isoformat(), number) == whole


@given(DAYS, SPANS)
def test_a_longer_span_begins_no_later(day, span):
    longer = Span(span.number + 1, span.unit)
    assert back(day, longer) < back(day, span) < day


@given(DAYS, DAYS, st.sampled_from(["week", "month", "quarter", "year"]), SPANS)
def test_periods_are_whole_and_follow_each_other(one, other, per, span):
    known = Days(min(one, other), max(one, other))
    found, number = periods_within(known, per, span)
    shortest = {"week": 7, "month": 28, "quarter": 90, "year": 365}[per]
    assert found.last <= known.last
    assert number * shortest <= max(0, (found.last - found.first).days + 1)
    assert number == 0 or (found.last + timedelta(days=1)) > found.first
