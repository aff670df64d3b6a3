"""Facts that are made of another: how often two members of a dimension meet in its rows."""

from dataclasses import replace

from alkasba.model.expression import names
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop
from alkasba.model.staying_out import stays_out
from alkasba.model.table import Column, Table

TOGETHER = "together"


def other_name(item: str) -> str:
    """The column of the member that is met."""
    return f"with_{item}"


def with_pairs(shop: Shop, findings: Findings) -> Shop:
    """The shop whose tables of pairs have their columns; adds what is wrong with any."""
    tables = {n: _told(shop, t, findings) if t.pairs else t for n, t in shop.tables.items()}
    return replace(shop, tables=tables)


def _told(shop: Shop, table: Table, findings: Findings) -> Table:
    pairs, file = table.pairs, f"tables/{table.name}.toml"
    if pairs is None or not _is_right(shop, table, findings):
        return table
    origin = shop.tables[pairs.of]
    if not origin.day or pairs.item not in origin.references:
        known = ", ".join(origin.references)
        what = f"'{pairs.item}' is no reference of {origin.name}; it has: {known}."
        findings.add(file, "pairs.item", what)
        return table
    item, other = origin.columns[pairs.item], other_name(pairs.item)
    day = Column(origin.day, "day", "The first day of the month", required=True)
    common = f"of {origin.name} both are in, by the month of their first day"
    columns = (
        day,
        replace(item, required=True),
        replace(item, name=other, about=f"What is met: another {item.refers}", required=True),
        Column(TOGETHER, "whole", f"How many different {pairs.same} {common}", required=True),
    )
    return replace(
        table,
        columns={column.name: column for column in columns},
        key=(origin.day, pairs.item, other),
        day=origin.day,
    )


def _is_right(shop: Shop, table: Table, findings: Findings) -> bool:
    """Whether the fact and its columns are there; adds what is wrong."""
    pairs, file, before = table.pairs, f"tables/{table.name}.toml", len(findings.found)
    if pairs is None:
        return False
    facts = [name for name, fact in shop.facts.items() if not fact.pairs]
    if table.columns or table.key or table.day:
        what = "a table of pairs has the columns that its pairs make, and declares none itself."
        findings.add(file, "pairs", what)
    if shop.feeds_of(table.name):
        findings.add(file, "pairs", f"it is made of {pairs.of}; no source can feed it.")
    if not table.is_fact:
        findings.add(file, "kind", 'pairs are facts: kind = "fact".')
    if pairs.of not in facts:
        findings.unknown(file, "pairs.of", pairs.of, facts)
        return False
    origin = shop.tables[pairs.of]
    if pairs.same not in origin.known_columns:
        findings.unknown(file, "pairs.same", pairs.same, origin.known_columns)
    elif stays_out(shop, origin.columns[pairs.same]):
        what = f"'{pairs.same}' stays out of the warehouse, so that nothing can meet in it there."
        findings.add(file, "pairs.same", what)
    for name in names(pairs.where) if pairs.where else ():
        if name.of is not None:
            what = f"'{name}' is of another table; only columns of {origin.name} can be asked for."
            findings.add(file, "pairs.where", what)
        elif name.name not in origin.known_columns:
            findings.unknown(file, "pairs.where", name.name, origin.known_columns)
    return len(findings.found) == before
