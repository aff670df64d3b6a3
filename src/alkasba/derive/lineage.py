"""What each thing of the shop comes from and what hangs on it: source, field, column, measure,
tile; and the whole shop as sources, tables and dashboards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alkasba.derive.measures import expand, find_measure
from alkasba.derive.names import Place, find_own, find_place, name_of
from alkasba.errors import UnknownName, did_you_mean
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.expression import Aggregate, Expression, Name, aggregates, names
from alkasba.model.formula import read_formula
from alkasba.model.rates import Rates
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Column, Measure, Table

KINDS = ("source", "field", "table", "column", "measure", "tile", "dashboard")
"""The kinds of things, in the order in which one comes from another."""
COARSE = ("source", "table", "dashboard")
"""What is told of the shop as a whole; the rest would be more than anyone reads at once."""
FILE_NAME = "(file name)"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A thing of the shop: `of` is what it belongs to, `name` what it is called there."""

    kind: str
    of: str
    name: str

    @property
    def word(self) -> str:
        """How an address calls it: measure:net_sales, column:sale.net, tile:sales/3."""
        between = {"column": ".", "tile": "/", "field": "/"}.get(self.kind)
        return f"{self.kind}:{self.of}{between}{self.name}" if between else self.kind_and_name

    @property
    def kind_and_name(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Graph:
    """Things by word, and pairs of ids: from what is used to what uses it."""

    nodes: dict[str, Node]
    edges: tuple[tuple[str, str], ...]

    def before(self, word: str) -> list[Node]:
        """What a thing is made of."""
        return [self.nodes[first] for first, second in self.edges if second == word]

    def after(self, word: str) -> list[Node]:
        """What is made of a thing."""
        return [self.nodes[second] for first, second in self.edges if first == word]

    def ends(self, word: str, *, before: bool) -> list[Node]:
        """All that a thing comes from, or all that hangs on it, in the order of the graph."""
        edges = [(b, a) for a, b in self.edges] if before else self.edges
        reached = _reached(edges, word)
        return [node for name, node in self.nodes.items() if name in reached]

    def around(self, word: str) -> "Graph":
        """The thing with all that it comes from and all that hangs on it."""
        kept = {word, *_reached(self.edges, word), *_reached([(b, a) for a, b in self.edges], word)}
        nodes = {name: node for name, node in self.nodes.items() if name in kept}
        return Graph(nodes, tuple(e for e in self.edges if e[0] in kept and e[1] in kept))


def _reached(edges: Iterable[tuple[str, str]], start: str) -> set[str]:
    links: dict[str, list[str]] = {}
    for first, second in edges:
        links.setdefault(first, []).append(second)
    found, waiting = set[str](), [start]
    while waiting:
        new = [one for one in links.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found


def lineage(shop: Shop) -> Graph:
    """Every source, field, column, measure and tile, and what each is made of."""
    return _graph(_fine(shop), _things(shop))


def overview(shop: Shop) -> Graph:
    """The sources, tables and dashboards, and what each is made of."""
    things = [Node("source", "", name) for name in shop.sources]
    things += [Node("table", "", name) for name in shop.tables]
    things += [Node("dashboard", "", name) for name in shop.dashboards]
    return _graph(_coarse(shop), things)


def lineage_of(shop: Shop, word: str) -> Graph:
    """The part of the drawing that belongs to one thing; raises UnknownName where there is none.

    A source, a table and a dashboard are told among their like: their columns would be hundreds.
    """
    graph = overview(shop) if word.split(":")[0] in COARSE else lineage(shop)
    if word not in graph.nodes:
        known = {**lineage(shop).nodes, **overview(shop).nodes}
        raise UnknownName(
            f"nothing is called '{word}'.{did_you_mean(word, known)}",
            where="of",
            next_step="Write measure:NAME, column:TABLE.NAME, table:NAME, source:NAME, "
            "dashboard:NAME or tile:DASHBOARD/NUMBER.",
        )
    return graph.around(word)


def _graph(edges: Iterable[tuple[Node, Node]], things: Iterable[Node]) -> Graph:
    pairs = dict.fromkeys(edges)
    nodes = {node.word: node for node in things}
    nodes |= {node.word: node for pair in pairs for node in pair}
    return Graph(nodes, tuple((a.word, b.word) for a, b in pairs if a != b))


def _things(shop: Shop) -> Iterator[Node]:
    """What there is, whether or not it is connected, in the order of the declaration."""
    for source in shop.sources:
        yield Node("source", "", source)
    for table in shop.tables.values():
        yield from (column_node(table.name, name) for name in table.columns)
        yield from (Node("measure", table.name, name) for name in table.measures)
    for dashboard in shop.dashboards.values():
        for number in range(1, len(dashboard.tiles) + 1):
            yield Node("tile", dashboard.name, str(number))


def column_node(table: str, name: str) -> Node:
    return Node("column", table, name)


def _fine(shop: Shop) -> Iterator[tuple[Node, Node]]:
    for table in shop.tables.values():
        for feed in shop.feeds_of(table.name):
            yield from _of_feed(shop, table, feed)
        for column in table.columns.values():
            yield from ((one, _of(table, column)) for one in _calculated(shop, table, column))
        for measure in table.measures.values():
            this = Node("measure", table.name, measure.name)
            yield from ((one, this) for one in _of_measure(shop, table, measure))
    for name in shop.inferred:
        yield from _inferred(shop, shop.tables[name])
    for dashboard in shop.dashboards.values():
        yield from _of_dashboard(shop, dashboard)


def _of(table: Table, column: Column) -> Node:
    return column_node(table.name, column.name)


def _of_feed(shop: Shop, table: Table, feed: Feed) -> Iterator[tuple[Node, Node]]:
    """Where each column stands in an origin; what a feed writes itself comes from nowhere."""
    for name, column in table.columns.items():
        if column.formula is not None:
            continue
        for source, header in fields_of(feed, column.written_of or name):
            field = Node("field", source, header)
            yield Node("source", "", source), field
            yield field, column_node(table.name, name)


def fields_of(feed: Feed, column: str) -> list[tuple[str, str]]:
    """The source and the header that feed a column; several where it has had several names."""
    field = feed.fields.get(column)
    if field is None:
        return [(feed.source, column)]
    if field.file is not None:
        return [(feed.source, FILE_NAME)]
    return [_field(feed, name) for name in field.names]


def _field(feed: Feed, name: str) -> tuple[str, str]:
    """A header of the feed's own source, or of one that it is joined with."""
    join, _, header = name.partition(".")
    if header and join in feed.joins:
        return feed.joins[join].source, header
    return feed.source, name


def _calculated(shop: Shop, table: Table, column: Column) -> Iterator[Node]:
    """What a column is calculated from, or changed into the shop's currency with."""
    if column.formula is not None:
        yield from (column_node(table.name, name.name) for name in names(column.formula))
    if column.currency is not None:
        yield column_node(table.name, column.currency)
        if shop.rates is not None:
            yield from _of_rates(shop.rates)


def _of_rates(rates: Rates) -> Iterator[Node]:
    yield column_node(rates.table, rates.rate)
    yield column_node(rates.table, rates.currency)


def _inferred(shop: Shop, dimension: Table) -> Iterator[tuple[Node, Node]]:
    """A dimension that nothing feeds has the members that others refer to."""
    for table in shop.tables.values():
        for name, refers in table.references.items():
            if refers == dimension.name:
                key = column_node(dimension.name, dimension.key[0])
                yield column_node(table.name, name), key


def _of_measure(shop: Shop, table: Table, measure: Measure) -> Iterator[Node]:
    for part in (measure.formula, measure.where):
        yield from _of_expression(shop, table, part)
    for own in (measure.only_by or {}).values():
        if own in table.columns:
            yield column_node(table.name, own)


def _of_expression(shop: Shop, table: Table, part: Expression | None) -> Iterator[Node]:
    if part is None:
        return
    for aggregate in aggregates(part):
        yield from _of_rows(table, aggregate)
    for name in names(part):
        if str(name) in shop.parameters:
            continue
        if str(name) in shop.measures:
            yield Node("measure", find_measure(shop, str(name)).table, str(name))
        else:
            yield from _along(shop, table, find_own(shop, table, name))


def _of_rows(table: Table, aggregate: Aggregate) -> Iterator[Node]:
    """A count of rows is made of what tells the rows apart."""
    if aggregate.argument is None:
        told = table.key or ((table.day,) if table.day else ())
        yield from (column_node(table.name, name) for name in told)


def _along(shop: Shop, table: Table, place: Place) -> Iterator[Node]:
    """The column at a place, and the references that lead to it."""
    if place.is_calendar:
        if table.day is not None:
            yield column_node(table.name, table.day)
        return
    for reference in place.path:
        yield column_node(table.name, reference)
        table = shop.tables[table.references[reference]]
    yield column_node(place.table, place.column)


def _of_dashboard(shop: Shop, dashboard: Dashboard) -> Iterator[tuple[Node, Node]]:
    for number, tile in enumerate(dashboard.tiles, start=1):
        this = Node("tile", dashboard.name, str(number))
        yield from ((one, this) for one in _of_tile(shop, tile))


def _of_tile(shop: Shop, tile: Tile) -> Iterator[Node]:
    """The measures, what they are to reach, and the columns that they are cut and filtered by."""
    for measure in (*tile.measures, *([tile.target] if tile.target else [])):
        yield Node("measure", find_measure(shop, measure).table, measure)
    terms = [name_of(term) for term in tile.by]
    terms += names(read_formula(tile.where)) if tile.where else []
    for fact in facts_of_measures(shop, tile.measures):
        yield from _cut_by(shop, shop.tables[fact], terms)


def _cut_by(shop: Shop, fact: Table, terms: Iterable[Name]) -> Iterator[Node]:
    for term in terms:
        yield from _along(shop, fact, find_place(shop, fact, term))


def facts_of_measures(shop: Shop, measures: tuple[str, ...]) -> list[str]:
    """The facts that measures add up."""
    return expand(shop, measures, taken=set()).tables


def _coarse(shop: Shop) -> Iterator[tuple[Node, Node]]:
    fine = lineage(shop)
    for table in shop.tables.values():
        this = Node("table", "", table.name)
        for feed in shop.feeds_of(table.name):
            joined = [join.source for join in feed.joins.values()]
            yield from ((Node("source", "", one), this) for one in (feed.source, *joined))
        yield from ((Node("table", "", to), this) for to in table.references.values())
    for first, second in fine.edges:
        if second.startswith("tile:"):
            above = Node("dashboard", "", fine.nodes[second].of)
            yield Node("table", "", fine.nodes[first].of), above
