"""The figures of one column, all rounded alike, so that their points stand below each other."""

from collections.abc import Sequence
from decimal import Decimal
from math import floor, isfinite, log10

from alkasba.cli.words import number

AMOUNT, RATIO, MOST = 2, 4, 8
"""How many decimals."""


def figures(values: Sequence[object], unit: str = "") -> list[str]:
    """The values of a measure for people.

    Amounts have two decimals. What has no unit is a ratio and has four. The unit % shows a ratio
    as per cent. A column of small figures gets more, so that none of it is only zeros.

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
    usual = RATIO if is_ratio and largest < 10 else AMOUNT
    if largest == 0 or largest >= 10.0 ** (1 - usual):
        return usual
    return min(1 - floor(log10(largest)), MOST)
