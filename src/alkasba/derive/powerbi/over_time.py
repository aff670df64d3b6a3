"""Measures told over time: last year, the period before, the year to date, a running total."""

from collections.abc import Callable, Iterator

from alkasba.derive.powerbi.names import (
    CHANGE,
    LAST_YEAR,
    PREVIOUS,
    PREVIOUS_CHANGE,
    RUNNING,
    TO_DATE,
    Field,
    measure_in_dax,
    over_time_name,
)
from alkasba.derive.powerbi.roles import CALENDAR

DAY = str(Field(CALENDAR, "day"))
STEPS = {
    "day": "-1, DAY",
    "week": "-7, DAY",
    "month": "-1, MONTH",
    "month_of_year": "-1, MONTH",
    "quarter": "-1, QUARTER",
    "fiscal_quarter": "-1, QUARTER",
    "year": "-1, YEAR",
    "fiscal_year": "-1, YEAR",
}
"""The length of each period, the finest first."""


def last_year(measure: str) -> str:
    """The same days of the year before; of weeks those 52 weeks before, so that Monday meets
    Monday."""
    weeks = _shifted(measure, f"DATEADD ({DAY}, -364, DAY)")
    days = _shifted(measure, f"SAMEPERIODLASTYEAR ({DAY})")
    return f"IF (ISINSCOPE ({Field(CALENDAR, 'week')}), {weeks}, {days})"


def previous(measure: str) -> str:
    """The period before that a picture is cut by, else that it is filtered by."""
    asked = ("ISINSCOPE", "ISFILTERED")
    steps = [
        f"{asks} ({Field(CALENDAR, period)}), {_shifted(measure, f'DATEADD ({DAY}, {step})')}"
        for asks in asked
        for period, step in STEPS.items()
        # A slicer of days has no period before.
        if (asks, period) != ("ISFILTERED", "day")
    ]
    return f"SWITCH (TRUE (), {', '.join(steps)})"


def to_date(measure: str) -> str:
    """From the first day of the year to the last day in view."""
    return _shifted(measure, f"DATESYTD ({DAY})")


def running(measure: str) -> str:
    """All days up to the last one in view."""
    return _shifted(measure, f"DATESBETWEEN ({DAY}, BLANK (), MAX ({DAY}))")


def change(kind: str) -> Callable[[str], str]:
    """How far it is from an earlier period, as a share of that."""

    def tell(measure: str) -> str:
        earlier = measure_in_dax(over_time_name(measure, kind))
        now = measure_in_dax(measure)
        apart = f"DIVIDE ({now} - {earlier}, {earlier})"
        return f"IF (NOT ISBLANK ({now}) && NOT ISBLANK ({earlier}), {apart})"

    return tell


KINDS: dict[str, Callable[[str], str]] = {
    LAST_YEAR: last_year,
    CHANGE: change(LAST_YEAR),
    PREVIOUS: previous,
    PREVIOUS_CHANGE: change(PREVIOUS),
    TO_DATE: to_date,
    RUNNING: running,
}
ABOUT = {
    LAST_YEAR: "the same days of the year before",
    CHANGE: "the change on the same days of the year before, as a share of them",
    PREVIOUS: "the period before the one that is looked at",
    PREVIOUS_CHANGE: "the change on the period before, as a share of it",
    TO_DATE: "from the first day of the year",
    RUNNING: "all days up to the last one that is looked at",
}
CHANGES = (CHANGE, PREVIOUS_CHANGE)


def kinds_of(*, adds_up: bool) -> Iterator[str]:
    """What can be told of a measure over time; only what adds up has a running total."""
    return (kind for kind in KINDS if adds_up or kind not in (TO_DATE, RUNNING))


def by_day(measure: str, day: Field) -> str:
    """A measure told by another day of its fact, by the relationship that is else inactive."""
    return f"CALCULATE ({measure_in_dax(measure)}, USERELATIONSHIP ({day}, {DAY}))"


def _shifted(measure: str, days: str) -> str:
    return f"CALCULATE ({measure_in_dax(measure)}, {days})"
