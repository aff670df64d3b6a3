"""Cells of a sheet as text: whole numbers without .0, days as ISO 8601, no noise of floats."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = int | float | str | bool | date | datetime | time | timedelta
Row = Sequence[Cell]

EXACT_UP_TO = 1 << 53
"""The whole numbers up to here are all different as floats."""


def cell_text(cell: Cell) -> str | None:
    """What a cell says, or nothing where it is blank.

    >>> cell_text(17850.0), cell_text(0.1 + 0.2), cell_text(1e-7), cell_text("")
    ('17850', '0.3', '0.0000001', None)
    """
    return TEXTS[type(cell)](cell)


def _number(value: float) -> str:
    """With the fifteen digits that a spreadsheet program shows; it keeps no more."""
    if value.is_integer() and abs(value) <= EXACT_UP_TO:
        return str(int(value))
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def _moment(value: datetime) -> str:
    # A moment is kept as a number of days, which is some microseconds off.
    rounded = value + timedelta(microseconds=500)
    whole = rounded.replace(microsecond=rounded.microsecond // 1000 * 1000)
    return whole.isoformat(sep=" ", timespec="milliseconds" if whole.microsecond else "seconds")


def _span(value: timedelta) -> str:
    """Hours may be more than 24: 30:00:00."""
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


TEXTS: dict[type, Callable[..., str | None]] = {
    str: lambda text: text or None,
    bool: lambda flag: "true" if flag else "false",
    int: str,
    float: _number,
    date: date.isoformat,
    datetime: _moment,
    time: lambda clock: clock.isoformat(timespec="seconds"),
    timedelta: _span,
}


def is_blank(row: Row) -> bool:
    """Whether nothing stands in a row."""
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def header_place(rows: Sequence[Row]) -> int:
    """The row among the first ones that names the columns: mostly filled, and with words only.

    Titles above a table fill a cell or two. Where no row is like that, the first that says
    anything is taken.
    """
    filled = [sum(not _is_empty(cell) for cell in row) for row in rows]
    widest = max(filled, default=0)
    for place, row in enumerate(rows):
        has_words_only = all(isinstance(cell, str) for cell in row)
        if filled[place] * 5 >= widest * 3 and filled[place] and has_words_only:
            return place
    return next((place for place, count in enumerate(filled) if count), 0)


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
