"""The figures of one column, all rounded alike, so that their points stand below each other."""

from collections.abc import Sequence
from decimal import Decimal
from math import floor, isfinite, log10

from alkasba.cli.words import number

SIGNIFICANT = 4
MOST_DECIMALS = 8


def figures(values: Sequence[object], unit: str = "") -> list[str]:
    """The values of a measure for people.

    Amounts have two decimals. What has no unit is a ratio, and has four digits that count. The
    unit % shows a ratio as per cent. None is shown as 0.00 that is more than nothing.

    >>> figures([12.5, 1234.567], "EUR"), figures([0.56971, 0.5]), figures([0.56971, None], "%")
    (['12.50', '1,234.57'], ['0.5697', '0.5000'], ['57.0 %', ''])
    """
    if unit == "%":
        return ["" if value is None else f"{_times_100(value):,.1f} %" for value in values]
    places = _places([v for v in values if isinstance(v, float | Decimal)], unit)
    return [
        f"{value:,.{places}f}" if isinstance(value, float | Decimal) else number(value)
        for value in values
    ]


def _times_100(value: object) -> float | Decimal:
    return value * 100 if isinstance(value, Decimal) else float(str(value)) * 100


def _places(values: Sequence[float | Decimal], unit: str) -> int:
    largest = max((abs(float(v)) for v in values if isfinite(v)), default=0.0)
    is_ratio = not unit and any(isinstance(value, float) for value in values)
    if largest == 0 or (largest >= 1 and not is_ratio):
        return 2
    places = SIGNIFICANT - 1 - floor(log10(largest))
    return min(max(places, 2), MOST_DECIMALS)
