"""The first measures of a fact: how many rows, and the sums that say something."""

import re
from collections.abc import Iterator

from alkasba.propose.columns import PRICES, QUANTITIES, Proposed
from alkasba.propose.names import column_name, measure_name, plural, stem
from alkasba.propose.proposal import Field, Measure, ProposedTable

STOCK = re.compile(r"(^|_)(on_hand|in_stock|stock|inventory|balance|on_order|level|bestand)($|_)")
PRICE = re.compile(rf"(^|_)({PRICES}|rate|cost|list|unit_cost)($|_)")
TIMES = re.compile(rf"^(order_|ordered_|sold_|line_|item_)?({QUANTITIES})$")
DISCOUNT = re.compile(r"(^|_)(discount|rebate|remise|rabatt)($|_)")
COUNTED_APART = re.compile(r"(^|_)(order|invoice|receipt|basket|cart|ticket|bon)(_|$)")
COUNTED = rf"(^|_)({QUANTITIES}|count|stock|hand|on_order|level|pieces)($|_)"


def add_measures(tables: list[ProposedTable]) -> None:
    """To every fact; no two measures of a shop have one name."""
    taken: set[str] = set()
    facts = [table for table in tables if table.kind == "fact"]
    levels = {table.name: _is_level(table) for table in facts}
    for table in facts:
        rows = f"{table.name}_rows" if table.name[-1].isdigit() else plural(table.name)
        about = f"How many rows of {table.name}"
        _add(table, (rows, "count()", about), taken, is_level=levels[table.name])
    for table in facts:
        _amount(table)
        for wanted in _wanted(table):
            is_count = wanted[1].startswith("count_distinct")
            if not is_count or wanted[0] not in taken:
                _add(table, wanted, taken, is_level=levels[table.name] and not is_count)


def _add(
    table: ProposedTable, wanted: tuple[str, str, str], taken: set[str], *, is_level: bool
) -> None:
    name, formula, about = wanted
    others = taken | {one.name for one in table.fields}
    if name in others:
        name = f"{table.name}_{name.removeprefix('total_')}"
    name = measure_name(name, others)
    taken.add(name)
    table.measures.append(Measure(name, formula, about, is_level))


def _wanted(table: ProposedTable) -> Iterator[tuple[str, str, str]]:
    """The name, formula and meaning of each measure but the number of rows."""
    for one in table.fields:
        is_code = one.type == "code" and not one.refers and table.key != (one.name,)
        if is_code and COUNTED_APART.search(one.name) and one.column.personal is None:
            name = plural(stem(one.name) or one.name)
            yield name, f"count_distinct({one.name})", f"How many different {one.name}"
    for one in table.fields:
        if _adds_up(one, table):
            name = one.name if one.name.startswith("total") else f"total_{one.name}"
            yield name, f"sum({one.name})", f"Sum of {one.name}"


def _amount(table: ProposedTable) -> None:
    """Quantity times price, where no column of the origin says it."""
    counts = [one for one in table.fields if one.type == "whole" and TIMES.search(one.name)]
    prices = [one for one in table.fields if one.type == "money" and PRICE.search(one.name)]
    others = [one for one in table.fields if one.type == "money" and not PRICE.search(one.name)]
    if not counts or not prices or others:
        return
    name = column_name("amount", [one.name for one in table.fields])
    formula = f"{counts[0].name} * {prices[0].name}"
    reduced = [one for one in table.fields if DISCOUNT.search(one.name)]
    share = next((one.name for one in reduced if _is_share(one)), "")
    formula += f" * (1 - {_or_nothing(share, table)})" if share else ""
    column = Proposed(name, prices[0].column.seen, "money")
    table.fields.append(Field(name, column, "money", "", formula=formula))
    what = f"; {reduced[0].name} is not taken off" if reduced else ""
    what = f"; {share} lies between 0 and 1, so it is taken for a share" if share else what
    table.unsure.append(f"{name} is calculated as {formula}{what}")


def _or_nothing(name: str, table: ProposedTable) -> str:
    """The name of a share in a formula; a blank one takes nothing off."""
    seen = next(one.column.seen for one in table.fields if one.name == name)
    return f"coalesce({name}, 0)" if seen.filled < table.seen.rows else name


def _is_share(one: Field) -> bool:
    """Whether a discount is a part of the price, not an amount: full prices and parts of them."""
    least, most = one.column.seen.least, one.column.seen.most
    is_number = one.type in ("number", "money") and not one.column.form
    return is_number and least is not None and most is not None and least >= 0 and 0 < most <= 1


def _adds_up(one: Field, table: ProposedTable) -> bool:
    """Whether a sum of a column says anything."""
    if one.refers or one.name in table.key or one.column.personal or one.type == "number":
        return False
    if one.type == "money":
        return not PRICE.search(one.name)
    return one.type == "whole" and bool(re.search(COUNTED, one.name))


def _is_level(table: ProposedTable) -> bool:
    """Whether every thing is counted again on each day: then days do not add up."""
    has_name = any(STOCK.search(one.name) for one in table.fields if one.type in ("whole", "money"))
    others = [name for name in table.key if name != table.day]
    is_grid = False
    if table.day in table.key and others:
        distinct = {one.name: one.column.seen.distinct for one in table.fields}
        days, series = distinct[table.day], max(distinct[name] for name in others)
        is_grid = days >= 3 and table.seen.rows >= days * series * 0.9
    if is_grid or has_name:
        table.unsure.append(
            "it counts the same things again on each day, so its sums take the last day "
            "of a period (over_time)"
        )
    return is_grid or has_name
