"""What late columns need: other columns, measures, facts; and so the order to reckon them in."""

from collections.abc import Iterator, Mapping

from alkasba.model.expression import Expression, Name, aggregates, names, outer_names
from alkasba.model.links import in_order, reachable
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, Reckoning, Table
from alkasba.model.ways import end_of, way_to

LATEST = "latest"
"""What the last day of a fact is called: sale.latest."""


def is_latest(shop: Shop, name: Name) -> bool:
    """Whether a name means the last day of a fact."""
    return name.name == LATEST and name.of in shop.facts


def needs(shop: Shop) -> dict[str, list[str]]:
    """What each late column (table.column) and each measure (its name) is made of.

    Columns that are known when rows are read are left out. Names that nothing has are passed over.
    """
    found = {name: _of_measure(shop, measure) for name, measure in shop.measures.items()}
    for table in shop.tables.values():
        for name, column in table.late_columns.items():
            used = [column.reckoned.measure] if column.reckoned else []
            used += _late(shop, table, names(column.formula) if column.formula else [])
            found[f"{table.name}.{name}"] = used
    return found


def _of_measure(shop: Shop, measure: Measure) -> list[str]:
    conditions = [measure.where] if measure.where else []
    used = [name for part in (measure.formula, *conditions) for name in names(part)]
    table = shop.tables[measure.table]
    others = [str(n) for n in used if not n.of and n.name not in table.columns]
    return [n for n in others if n in shop.measures] + _late(shop, table, used)


def _late(shop: Shop, table: Table, used: list[Name]) -> list[str]:
    """The late columns among the names that a formula of a table uses."""
    found = []
    for name in used:
        owner = table if name.of is None else shop.tables.get(table.references.get(name.of, ""))
        if owner is not None and name.name in owner.late_columns:
            found.append(f"{owner.name}.{name.name}")
    return found


def rounds(shop: Shop) -> list[dict[str, list[str]]]:
    """Table -> its late columns, those that need columns of other tables in a later round.

    Within a round a column stands after those of its own table that it needs.
    """
    links = needs(shop)
    number: dict[str, int] = {}
    for node in in_order(links):
        number[node] = max((_round(node, other, number) for other in links[node]), default=0)
    found: list[dict[str, list[str]]] = [{} for _ in range(max(number.values(), default=0) + 1)]
    for node, at in number.items():
        table, _, column = node.rpartition(".")
        if table in shop.dimensions:
            found[at].setdefault(table, []).append(column)
    return [tables for tables in found if tables]


def _round(node: str, needed: str, number: Mapping[str, int]) -> int:
    """A measure sees a column of a dimension once that is stored; formulas of its table do so at
    once."""
    is_stored = "." in needed and node.rpartition(".")[0] != needed.rpartition(".")[0]
    return number[needed] + (1 if is_stored else 0)


def tables_needed(shop: Shop, table: Table) -> set[str]:
    """The tables that decide what the late columns of a dimension hold, and itself."""
    links = needs(shop)
    found = {table.name}
    for name in table.late_columns:
        for node in (f"{table.name}.{name}", *reachable(links, f"{table.name}.{name}")):
            found |= set(_tables_of(shop, node))
    # Pairs are made of the rows of another fact, and change with it.
    found |= {pairs.of for name in found if (pairs := shop.tables[name].pairs)}
    if table.name in shop.inferred:
        found |= {n for n, other in shop.tables.items() if table.name in other.references.values()}
    return found


def _tables_of(shop: Shop, node: str) -> Iterator[str]:
    """The tables that a measure or a late column looks at itself."""
    owner, _, column = node.rpartition(".")
    if owner:
        told = shop.tables[owner].columns[column]
        yield owner
        yield from _looked_at(shop, shop.tables[owner], [told.formula] if told.formula else [])
        if told.reckoned:
            yield from _on_the_way(shop, owner, told.reckoned)
    else:
        measure = shop.measures[node]
        parts = [measure.formula, *([measure.where] if measure.where else [])]
        yield measure.table
        yield from _looked_at(shop, shop.tables[measure.table], parts)


def _looked_at(shop: Shop, table: Table, parts: list[Expression]) -> Iterator[str]:
    for name in (name for part in parts for name in names(part) if name.of):
        yield str(name.of) if is_latest(shop, name) else table.references[str(name.of)]


def _on_the_way(shop: Shop, dimension: str, reckoned: Reckoning) -> Iterator[str]:
    """The dimensions that lead from the facts of a measure to a member."""
    for fact in (shop.tables[name] for name in facts_of(shop, reckoned.measure)):
        way = way_to(shop, fact, dimension, reckoned.by)
        yield from (end_of(shop, fact, way[:length]).name for length in range(1, len(way)))


def facts_of(shop: Shop, measure: str) -> list[str]:
    """The facts whose rows a measure adds up."""
    known = shop.measures
    links = {name: [str(part) for part in outer_names(m.formula)] for name, m in known.items()}
    used = [name for name in (measure, *sorted(reachable(links, measure))) if name in known]
    return list(dict.fromkeys(known[n].table for n in used if aggregates(known[n].formula)))
