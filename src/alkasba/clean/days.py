"""Texts of days and moments to dates and instants; only the declared forms are read."""

from collections.abc import Iterable
from typing import Literal

from alkasba.derive.sql import literal
from alkasba.model.source import Format

DAY = r"\d{4}-\d{1,2}-\d{1,2}"
WALL = DAY + r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
ZONED = WALL + r" ?(Z|[+-]\d{2}(:?\d{2})?)"
Kind = Literal["day", "wall", "zoned"]
HOURS = ("%H", "%I", "%-H", "%-I", "%c", "%X")


def day_of(text: str, form: Format, timezone: str) -> str:
    """SQL for the calendar day of a text, in the shop's time zone."""
    if form.days:
        return _first(
            _checked(text, shape, declared_day(text, shape, form, timezone)) for shape in form.days
        )
    return (
        f"CASE WHEN {_is_short(text)} THEN "
        f"CASE WHEN {_is(text, DAY)} THEN {cast_day(text, 'day', form, timezone)} END "
        f"WHEN {_is_wall(text)} THEN {cast_day(text, 'wall', form, timezone)} "
        f"WHEN {_is(text, ZONED)} THEN {cast_day(text, 'zoned', form, timezone)} END"
    )


def moment_of(text: str, form: Format, timezone: str) -> str:
    """SQL for the instant of a text; one without a zone stands in the origin's."""
    if form.moments:
        return _first(
            _checked(text, shape, declared_moment(text, shape, form, timezone))
            for shape in form.moments
        )
    return (
        f"CASE WHEN {_is_short(text)} THEN "
        f"CASE WHEN {_is(text, DAY)} THEN {cast_moment(text, 'day', form, timezone)} END "
        f"WHEN {_is_wall(text)} THEN {cast_moment(text, 'wall', form, timezone)} "
        f"WHEN {_is(text, ZONED)} THEN {cast_moment(text, 'zoned', form, timezone)} END"
    )


def cast_day(text: str, kind: Kind, form: Format, timezone: str) -> str:
    """SQL for the day of a text that is known to be of this kind."""
    if kind == "day":
        return f"TRY_CAST({text} AS DATE)"
    if kind == "wall":
        return _wall_day(f"TRY_CAST({text} AS TIMESTAMP)", form, timezone)
    return f"timezone({literal(timezone)}, TRY_CAST({text} AS TIMESTAMPTZ))::DATE"


def cast_moment(text: str, kind: Kind, form: Format, timezone: str) -> str:
    """SQL for the instant of a text that is known to be of this kind."""
    if kind == "zoned":
        return f"TRY_CAST({text} AS TIMESTAMPTZ)"
    wall = f"TRY_CAST({text} AS {'DATE)::TIMESTAMP' if kind == 'day' else 'TIMESTAMP)'}"
    return f"timezone({literal(form.timezone or timezone)}, {wall})"


def declared_day(text: str, shape: str, form: Format, timezone: str) -> str:
    """SQL for the day of a text in a declared form; of what is no day it may make one."""
    read = f"TRY_STRPTIME({text}, {literal(shape)})"
    if "%z" in shape or "%Z" in shape:
        return f"timezone({literal(timezone)}, {read})::DATE"
    if any(hour in shape for hour in HOURS):
        return _wall_day(read, form, timezone)
    return f"{read}::DATE"


def declared_moment(text: str, shape: str, form: Format, timezone: str) -> str:
    """SQL for the instant of a text in a declared form; of what is none it may make one."""
    read = f"TRY_STRPTIME({text}, {literal(shape)})"
    if "%z" in shape or "%Z" in shape:
        return read
    return f"timezone({literal(form.timezone or timezone)}, {read})"


def _checked(text: str, shape: str, read: str) -> str:
    # strptime also reads 'infinity' and 'epoch', and takes the 24 of 1/2/24 for the year 24.
    digits = r"\d{4}" if "%Y" in shape else r"\d"
    return f"CASE WHEN regexp_matches({text}, {literal(digits)}) THEN {read} END"


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


def _first(expressions: Iterable[str]) -> str:
    return "coalesce(" + ", ".join(expressions) + ")"
