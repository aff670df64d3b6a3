"""The catalogue: every table, column and measure, what it means, where from, who may see it."""

from dataclasses import dataclass

from alkasba.derive.lineage import Graph, Node, column_node, fields_of, lineage
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

EVERYONE = "everyone"
COLUMNS = (
    "kind",
    "name",
    "table",
    "about",
    "type",
    "unit",
    "owner",
    "personal",
    "kept",
    "seen_by",
    "origins",
    "made_of",
    "used_by",
)
"""The columns of the catalogue as a sheet."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the catalogue; `word` is what the drawing of the lineage calls it.

    `kept` says where a personal value is: warehouse, pseudonym or vault. `origins` are headers of
    sources, `made_of` what it is calculated from, `used_by` the measures and tiles that need it.
    """

    word: str
    kind: str
    name: str
    table: str
    about: str
    type: str = ""
    unit: str = ""
    owner: str = ""
    personal: str = ""
    kept: str = "warehouse"
    seen_by: tuple[str, ...] = (EVERYONE,)
    origins: tuple[str, ...] = ()
    made_of: str = ""
    used_by: tuple[str, ...] = ()


def catalogue(shop: Shop) -> list[Item]:
    """All of it: each table, followed by its columns and its measures."""
    graph = lineage(shop)
    return [item for table in shop.tables.values() for item in _items(shop, graph, table)]


def _items(shop: Shop, graph: Graph, table: Table) -> list[Item]:
    columns = [_column(shop, graph, table, column) for column in table.columns.values()]
    return [_table(shop, table), *columns, *_measures(graph, table)]


def _table(shop: Shop, table: Table) -> Item:
    origins = tuple(dict.fromkeys(feed.source for feed in shop.feeds_of(table.name)))
    return Item(
        Node("table", "", table.name).word,
        "table",
        table.name,
        table.name,
        table.about,
        table.kind,
        owner=table.owner,
        origins=origins,
    )


def _column(shop: Shop, graph: Graph, table: Table, column: Column) -> Item:
    word = column_node(table.name, column.name).word
    return Item(
        word,
        "column",
        column.name,
        table.name,
        column.about,
        f"refers to {column.refers}" if column.refers else column.type,
        column.unit,
        table.owner,
        personal_class(shop, table, column),
        _kept(shop, table, column),
        _seen_by(shop, personal_class(shop, table, column)),
        _origins(shop, table, column),
        column.formula_text,
        used_by(graph, word),
    )


def _measures(graph: Graph, table: Table) -> list[Item]:
    found = []
    for name, measure in table.measures.items():
        word = Node("measure", table.name, name).word
        where = f" where {measure.where_text}" if measure.where_text else ""
        found.append(
            Item(
                word,
                "measure",
                name,
                table.name,
                measure.about,
                f"{measure.over_time.take} over time" if measure.over_time else "",
                measure.unit,
                table.owner,
                made_of=measure.formula_text + where,
                used_by=used_by(graph, word),
            )
        )
    return found


def personal_class(shop: Shop, table: Table, column: Column) -> str:
    """The class of personal data of a column; a reference has that of the key it refers to."""
    if column.refers is not None and column.personal is None:
        target = shop.tables[column.refers]
        return personal_class(shop, target, target.columns[target.key[0]])
    return "" if column.personal in (None, "none") else str(column.personal)


def _kept(shop: Shop, table: Table, column: Column) -> str:
    if shop.is_vaulted(table, column):
        return "vault"
    return "pseudonym" if shop.is_pseudonym(table, column) else "warehouse"


def _seen_by(shop: Shop, personal: str) -> tuple[str, ...]:
    if not personal:
        return (EVERYONE,)
    return tuple(name for name, role in shop.policy.roles.items() if personal in role.sees)


def _origins(shop: Shop, table: Table, column: Column) -> tuple[str, ...]:
    """The headers that feed a column, each after the source that it stands in."""
    if column.formula is not None:
        return ()
    found = (
        field
        for feed in shop.feeds_of(table.name)
        for field in fields_of(feed, column.written_of or column.name)
    )
    return tuple(dict.fromkeys(f"{source}: {header}" for source, header in found))


def used_by(graph: Graph, word: str) -> tuple[str, ...]:
    """The columns, measures and tiles that are made of a thing, by their ids."""
    return tuple(node.word for node in graph.after(word))


def sheet(items: list[Item]) -> list[list[str]]:
    """The catalogue as rows of a sheet; several of one kind stand in one cell."""
    return [[_cell(getattr(item, column)) for column in COLUMNS] for item in items]


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def found_by(items: list[Item], search: str) -> list[Item]:
    """The items that hold every word of a search, and the tables that those belong to."""
    wanted = search.casefold().split()
    hits = {item.word for item in items if all(one in _searched(item) for one in wanted)}
    tables = {item.table for item in items if item.word in hits}
    return [
        item
        for item in items
        if item.word in hits or (item.kind == "table" and item.table in tables)
    ]


def _searched(item: Item) -> str:
    told = (item.name, item.name.replace("_", " "), item.table, item.about, item.type, item.unit)
    more = (item.owner, item.personal, item.made_of, *item.origins)
    return " ".join((*told, *more)).casefold()
