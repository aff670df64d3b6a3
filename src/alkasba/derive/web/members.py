"""The pages of a dimension's members: which there are, and what is shown of one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alkasba.derive.catalogue import personal_class
from alkasba.derive.ddl import stored_columns
from alkasba.derive.measures import expand
from alkasba.derive.names import find_place, name_of
from alkasba.derive.query import Question, answerable
from alkasba.derive.sql import literal
from alkasba.derive.web.adding import adds_up
from alkasba.derive.web.reach import facts_of, places
from alkasba.errors import DeclarationError, UnknownName, did_you_mean
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.expression import Aggregate, Call, Expression, Name
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

MEASURES_OF_A_FACT = 2
MEASURES_OF_A_LIST = 4
CUTS = 2
MOST_BARS = 12
MOST_COLUMNS = 4
"""How much is shown; more is a dashboard's."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one fact tells of a member: `reference` is its column that names the member, `tiles`
    the numbers of its tiles on the page."""

    fact: str
    reference: str
    tiles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The page of a member: a dashboard that nobody declared, fact by fact."""

    table: Table
    key: str
    dashboard: Dashboard
    sections: tuple[Section, ...]


def has_pages(shop: Shop, table: Table) -> bool:
    """Whether its members have pages: those of a dimension that holds nothing personal.

    Not even pseudonyms: a page of all that one of them did would be about one person.
    """
    if table.is_fact or len(table.key) != 1:
        return False
    return not any(personal_class(shop, table, column) for column in table.columns.values())


def paged_tables(shop: Shop) -> list[Table]:
    """The dimensions whose members have pages."""
    return [table for table in shop.dimensions.values() if has_pages(shop, table)]


def find_paged(shop: Shop, name: str) -> Table:
    """The dimension of that name; raises UnknownName where its members have no pages."""
    known = [table.name for table in paged_tables(shop)]
    if name in known:
        return shop.tables[name]
    what = f"no table is called '{name}'.{did_you_mean(name, known)}"
    if name in shop.dimensions:
        what = f"the members of '{name}' have no pages: it holds personal data, or has a long key."
    elif name in shop.tables:
        what = f"'{name}' is a fact, and has no members."
    raise UnknownName(what, where="tables", next_step=f"Look at: {', '.join(known) or 'none'}.")


def label_of(table: Table) -> str:
    """The column that people read."""
    return table.label or table.key[0]


def list_columns(shop: Shop, table: Table) -> list[str]:
    """The columns of the list: label and key, then what groups the members, then others."""
    first = dict.fromkeys((label_of(table), table.key[0]))
    rest = [c for name, c in stored_columns(shop, table).items() if name not in first]
    rest.sort(key=lambda column: not _groups(column))
    return [*first, *(column.name for column in rest[:MOST_COLUMNS])]


def _groups(column: Column) -> bool:
    return column.refers is not None or column.type == "choice"


def list_measures(shop: Shop, table: Table) -> tuple[str, ...]:
    """The measures of the list: the main ones of each fact that can be cut by the dimension."""
    seen, found = Counter[str](), list[str]()
    for name in main_measures(shop):
        fact = shop.measures[name].table
        is_known = _knows(shop, name, table.name, table) and _is_cut(shop, name, table.name)
        if is_known and seen[fact] < MEASURES_OF_A_FACT:
            seen[fact] += 1
            found.append(name)
    return tuple(found[:MEASURES_OF_A_LIST])


def main_measures(shop: Shop) -> list[str]:
    """The measures, those first that most tiles show, then in the order of the declaration."""
    tiles = (tile for dashboard in shop.dashboards.values() for tile in dashboard.tiles)
    shown = Counter(name for tile in tiles for name in tile.measures)
    return sorted(shop.measures, key=lambda name: -shown[name])


def _knows(shop: Shop, measure: str, term: str, table: Table) -> bool:
    """Whether all facts of a measure can be cut by a term that means members of the dimension."""
    found = places(shop, facts_of(shop, (measure,)), term)
    wanted = (table.name, table.key[0])
    is_meant = bool(found) and all(place.means == wanted for place in (found or {}).values())
    return is_meant and _has_answer(shop, Tile("table", (measure,), (term,)))


