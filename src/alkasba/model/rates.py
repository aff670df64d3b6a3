"""The rates at which amounts in other currencies become amounts in the shop's."""

from dataclasses import dataclass
from typing import Literal

CURRENCY = "[A-Z]{3}"
"""How a currency is written."""
AT_MOST_DAYS = 366
"""A rate is lent for no longer than a year."""

Quoted = Literal["currency per base", "base per currency"]
"""What a rate tells: 1 EUR (the base) is 1.08 USD (the currency), or 1 USD is 0.92 EUR."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Where rates stand, and how they are told.

    `table` is a fact with one row for each day and currency; `currency` and `rate` are columns of
    it. Where a day has no rate, the last one of the `within_days` before it holds.
    """

    table: str
    currency: str
    rate: str
    base: str
    quoted: Quoted
    within_days: int = 7
