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
    weeks = _shifted(measure, f"DATEADD({DAY}, -364, DAY)")
    days = _shifted(measure, f"SAMEPERIODLASTYEAR({DAY})")
    return f"IF(ISINSCOPE({Field(CALENDAR, 'week')}), {weeks}, {days})"


def previous(measure: str) -> str:
    """The period before that a picture is cut by, else that it is filtered by."""
    asked = ("ISINSCOPE", "ISFILTERED")
    steps = [
        f"{asks}({Field(CALENDAR, period)}), {_shifted(measure, f'DATEADD({DAY}, {step})')}"
        for asks in asked
        for period, step in STEPS.items()
        # A slicer of days has no period before.
        if (asks, period) != ("ISFILTERED", "day")
    ]
    return f"SWITCH(TRUE(), {', '.join(steps)})"


def to_date(measure: str) -> str:
    """From the first day of the year to the last day in view."""
    return _shifted(measure, f"DATESYTD({DAY})")


def running(measure: str) -> str:
    """All days up to the last one in view."""
    return _shifted(measure, f"DATESBETWEEN({DAY}, BLANK(), MAX({DAY}))")


def change(measure: str, kind: str, *, is_sum: bool) -> str:
    """How far it is from an earlier period, as a share of that.

    Of a sum or a count nothing is 0; of all else nothing cannot be compared.
    """
    earlier, now = measure_in_dax(over_time_name(measure, kind)), measure_in_dax(measure)
    apart = f"DIVIDE({now} - {earlier}, {earlier})"
    return apart if is_sum else f"IF(NOT(ISBLANK({now})), {apart})"


SHIFTS: dict[str, Callable[[str], str]] = {
    LAST_YEAR: last_year,
    PREVIOUS: previous,
    TO_DATE: to_date,
    RUNNING: running,
}
CHANGES = {CHANGE: LAST_YEAR, PREVIOUS_CHANGE: PREVIOUS}
ABOUT = {
    LAST_YEAR: "the same days of the year before",
    CHANGE: "the change on the same days of the year before, as a share of them",
    PREVIOUS: "the period before the one that is looked at",
    PREVIOUS_CHANGE: "the change on the period before, as a share of it",
    TO_DATE: "from the first day of the year",
    RUNNING: "all days up to the last one that is looked at",
}


def told_over_time(measure: str, *, adds_up: bool, is_sum: bool) -> Iterator[tuple[str, str]]:
    """What is told of a measure over time, each with its DAX; only what adds up is totalled."""
    for kind in ABOUT:
        if kind in CHANGES:
            yield kind, change(measure, CHANGES[kind], is_sum=is_sum)
        elif adds_up or kind not in (TO_DATE, RUNNING):
            yield kind, SHIFTS[kind](measure)


def by_day(measure: str, day: Field) -> str:
    """A measure told by another day of its fact, by the relationship that is else inactive."""
    return f"CALCULATE({measure_in_dax(measure)}, USERELATIONSHIP({day}, {DAY}))"


def _shifted(measure: str, days: str) -> str:
    return f"CALCULATE({measure_in_dax(measure)}, {days})"
