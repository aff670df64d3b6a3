"""The shop's rates, told day by day as fractions, so that nothing is lost before an amount is."""

from alkasba.derive.sql import literal, quoted
from alkasba.model.rates import Rates
from alkasba.model.shop import Shop

RATES = "rates_by_day"
"""What the rates are called on the workbench: currency, day, num, den."""


def rates_sql(shop: Shop, rates: Rates) -> str:
    """SELECT currency, day, num, den: an amount times num, by den, is one in the shop's currency.

    One row for each currency but the shop's own, and for each day on which a rate holds: its own
    and those after it that have none. Reads the table of rates in the warehouse.
    """
    return (
        f"WITH told AS ({_told(shop, rates)}), "
        f"fractions AS ({_fractions(shop, rates)}), "
        "lasting AS (SELECT *, coalesce(lead(day) OVER (PARTITION BY currency ORDER BY day) - day, "
        f"{rates.within_days + 1}) AS days FROM fractions) "
        f"SELECT currency, day + unnest(range(least(days, {rates.within_days + 1})))::INTEGER "
        "AS day, num, den FROM lasting"
    )


def _told(shop: Shop, rates: Rates) -> str:
    """The rates as they were told, in whole units of their last decimal."""
    table = shop.tables[rates.table]
    decimals = table.columns[rates.rate].decimals
    rate = f"CAST({quoted(rates.rate)} AS DECIMAL(38, {decimals}))"
    return (
        f"SELECT {quoted(rates.currency)} AS currency, {quoted(str(table.day))} AS day, "
        f"CAST({rate} * {one(decimals)} AS BIGINT) AS told FROM shop.{quoted(table.name)} "
        f"WHERE {quoted(rates.rate)} > 0 AND {quoted(rates.currency)} <> {literal(rates.base)}"
    )


def _fractions(shop: Shop, rates: Rates) -> str:
    """What one of each currency is worth in the shop's.

    Where rates are told against another currency than the shop's, that of the shop on the same day
    leads from the one to the other.
    """
    base_unit = one(shop.tables[rates.table].columns[rates.rate].decimals)
    here, there = "b.told", "t.told"
    if rates.base == shop.currency:
        rows = f"SELECT *, {base_unit} AS unit FROM told"
        rows, here = f"({rows}) AS t", "t.unit"
    else:
        bases = (
            f"SELECT {literal(rates.base)}, day, {base_unit} FROM told "
            f"WHERE currency = {literal(shop.currency)}"
        )
        rows = (
            f"(FROM told UNION ALL {bases}) AS t JOIN told AS b "
            f"ON b.day = t.day AND b.currency = {literal(shop.currency)}"
        )
    num, den = (here, there) if rates.quoted == "currency per base" else (there, here)
    return (
        f"SELECT t.currency, t.day, {num}::BIGINT AS num, {den}::BIGINT AS den FROM {rows} "
        f"WHERE t.currency <> {literal(shop.currency)}"
    )


def one(decimals: int) -> str:
    """SQL for 1 in units of the last decimal, in 38 digits."""
    return f"CAST({10**decimals} AS DECIMAL(38, 0))"
