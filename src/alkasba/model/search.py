"""What stands in an index: the members of tables that are searched, and the rows of facts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from alkasba.errors import did_you_mean
from alkasba.model.entry import Entry
from alkasba.model.expression import names
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop
from alkasba.model.source import Feed, Join, Source
from alkasba.model.table import Column, Search, Table

NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
"""What every search engine takes for the name of an index."""
MOST_RANGES = 50
ASKED = ("q", "order", "limit", "offset", "after", "lang")
"""The words of a question to an index; all others are facets."""
LEARNT = ("similar", "together", "popular")
"""What a model of recommendations tells of a member: two lists, and a rank to sort by."""
ROUTES = (
    "ask",
    "catalogue",
    "dashboards",
    "health",
    "lineage",
    "measures",
    "recommendations",
    "rejects",
    "runs",
    "status",
    "tables",
)
"""What the API serves already."""
NUMBERS = ("whole", "number", "money")


def read_search(table: str, entry: Entry) -> Search | None:
    """The part `[search]` of a table, if there is one."""
    if "search" not in entry.data:
        return None
    part = entry.part("search")
    search = Search(
        index=part.text("index", default=f"index_{table}"),
        texts=part.words("texts"),
        facets=part.words("facets"),
        leave_out=part.words("leave_out"),
        synonyms=part.text("synonyms"),
        ranges=_ranges(part.part("ranges")),
        told=part.words("told"),
        learnt=part.words("learnt"),
    )
    if not NAME.fullmatch(search.index):
        part.wrong("index", f"'{search.index}' is no name: small letters, digits and _ only.")
    part.finish()
    return search


def _ranges(part: Entry) -> dict[str, tuple[Decimal, ...]]:
    """Where ranges end, by facet: numbers that grow."""
    found: dict[str, tuple[Decimal, ...]] = {}
    for name in part.data:
        values = part.values(name)
        numbers = [Decimal(v) for v in values if isinstance(v, int | Decimal) and v is not True]
        if len(numbers) != len(values) or numbers != sorted(numbers) or len(numbers) > MOST_RANGES:
            part.wrong(name, f"numbers that grow are needed, {MOST_RANGES} at most: [5, 10, 20].")
        else:
            found[name] = tuple(numbers)
    return found


def served_name(search: Search) -> str:
    """The name that an index is served at: products, for index_products."""
    return search.index.removeprefix("index_") or search.index


def indexed(shop: Shop) -> dict[str, Table]:
    """The tables that stand in an index."""
    return {name: table for name, table in shop.tables.items() if table.search is not None}


def searched(shop: Shop) -> dict[str, Table]:
    """The dimensions whose members are searched, which the stream brings to their index."""
    return {name: table for name, table in indexed(shop).items() if not table.is_fact}


def counted(shop: Shop) -> dict[str, Table]:
    """The facts whose rows are counted in an index, which each run brings there."""
    return {name: table for name, table in indexed(shop).items() if table.is_fact}


def is_personal(column: Column) -> bool:
    """Whether a value of the column tells of a person."""
    return column.personal not in (None, "none")


def check_search(shop: Shop, findings: Findings) -> None:
    """What is declared for searching must exist, and tell of nobody."""
    for table in indexed(shop).values():
        for key, what in _mistakes(shop, table):
            findings.add(f"tables/{table.name}.toml", f"search.{key}".rstrip("."), what)


def _mistakes(shop: Shop, table: Table) -> Iterator[tuple[str, str]]:
    search = table.search
    assert search is not None
    if table.is_fact:
        yield from _mistakes_of_rows(table, search)
    elif not shop.feeds_of(table.name):
        yield "", "no source feeds this table: its members are not known before facts name them."
    for key in ("texts", "facets", "leave_out"):
        for name in getattr(search, key):
            column = (
                _column(shop, table, name, is_deep=table.is_fact)
                if key == "leave_out"
                else table.columns.get(name)
            )
            if column is None:
                yield key, f"there is no column '{name}'.{did_you_mean(name, table.columns)}"
            elif key != "leave_out" and name in search.leave_out:
                yield key, f"'{name}' is left out of the index."
            elif key != "leave_out" and name in hidden(shop, table):
                yield key, f"'{name}' is personal or told by facts, and stands in no index."
            elif key == "texts" and column.type not in ("text", "code", "choice"):
                yield key, f"'{name}' holds no words; it is a {column.type}."
    if not table.is_fact:
        yield from _unasked(shop, table, search)
    for name in search.told:
        yield from (("told", what) for what in _mistake_of_told(shop, table, name))
    yield from (("learnt", what) for what in _mistakes_of_learnt(shop, table, search))
    for name in table.key:
        if _is_of_people(shop, table.columns[name]):
            yield "", f"its key '{name}' is personal, and an index is no place for people."
        if name in search.leave_out:
            what = "rows" if table.is_fact else "members"
            yield "leave_out", f"'{name}' is the key, by which the index knows its {what}."
    others = [t.name for t in indexed(shop).values() if t.search and t.search.index == search.index]
    if others != [table.name]:
        yield "index", f"'{search.index}' is the index of several tables: {', '.join(others)}."


def _unasked(shop: Shop, table: Table, search: Search) -> Iterator[tuple[str, str]]:
    """What could not be asked for, since the API takes its name for something else."""
    served = served_name(search)
    if served in ROUTES:
        yield "index", f"/api/v1/{served} is another address of the API; call the index otherwise."
    others = [
        t.name for t in searched(shop).values() if t.search and served_name(t.search) == served
    ]
    if others != [table.name]:
        yield "index", f"/api/v1/{served} would be the address of several: {', '.join(others)}."
    for name in search.facets:
        if name in ASKED:
            yield "facets", f"'{name}' is a word of every question; call the column otherwise."
    for name in search.ranges:
        if name not in search.facets:
            yield "ranges", f"'{name}' is no facet.{did_you_mean(name, search.facets)}"
        elif (column := table.columns.get(name)) and column.type not in NUMBERS:
            yield "ranges", f"'{name}' has no ranges; it is a {column.type}."


def _mistake_of_told(shop: Shop, table: Table, name: str) -> Iterator[str]:
    late = table.late_columns
    if name not in late:
        yield f"'{name}' is no column that facts tell of members.{did_you_mean(name, late)}"
    elif name in of_people(shop, table):
        yield f"'{name}' is personal, and an index is no place for people."


def _mistakes_of_learnt(shop: Shop, table: Table, search: Search) -> Iterator[str]:
    """A model says something of those alone that a fact recommends."""
    for name in search.learnt:
        if name not in LEARNT:
            yield f"a model tells no '{name}' of a member.{did_you_mean(name, LEARNT)}"
        elif name in table.columns:
            yield f"'{name}' is a column of the table already; call the column otherwise."
    said = ((t.references, t.recommend) for t in shop.facts.values() if t.recommend)
    is_recommended = any(to.get(one.what) == table.name for to, one in said)
    if search.learnt and not table.is_fact and not is_recommended:
        yield f"no fact says in [recommend] what people want of {table.name}."


def _mistakes_of_rows(table: Table, search: Search) -> Iterator[tuple[str, str]]:
    """Rows are counted in dashboards; nobody looks for words in them."""
    for key in ("texts", "facets", "synonyms", "told", "learnt", "ranges"):
        if getattr(search, key):
            yield key, "the rows of a fact are counted; only members of a dimension are searched."
    if not table.key:
        yield "", "it has no key, by which the index could know its rows."


def _column(shop: Shop, table: Table, name: str, *, is_deep: bool) -> Column | None:
    """A column of the table, or of one that it refers to: supplier.city.

    With `is_deep` also of those that members refer to: product.supplier.city.
    """
    own, _, rest = name.partition(".")
    column = table.columns.get(own)
    if not rest or column is None or column.refers is None:
        return column if not rest else None
    other = shop.tables.get(column.refers)
    if other is None or rest in other.key:
        return None
    return _column(shop, other, rest, is_deep=True) if is_deep else other.columns.get(rest)


def _is_of_people(shop: Shop, column: Column) -> bool:
    """Whether the column is personal, or refers to somebody by a key that is."""
    others = shop.tables.get(column.refers or "")
    keys = [others.columns[name] for name in others.key] if others else []
    return any(map(is_personal, [column, *keys]))


def hidden(shop: Shop, table: Table) -> set[str]:
    """The columns that no index holds: what tells of a person, what facts tell of members, unless
    `told` names it, and what is calculated from them."""
    late = _with_calculated(table, set(table.late_columns))
    people = of_people(shop, table)
    return people | late.difference(table.search.told if table.search else ())


def of_people(shop: Shop, table: Table) -> set[str]:
    """The columns that tell of a person, and what is calculated from them."""
    return _with_calculated(table, {n for n, c in table.columns.items() if _is_of_people(shop, c)})


def _with_calculated(table: Table, gone: set[str]) -> set[str]:
    while True:
        calculated = {
            n
            for n, c in table.columns.items()
            if c.formula is not None and gone.intersection(one.name for one in names(c.formula))
        }
        if calculated <= gone:
            return gone
        gone |= calculated


def searched_part(shop: Shop, name: str) -> Shop:
    """The shop as far as it makes the members of one table: it, and the dimensions it refers to.

    Without facts, measures, history, what facts tell of members, and all that is personal.
    """
    kept: dict[str, Table] = {}
    waiting = [name]
    while waiting:
        table = _plain(shop, shop.tables[waiting.pop()])
        kept[table.name] = table
        waiting += [n for n in table.references.values() if n not in kept and n not in waiting]
    feeding = {
        source.name: replace(
            source, feeds={n: _without(f, kept[n]) for n, f in source.feeds.items() if n in kept}
        )
        for source in shop.sources.values()
        if kept.keys() & source.feeds.keys()
    }
    joined = {join.source for one in feeding.values() for join in _joins(one)}
    looked_up = {n: replace(shop.sources[n], feeds={}) for n in sorted(joined - feeding.keys())}
    tables = {n: kept[n] for n in shop.tables if n in kept}
    return replace(shop, tables=tables, sources=feeding | looked_up, dashboards={})


def _joins(source: Source) -> Iterator[Join]:
    for feed in source.feeds.values():
        yield from feed.joins.values()


def _plain(shop: Shop, table: Table) -> Table:
    search = table.search
    if search is not None:
        people = of_people(shop, table)
        told = {n: table.columns[n] for n in search.told if n not in people}
        search = replace(search, from_facts=told)
    gone = hidden(shop, table) | set(table.late_columns)
    columns = {
        n: replace(c, refers=None) if c.refers and not shop.feeds_of(c.refers) else c
        for n, c in table.known_columns.items()
        if n not in gone
    }
    label = table.label if table.label in columns else None
    merge = {n: order for n, order in table.merge.items() if n in columns}
    return replace(
        table, columns=columns, label=label, history=(), measures={}, merge=merge, search=search
    )


def _without(feed: Feed, table: Table) -> Feed:
    fields = {n: f for n, f in feed.fields.items() if n in table.columns}
    return replace(feed, fields=fields)
