"""Checks declared values: bounds, fill-ins and patterns are such that the type can hold them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from alkasba.model.table import Column, Value

NUMERIC = ("whole", "number", "money")
BOUNDED = (*NUMERIC, "day", "moment")
# What the stores' regular expressions lack, though Python's have it.
LOOKAROUND = re.compile(r"\(\?(=|!|<=|<!|P=)|(?<!\\)(\\\\)*\\[1-9]")

Add = Callable[[str, str], None]


def check_values(column: Column, key: str, add: Add) -> None:
    """Add every bound, fill-in or pattern of a column that no value of its type could meet."""
    _check_bounds(column, key, add)
    if column.missing is not None and column.refers is None:
        _check_missing(column, key, add)
    if column.pattern is not None:
        if column.type not in ("code", "text"):
            add(f"{key}.pattern", "only a code or a text has a pattern.")
        elif problem := pattern_problem(column.pattern):
            add(f"{key}.pattern", problem)


def pattern_problem(pattern: str) -> str | None:
    """Why a text is no regular expression that can be used, or None."""
    try:
        re.compile(pattern)
    except re.error as error:
        return f"this is no regular expression: {error}."
    if LOOKAROUND.search(pattern):
        return "looking ahead, looking back and references to groups are not understood."
    return None


def _check_bounds(column: Column, key: str, add: Add) -> None:
    if column.type not in BOUNDED:
        for name in ("at_least", "at_most"):
            if getattr(column, name) is not None:
                add(f"{key}.{name}", f"a {column.type} has no least or most.")
        return
    bounds = {name: getattr(column, name) for name in ("at_least", "at_most")}
    told = {name: value for name, value in bounds.items() if value is not None}
    wrong = [name for name, value in told.items() if not fits(value, column)]
    for name in wrong:
        add(f"{key}.{name}", f"{told[name]!r} is not {EXAMPLES[column.type]}.")
    is_fixed = len(told) == 2 and not wrong and "today" not in told.values()
    if is_fixed and told["at_least"] > told["at_most"]:
        add(f"{key}.at_least", "it is above at_most, so every row would be rejected.")


def _check_missing(column: Column, key: str, add: Add) -> None:
    value = column.missing
    if column.type == "choice" and value not in (*column.choices, "unknown"):
        add(f"{key}.missing", f"'{value}' is not among the choices.")
    if value is not None and column.type in EXAMPLES and not fits(value, column):
        add(f"{key}.missing", f"{value!r} is not {EXAMPLES[column.type]}.")


EXAMPLES = {
    "whole": "a whole number of at most 18 digits",
    "number": "a number of at most 18 digits, without quotes",
    "money": "a number of at most 18 digits, without quotes",
    "day": 'a day such as 2024-01-31, or "today"',
    "moment": "a moment such as 2024-01-31T18:30:00Z",
    "flag": "true or false",
}


def fits(value: Value, column: Column) -> bool:
    """Whether a declared value is one of the column's type."""
    if column.type == "flag" or isinstance(value, bool):
        return column.type == "flag" and isinstance(value, bool)
    if column.type in NUMERIC:
        return _is_number(value, column)
    if column.type == "day" and value == "today":
        return True
    read = date.fromisoformat if column.type == "day" else datetime.fromisoformat
    try:
        read(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _is_number(value: Value, column: Column) -> bool:
    decimals = 0 if column.type == "whole" else column.decimals
    if isinstance(value, Decimal) and column.type != "whole":
        return value.is_finite() and abs(value) < 10 ** (18 - decimals)
    return isinstance(value, int) and abs(value) < 10 ** (18 - decimals)
