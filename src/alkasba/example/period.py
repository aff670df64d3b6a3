"""The days and months that the example shop tells about, and its three shop systems."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2024, 11, 1)
LAST_DAY = date(2026, 10, 31)
PRICES_CHANGED_ON = date(2026, 4, 1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def days(self) -> list[date]:
        return days_between(self.first, self.last)

    @property
    def next(self) -> "Month":
        return month_of(self.last + timedelta(days=1))


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.year, day.month)


DAYS = days_between(FIRST_DAY, LAST_DAY)
MONTHS = sorted({month_of(day) for day in DAYS})
