"""Spans back from the last day of a fact, and the whole periods in them."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from alkasba.model.table import Span

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Days:
    """Days that follow each other, both ends included."""

    first: date
    last: date


def back(day: date, span: Span) -> date:
    """The day so far before another; of a month that is too short its last day.

    >>> back(date(2026, 3, 31), Span(1, "month")), back(date(2026, 3, 31), Span(90, "day"))
    (datetime.date(2026, 2, 28), datetime.date(2025, 12, 31))
    """
    if span.unit in DAYS:
        number = span.number * DAYS[span.unit]
        return day - timedelta(days=min(number, (day - date.min).days))
    months = day.year * 12 + day.month - 1 - span.number * MONTHS[span.unit]
    if months < 12:
        return date.min
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(known: Days, span: Span) -> Days:
    """The span that ends with the last day known: 12 months before 14 May begin on 15 May."""
    return Days(back(known.last, span) + timedelta(days=1), known.last)


def periods_within(known: Days, per: str, span: Span | None) -> tuple[Days, int]:
    """The whole periods of a span, and how many: those that end by the last day known.

    Before the period of the first day known there was nothing that could have been missed. Where
    no period is whole, the last day is before the first.
    """
    ends_before = _start(known.last + timedelta(days=1), per)
    begins = _start(known.first, per)
    if span is not None:
        begins = max(begins, _first_whole(back(ends_before, span), per))
    number, day = 0, begins
    while day < ends_before:
        number, day = number + 1, _next(day, per)
    return Days(begins, ends_before - timedelta(days=1)), number


def _first_whole(day: date, per: str) -> date:
    start = _start(day, per)
    return start if start == day else _next(start, per)


STARTS: dict[str, Callable[[date], date]] = {
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "year": lambda day: date(day.year, 1, 1),
}


def _start(day: date, per: str) -> date:
    return STARTS[per](day)


def _next(day: date, per: str) -> date:
    """The first day of the period that follows the one that begins on a day."""
    return _start(day + timedelta(days=LONGEST[per]), per)


LONGEST = {"week": 7, "month": 31, "quarter": 92, "year": 366}
"""The days of the longest period of each kind; the shortest is no month shorter."""
