"""Amounts in the currency they are written in to amounts in the shop's, exactly."""

from collections.abc import Iterator
from decimal import Decimal

from alkasba.clean.rules import Rule, read_as, text_of
from alkasba.clean.types import typed_literal
from alkasba.derive.ddl import sql_type
from alkasba.derive.rates import RATES, one
from alkasba.derive.sql import literal, quoted
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table


def converted_sql(shop: Shop, table: Table) -> str:
    """SELECT of what was read, with each amount in the shop's currency.

    And with the num of each rate, which is empty where none is known.
    """
    amounts = [
        f"{_amount(shop, column)} AS {quoted(column.name)}" for column in table.converted.values()
    ]
    if shop.rates is None:
        return f"SELECT *, {', '.join(amounts)} FROM read"
    currencies = dict.fromkeys(str(column.currency) for column in table.converted.values())
    rates = ", ".join(f"{_of(name)}.num AS {_num(name)}" for name in currencies)
    joins = " ".join(
        f"LEFT JOIN {RATES} AS {_of(name)} ON {_of(name)}.currency = read.{quoted(name)} "
        f"AND {_of(name)}.day = read.{quoted(str(table.day))}"
        for name in currencies
    )
    return f"SELECT read.*, {rates}, {', '.join(amounts)} FROM read {joins}"


def _of(currency: str) -> str:
    return quoted(f"rate of {currency}")


def _num(currency: str) -> str:
    return quoted(f"num of {currency}")


def _amount(shop: Shop, column: Column) -> str:
    """An amount in the shop's currency; NULL where there is no rate, or no room for it.

    What stands in for a blank is in the shop's currency already.
    """
    name = str(column.currency)
    written = f"read.{quoted(read_as(column))}"
    branches = [f"WHEN read.{quoted(name)} = {literal(shop.currency)} THEN {written}"]
    if column.missing is not None:
        filled = typed_literal(column.missing, column)
        branches.insert(0, f"WHEN read.{text_of(column.name)} IS NULL THEN {filled}")
    if shop.rates is not None:
        rate = _of(name)
        amount = exchanged(written, column, num=f"{rate}.num", den=f"{rate}.den")
        branches.append(f"WHEN {rate}.num IS NOT NULL THEN {amount}")
    return f"CASE {' '.join(branches)} END"


def exchanged(amount: str, column: Column, *, num: str, den: str) -> str:
    """SQL for an amount times num, by den, rounded to the column's decimals, halves away from 0.

    A quotient of decimals is a DOUBLE in DuckDB, so whole numbers are divided: with 18 digits each
    they stay below the 38 that a HUGEINT has. Its division cuts towards 0, so half of the divisor
    is added first. So a refund undoes its sale.
    """
    wide = f"CAST({amount} AS DECIMAL(38, {column.decimals}))"
    units = f"CAST({wide} * {one(column.decimals)} AS HUGEINT)"
    half = f"CASE WHEN {amount} < 0 THEN -{den} ELSE {den} END"
    quotient = f"(2 * {units} * {num} + {half}) // (2 * {den}::HUGEINT)"
    last = f"CAST({literal(Decimal(1).scaleb(-column.decimals))} AS DECIMAL(38, {column.decimals}))"
    return f"TRY_CAST(CAST({quotient} AS DECIMAL(38, 0)) * {last} AS {sql_type(column)})"


def rules_of_rate(shop: Shop, table: Table, column: Column) -> Iterator[Rule]:
    """What an amount breaks whose currency is blank, has no rate, or makes it too large."""
    if column.currency is None:
        return
    currency = table.columns[column.currency]
    written, name = quoted(read_as(column)), column.name
    fill = "" if currency.refers else f', or declare missing = "{shop.currency}" for it'
    yield Rule(
        f"currency:{name}",
        f"{written} IS NOT NULL AND {quoted(currency.name)} IS NULL "
        f"AND {text_of(currency.name)} IS NULL",
        f"{currency.name} is blank, so nobody knows what {name} is worth",
        f"Fill in {currency.name} in the origin{fill}.",
    )
    is_told = f"{written} IS NOT NULL AND {quoted(name)} IS NULL"
    known = f"{quoted(currency.name)} IS NOT NULL"
    if shop.rates is None:
        yield Rule(
            f"rate:{name}",
            f"{is_told} AND {known}",
            f"{name} is not in {shop.currency}, and the shop has no rates",
            "Declare [rates] in shop.toml, or the shop's currency there if it is another.",
        )
        return
    rates, num, day = shop.rates, _num(currency.name), quoted(str(table.day))
    yield Rule(
        f"rate:{name}",
        f"{is_told} AND {known} AND {day} IS NOT NULL AND {num} IS NULL",
        f"no rate is known for the {currency.name} of {name}{_when(table, rates.within_days)}",
        f"Correct {currency.name}, or add the rate to the origin of {rates.table}, and run again.",
    )
    yield Rule(
        f"calculated:{name}",
        f"{is_told} AND {num} IS NOT NULL",
        f"{name} is too large in {shop.currency}",
        f"Correct {name} in the origin, or its rate in {rates.table}.",
    )


def _when(table: Table, within_days: int) -> str:
    """On which days the rate was looked for."""
    before = {0: "", 1: " or the day before"}
    return f" on {table.day}" + before.get(within_days, f" or the {within_days} days before")