def _is_cut(shop: Shop, measure: str, term: str) -> bool:
    """Whether a measure tells the values of a column apart, rather than the same beside each."""
    plan = expand(shop, (measure,), taken=set())
    told = [dict(part.only_by) for part in plan.parts.values() if part.only_by is not None]
    return places(shop, plan.tables, term) is not None and all(term in names for names in told)


def _has_answer(shop: Shop, tile: Tile) -> bool:
    """Whether a tile can be asked: what no question can tell is not shown."""
    try:
        answerable(shop, Question(tile.measures, tile.by, tile.where or None))
    except DeclarationError:
        return False
    return True


def member_page(shop: Shop, table: Table, key: str) -> MemberPage:
    """What is shown of a member: of every fact that refers to it numbers, months and parts."""
    tiles: list[Tile] = []
    sections: list[Section] = []
    for fact in _facts(shop):
        for reference, dimension in fact.references.items():
            if dimension != table.name:
                continue
            own = [
                one for one in _tiles(shop, fact, reference, table, key) if _has_answer(shop, one)
            ]
            numbers = range(len(tiles) + 1, len(tiles) + len(own) + 1)
            tiles += own
            sections += [Section(fact.name, reference, tuple(numbers))] if own else []
    dashboard = Dashboard(table.name, table.title, ("day",), tuple(tiles))
    return MemberPage(table, key, dashboard, tuple(sections))


def _facts(shop: Shop) -> list[Table]:
    """The facts, those first whose measures most tiles show."""
    facts = [shop.measures[name].table for name in main_measures(shop)]
    return [shop.tables[name] for name in dict.fromkeys((*facts, *shop.facts))]


def _tiles(shop: Shop, fact: Table, reference: str, table: Table, key: str) -> Iterator[Tile]:
    known = [name for name in main_measures(shop) if shop.measures[name].table == fact.name]
    known = [name for name in known if _knows(shop, name, reference, table)]
    where = f"{reference} = {literal(key)}"
    main = known[:MEASURES_OF_A_FACT]
    for name in main:
        yield Tile("number", (name,), where=where, compare="last_year")
    prices = [name for name in known if name not in main and is_price(shop, name)]
    for name in (one for one in (*main, *prices) if _is_cut(shop, one, "month")):
        yield Tile("line", (name,), ("month",), where, compare="last_year")
    for term in _cuts(shop, fact, reference, main):
        yield _cut(shop, tuple(sorted(main, key=lambda name: not adds_up(shop, name))), term, where)


def _cut(shop: Shop, measures: tuple[str, ...], term: str, where: str) -> Tile:
    """A level at its last count is a table; what adds up is bars, the longest first."""
    order = f"-{measures[0]}"
    if shop.measures[measures[0]].over_time is not None:
        return Tile("table", measures, (term,), where, order, MOST_BARS)
    return Tile("bar", measures[:1], (term,), where, order, MOST_BARS)


def _cuts(shop: Shop, fact: Table, reference: str, measures: Iterable[str]) -> list[str]:
    """What a fact is cut by beside the member: other references with pages, then choices."""
    others = [name for name, to in fact.references.items() if name != reference]
    terms = [name for name in others if has_pages(shop, shop.tables[fact.references[name]])]
    terms += [
        name
        for name, column in fact.columns.items()
        if column.choices and not personal_class(shop, fact, column)
    ]
    names = list(measures)
    usable = [term for term in terms if names and all(_is_cut(shop, one, term) for one in names)]
    return usable[:CUTS]


def is_price(shop: Shop, name: str) -> bool:
    """Whether a measure tells what one piece costs: the mean of a money column, or money over a
    sum of pieces, in the shop's currency.

    >>> from tests.derive.build import shop
    >>> is_price(shop(), "average_order")
    False
    """
    measure = shop.measures[name]
    if measure.unit != shop.currency:
        return False
    match measure.formula:
        case Aggregate(function="avg", argument=Name() as argument):
            place = find_place(shop, shop.tables[measure.table], name_of(str(argument)))
            return shop.tables[place.table].columns[place.column].type == "money"
        case Call(function="/", arguments=(_, below)):
            return _is_sum(shop, below)
    return False


def _is_sum(shop: Shop, formula: Expression) -> bool:
    match formula:
        case Name():
            measure = shop.measures.get(str(formula))
            return measure is not None and _is_sum(shop, measure.formula)
        case Aggregate(function="sum"):
            return True
    return False
