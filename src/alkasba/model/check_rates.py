"""Checks amounts in several currencies, and the rates that make them amounts of the shop."""

import re
from collections.abc import Callable

from alkasba.errors import did_you_mean
from alkasba.model.expression import Call, Expression, Literal, Name, aggregates, names
from alkasba.model.finding import Findings
from alkasba.model.rates import AT_MOST_DAYS, CURRENCY, Rates
from alkasba.model.shop import Shop
from alkasba.model.staying_out import stays_out
from alkasba.model.table import Column, Measure, Table

Add = Callable[[str, str], None]
WORDS = ("code", "choice")
"""The types that a currency may have; a reference holds a code."""


def check_rates(shop: Shop, findings: Findings) -> None:
    """Add every amount whose currency cannot be known, and rates that cannot be used."""
    for table in shop.tables.values():
        file = f"tables/{table.name}.toml"

        def add(key: str, what: str, file: str = file) -> None:
            findings.add(file, key, what)

        for column in table.converted.values():
            _check_amount(shop, table, column, add)
        _check_formulas(table, add)
    if shop.rates is not None or any(table.converted for table in shop.tables.values()):
        _check_code(shop.currency, "currency", findings)
    if shop.rates is not None:
        _check_code(shop.rates.base, "rates.base", findings)
        _check_rates(shop, shop.rates, lambda key, what: findings.add("shop.toml", key, what))


def _check_code(currency: str, key: str, findings: Findings) -> None:
    if not re.fullmatch(CURRENCY, currency):
        findings.add("shop.toml", key, f"'{currency}' is no currency; write it as EUR.")


def _check_amount(shop: Shop, table: Table, column: Column, add: Add) -> None:
    key = f"columns.{column.name}.currency"
    if column.type != "money":
        add(key, f"only money has a currency, and this is a {column.type}.")
    if not table.is_fact:
        add(key, "a dimension has no day that decides the rate. Keep such amounts in a fact.")
    if column.formula is not None:
        add(key, "a calculated amount is in the currency of what it is calculated from.")
    if column.name in table.key:
        add(key, "what changes with a rate is no key.")
    if stays_out(shop, column):
        add(key, "its class stays out of the warehouse, and what is converted lives in it.")
    day = table.columns.get(table.day or "")
    if day is not None and stays_out(shop, day):
        add(key, f"'{day.name}' decides the rate, and stays out of the warehouse.")
    _check_currency(shop, table, str(column.currency), key, add)


def _check_currency(shop: Shop, table: Table, name: str, key: str, add: Add) -> None:
    """The column that says a currency must be a word that is read and may be seen."""
    column = table.columns.get(name)
    if column is None:
        add(key, f"nothing is called '{name}'.{did_you_mean(name, table.columns)}")
    elif column.type not in WORDS:
        add(key, f"'{name}' says a currency, so it must be a code or a choice.")
    elif column.formula is not None:
        add(key, f"'{name}' says a currency, so it must be read, not calculated.")
    elif stays_out(shop, column):
        add(key, f"'{name}' stays out of the warehouse, and a currency must be in it.")


def _check_formulas(table: Table, add: Add) -> None:
    """What was written in several currencies is never added up as if it were one."""
    written = {n: c.written_of for n, c in table.columns.items() if c.written_of is not None}
    for column in table.columns.values():
        for name in _own_names(column.formula):
            if name in written:
                what = f"'{name}' is in several currencies; use '{written[name]}'."
                add(f"columns.{column.name}", what)
    for measure in table.measures.values():
        for name in sorted(_mixed(measure, table)):
            currency = table.columns[str(written[name])].currency
            what = f"'{name}' is in several currencies; say which: where = \"{currency} = 'USD'\"."
            add(f"measures.{measure.name}", what)


def _own_names(expression: Expression | None) -> set[str]:
    found = names(expression) if expression is not None else ()
    return {name.name for name in found if name.of is None}


def _mixed(measure: Measure, table: Table) -> set[str]:
    """The written amounts that a measure adds up without asking for their currency."""
    mixed = set()
    for part in aggregates(measure.formula):
        asked = _settled(part.where) | _settled(measure.where)
        for name in _own_names(part.argument):
            amount = table.columns[name].written_of if name in table.columns else None
            if amount is not None and table.columns[amount].currency not in asked:
                mixed.add(name)
    return mixed


def _settled(where: Expression | None) -> set[str]:
    """The columns of which a condition lets only one value pass."""
    match where:
        case Call(function="and", arguments=arguments):
            return set().union(*map(_settled, arguments))
        case Call(function="=", arguments=(Name(name=name, of=None), Literal())):
            return {name}
        case Call(function="=", arguments=(Literal(), Name(name=name, of=None))):
            return {name}
    return set()


def _check_rates(shop: Shop, rates: Rates, add: Add) -> None:
    if not 0 <= rates.within_days <= AT_MOST_DAYS:
        add("rates.within_days", f"between 0 and {AT_MOST_DAYS} days are possible.")
    table = shop.tables.get(rates.table)
    if table is None:
        what = f"there is no table '{rates.table}'.{did_you_mean(rates.table, shop.tables)}"
        add("rates.table", what)
    elif not table.is_fact:
        add("rates.table", f"'{rates.table}' must be a fact: a rate holds on a day.")
    else:
        _check_table_of_rates(shop, rates, table, add)


def _check_table_of_rates(shop: Shop, rates: Rates, table: Table, add: Add) -> None:
    if table.converted:
        add("rates.table", f"amounts of '{table.name}' would be converted by rates of its own.")
    if set(table.key) != {table.day, rates.currency}:
        what = f"of '{table.name}' must be its day and its currency: one rate a day for each."
        add("rates.table", f"the key {what}")
    _check_currency(shop, table, rates.currency, "rates.currency", add)
    column = table.columns.get(rates.rate)
    if column is None:
        hint = did_you_mean(rates.rate, table.columns)
        add("rates.rate", f"nothing is called '{rates.rate}'.{hint}")
    elif column.type not in ("number", "money") or column.formula is not None:
        add("rates.rate", f"'{rates.rate}' must be a number that is read, not calculated.")
    elif column.missing is not None:
        add("rates.rate", f"a blank is no rate, so '{rates.rate}' must not say missing.")
    elif stays_out(shop, column):
        add("rates.rate", f"'{rates.rate}' stays out of the warehouse.")
