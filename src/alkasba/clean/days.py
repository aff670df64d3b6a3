"""Texts of days and moments to dates and instants; only the declared forms are read."""

from collections.abc import Iterable

from alkasba.derive.sql import literal
from alkasba.model.source import Format

DAY = r"\d{4}-\d{1,2}-\d{1,2}"
WALL = DAY + r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
ZONED = WALL + r" ?(Z|[+-]\d{2}(:?\d{2})?)"
HOURS = ("%H", "%I", "%-H", "%-I", "%c", "%X")


def day_of(text: str, form: Format, timezone: str) -> str:
    """SQL for the calendar day of a text, in the shop's time zone."""
    if form.days:
        return _first(_declared_day(text, shape, form, timezone) for shape in form.days)
    return (
        f"CASE WHEN {_is_short(text)} THEN "
        f"CASE WHEN {_is(text, DAY)} THEN TRY_CAST({text} AS DATE) END "
        f"WHEN {_is_wall(text)} THEN {_wall_day(_timestamp(text), form, timezone)} "
        f"WHEN {_is(text, ZONED)} THEN timezone({literal(timezone)}, {_instant(text)})::DATE END"
    )


def moment_of(text: str, form: Format, timezone: str) -> str:
    """SQL for the instant of a text; one without a zone stands in the origin's."""
    zone = literal(form.timezone or timezone)
    if form.moments:
        return _first(_declared_moment(text, shape, zone) for shape in form.moments)
    return (
        f"CASE WHEN {_is_short(text)} THEN CASE WHEN {_is(text, DAY)} "
        f"THEN timezone({zone}, TRY_CAST({text} AS DATE)::TIMESTAMP) END "
        f"WHEN {_is_wall(text)} THEN timezone({zone}, {_timestamp(text)}) "
        f"WHEN {_is(text, ZONED)} THEN {_instant(text)} END"
    )


def _declared_day(text: str, shape: str, form: Format, timezone: str) -> str:
    read = _declared(text, shape)
    if "%z" in shape or "%Z" in shape:
        return f"timezone({literal(timezone)}, {read})::DATE"
    if any(hour in shape for hour in HOURS):
        return _wall_day(read, form, timezone)
    return f"{read}::DATE"


def _declared_moment(text: str, shape: str, zone: str) -> str:
    read = _declared(text, shape)
    return read if "%z" in shape or "%Z" in shape else f"timezone({zone}, {read})"


def _declared(text: str, shape: str) -> str:
    # strptime also reads 'infinity' and 'epoch', and takes the 24 of 1/2/24 for the year 24.
    digits = r"\d{4}" if "%Y" in shape else r"\d"
    return (
        f"CASE WHEN regexp_matches({text}, {literal(digits)}) "
        f"THEN TRY_STRPTIME({text}, {literal(shape)}) END"
    )


def _wall_day(timestamp: str, form: Format, timezone: str) -> str:
    """The shop's day of a time on the origin's wall."""
    if form.timezone is None or form.timezone == timezone:
        return f"{timestamp}::DATE"
    return f"timezone({literal(timezone)}, timezone({literal(form.timezone)}, {timestamp}))::DATE"


def _is_short(text: str) -> str:
    """Too short for a day with a time; asked first, since matching a shape costs more."""
    return f"strlen({text}) <= {len('2024-12-31')}"


def _is_wall(text: str) -> str:
    return f"NOT suffix({text}, 'Z') AND {_is(text, WALL)}"


def _is(text: str, shape: str) -> str:
    return f"regexp_full_match({text}, {literal(shape)})"


def _timestamp(text: str) -> str:
    return f"TRY_CAST({text} AS TIMESTAMP)"


def _instant(text: str) -> str:
    return f"TRY_CAST({text} AS TIMESTAMPTZ)"


def _first(expressions: Iterable[str]) -> str:
    return "coalesce(" + ", ".join(expressions) + ")"
