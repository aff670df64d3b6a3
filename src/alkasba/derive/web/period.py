"""The period that a page looks at, as its address writes it."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from alkasba.errors import WrongValue

ALL = "all"
USUAL = "last_12_months"
ROLLING = {"last_12_months": 12, "last_3_months": 3, "this_month": 1}
"""Periods that end with the newest day, and how many months they begin in."""
OFFERED = (USUAL, "last_3_months", "this_month", "this_year", "last_year", ALL)
"""What a page offers by name; any other period is written as a day, month, quarter or year."""

FORMS = {
    re.compile(r"([0-9]{4})"): (1, 12),
    re.compile(r"([0-9]{4})-Q1"): (1, 3),
    re.compile(r"([0-9]{4})-Q2"): (4, 6),
    re.compile(r"([0-9]{4})-Q3"): (7, 9),
    re.compile(r"([0-9]{4})-Q4"): (10, 12),
    **{re.compile(rf"([0-9]{{4}})-{month:02}"): (month, month) for month in range(1, 13)},
}
"""How a year, a quarter and a month are written, and their first and last month."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day; all days where it has neither."""

    word: str
    first: date | None = None
    last: date | None = None

    @property
    def is_all(self) -> bool:
        return self.first is None or self.last is None

    def lies_within(self, unit: str) -> bool:
        """Whether all its days are of one year, quarter, month or week."""
        if self.first is None or self.last is None:
            return False
        return UNITS[unit](self.first) == UNITS[unit](self.last)


UNITS: dict[str, Callable[[date], tuple[int, ...]]] = {
    "year": lambda day: (day.year,),
    "quarter": lambda day: (day.year, (day.month - 1) // 3),
    "month": lambda day: (day.year, day.month),
    "week": lambda day: day.isocalendar()[:2],
}


def read_period(word: str, newest: date | None) -> Period:
    """The period of a word; those that roll end with the newest day that the shop has.

    >>> read_period("2026-Q1", None)
    Period(word='2026-Q1', first=datetime.date(2026, 1, 1), last=datetime.date(2026, 3, 31))
    """
    if word == ALL:
        return Period(ALL)
    if word in OFFERED:
        return Period(word) if newest is None else _offered(word, newest)
    for form, (first, last) in FORMS.items():
        if (found := form.fullmatch(word)) and int(found[1]) > 0:
            year = int(found[1])
            return Period(word, date(year, first, 1), _month_end(date(year, last, 1)))
    return _days(word)


def _offered(word: str, newest: date) -> Period:
    if word == "this_year":
        return Period(word, date(newest.year, 1, 1), newest)
    if word == "last_year":
        return Period(word, date(newest.year - 1, 1, 1), date(newest.year - 1, 12, 31))
    return Period(word, months_later(newest.replace(day=1), 1 - ROLLING[word]), newest)


def _days(word: str) -> Period:
    """A day, or two with `..` between them."""
    first, _, last = word.partition("..")
    try:
        period = Period(word, date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        raise WrongValue(
            f"'{word}' is no period.",
            where="period",
            next_step="Write 2026, 2026-Q1, 2026-03, 2026-03-31, 2026-03-01..2026-03-31, "
            f"or one of: {', '.join(OFFERED)}.",
        ) from None
    if period.first and period.last and period.last < period.first:
        raise WrongValue(
            f"'{word}' ends before it begins.",
            where="period",
            next_step="Write the earlier day first.",
        )
    return period


def before(period: Period) -> Period | None:
    """The period as long as this one that ends where it begins: whole months, else days."""
    if period.first is None or period.last is None:
        return None
    if period.first.day > 1:
        length = period.last - period.first + timedelta(days=1)
        return Period("", period.first - length, period.last - length)
    months = 12 * (period.last.year - period.first.year) + period.last.month - period.first.month
    last = months_later(period.last, -months - 1)
    if period.last == _month_end(period.last):
        last = _month_end(last)
    return Period("", months_later(period.first, -months - 1), last)


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last.

    >>> months_later(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    at = 12 * day.year + day.month - 1 + months
    if not 12 <= at < 12 * 10_000:
        raise WrongValue(
            "the period reaches beyond the calendar.",
            where="period",
            next_step="Choose a later one.",
        )
    first = date(at // 12, at % 12 + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
