"""[rates] of shop.toml -> Rates."""

from dataclasses import replace
from decimal import Decimal
from typing import get_args

from alkasba.model.entry import Entry
from alkasba.model.rates import Quoted, Rates
from alkasba.model.shop import Shop

TOLD = get_args(Quoted)


def read_rates(about: Entry) -> Rates | None:
    """The rates that shop.toml names; None where it names none."""
    if "rates" not in about.data:
        return None
    entry = about.part("rates")
    if "quoted" not in entry.data:
        # A wrong guess would make every amount wrong, by a little.
        ways = '"currency per base" (1 EUR is 1.08 USD) or "base per currency" (1 USD is 0.92 EUR)'
        entry.wrong("quoted", f"say how rates are told: {ways}.")
    rates = Rates(
        table=entry.text("table", default="rate"),
        currency=entry.text("currency", default="currency"),
        rate=entry.text("rate", default="rate"),
        base=entry.text("base", default=about.text("currency", default="EUR")),
        quoted=entry.one_of("quoted", TOLD, default=TOLD[0]),  # type: ignore[arg-type]
        within_days=entry.whole("within_days", default=7),
    )
    entry.finish()
    return rates


def with_rates_above_zero(shop: Shop) -> Shop:
    """The shop with a rate that is 0 or less among the rejects: nothing can be worth that."""
    if shop.rates is None:
        return shop
    table = shop.tables[shop.rates.table]
    column = table.columns[shop.rates.rate]
    least = Decimal(1).scaleb(-column.decimals)
    if column.at_least is None or Decimal(str(column.at_least)) < least:
        column = replace(column, at_least=least)
    columns = table.columns | {column.name: column}
    return replace(shop, tables=shop.tables | {table.name: replace(table, columns=columns)})
