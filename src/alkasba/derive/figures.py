"""The figures of one column, all rounded alike, so that their points stand below each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, isfinite, log10

AMOUNT, RATIO, MOST = 2, 4, 8
"""How many decimals."""


@dataclass(frozen=True, slots=True)
class Signs:
    """How a language writes figures and what is said for true and false."""

    decimal: str = "."
    thousands: str = ","
    yes: str = "yes"
    no: str = "no"
    percent: str = " %"

    def write(self, value: int | float | Decimal, places: int = 0) -> str:
        """A number with so many decimals.

        >>> Signs(decimal=",", thousands=".").write(Decimal("-1234.5"), 2)
        '-1.234,50'
        """
        text = f"{value:,.{places}f}"
        return text.translate({ord(","): self.thousands, ord("."): self.decimal})


ENGLISH = Signs()


def figures(values: Sequence[object], unit: str = "", signs: Signs = ENGLISH) -> list[str]:
    """The values of a measure for people.

    Amounts have two decimals. What has no unit is a ratio and has four. The unit % shows a ratio
    as per cent. A column of small figures gets more, so that none of it is only zeros.

    >>> figures([12.5, 1234.567], "EUR"), figures([0.56971, 0.5]), figures([0.56971, None], "%")
    (['12.50', '1,234.57'], ['0.5697', '0.5000'], ['57.0 %', ''])
    """
    if unit == "%":
        return [_per_cent(value, signs) for value in values]
    places = _places([v for v in values if isinstance(v, float | Decimal)], unit)
    return [_figure(value, places, signs) for value in values]


def pattern(values: Sequence[object], unit: str = "") -> str:
    """How a spreadsheet is told to show the values of a measure as `figures` does.

    >>> pattern([Decimal("12.50")], "EUR"), pattern([0.57], "%"), pattern([1200])
    ('#,##0.00', '0.0%', '#,##0')
    """
    if unit == "%":
        return "0.0%"
    broken = [value for value in values if isinstance(value, float | Decimal)]
    return f"#,##0.{'0' * _places(broken, unit)}" if broken else "#,##0"


def _figure(value: object, places: int, signs: Signs) -> str:
    match value:
        case None:
            return ""
        case bool():
            return signs.yes if value else signs.no
        case int():
            return signs.write(value)
        case float() | Decimal():
            return signs.write(value, places)
    return str(value)


def _per_cent(value: object, signs: Signs) -> str:
    if value is None:
        return ""
    times_100 = value * 100 if isinstance(value, Decimal) else float(str(value)) * 100
    return f"{signs.write(times_100, 1)}{signs.percent}"


def _places(values: Sequence[float | Decimal], unit: str) -> int:
    largest = max((abs(float(v)) for v in values if isfinite(v)), default=0.0)
    is_ratio = not unit and any(isinstance(value, float) for value in values)
    usual = RATIO if is_ratio and largest < 10 else AMOUNT
    if largest == 0 or largest >= 10.0 ** (1 - usual):
        return usual
    return min(1 - floor(log10(largest)), MOST)
