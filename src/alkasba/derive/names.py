"""Where a name of a question stands, seen from one fact: its columns, dimensions, the calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from alkasba.errors import Ambiguous, DeclarationError, UnknownName, WrongValue, did_you_mean
from alkasba.model.expression import Name
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table
from alkasba.model.ways import end_of, ways

_MONTH, _QUARTER, _WEEK = r"\d{4}-(0[1-9]|1[0-2])", r"\d{4}-Q[1-4]", r"\d{4}-W[0-5]\d"
CALENDAR = {
    column.name: column
    for column in (
        Column("day", "day"),
        Column("month", "text", pattern=_MONTH, about="a month is written '2025-03'"),
        Column("month_of_year", "whole"),
        Column("quarter", "text", pattern=_QUARTER, about="a quarter is written '2025-Q1'"),
        Column("year", "whole"),
        Column("week", "text", pattern=_WEEK, about="a week is written '2025-W09'"),
        Column("weekday", "whole"),
        Column("day_of_month", "whole"),
        Column("fiscal_year", "whole"),
        Column("fiscal_quarter", "text", pattern=_QUARTER, about="it is written '2025-Q1'"),
        Column("is_weekend", "flag"),
        Column("is_holiday", "flag"),
    )
}
"""The columns of the calendar; weekday 1 is Monday."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column and the references that lead to it.

    `means` is the same for places that hold the same thing in different facts: the table and the
    column, for a reference the dimension and its key. `table` is "calendar" for the fact's own day.
    """

    path: tuple[str, ...]
    table: str
    column: str
    means: tuple[str, str]

    @property
    def is_calendar(self) -> bool:
        return self.table == "calendar"

    def __str__(self) -> str:
        return ".".join((*self.path, self.column) if self.path else (self.table, self.column))


def name_of(term: str) -> Name:
    """A dotted term as a name."""
    of, _, name = term.rpartition(".")
    return Name(name, of or None)


def find_place(shop: Shop, fact: Table, name: Name) -> Place:
    """The one place that a question means by a name; raises UnknownName or Ambiguous."""
    places = list(dict.fromkeys(_places(shop, fact, name)))
    found = [place for place in places if not _is_vaulted(shop, place)] or places
    # The key of a dimension is called otherwise in the fact: what is called so comes first.
    found = [place for place in found if place.column == name.name] or found
    if len(found) == 1:
        return _not_vaulted(shop, found[0])
    if found:
        choices = ", ".join(sorted(map(str, found)))
        raise Ambiguous(f"'{name}' of {fact.name} can be {choices}. Write it in full.")
    known = list(reachable_names(shop, fact))
    raise UnknownName(
        f"{fact.name} cannot be cut or filtered by '{name}'.{did_you_mean(str(name), known)}"
        f" It knows: {', '.join(known)}."
    )


def places_known(shop: Shop, fact: Table, name: Name) -> list[Place]:
    """The place that a question means by a name, or none where the fact does not know it."""
    try:
        return [find_place(shop, fact, name)]
    except DeclarationError:
        return []


def find_own(shop: Shop, fact: Table, name: Name) -> Place:
    """The place that a measure's own formula means: its fact's columns before anything else."""
    if name.of is None and name.name in fact.columns:
        return _not_vaulted(shop, _place(shop, fact, (), name.name))
    return find_place(shop, fact, name)


def same_meaning(term: str, places: dict[str, Place]) -> None:
    """Refuse a term that means different things in different facts."""
    meanings = {p.means if not _is_own(fact, p) else p.column for fact, p in places.items()}
    if len(meanings) > 1:
        choices = ", ".join(f"{fact}: {place}" for fact, place in places.items())
        raise Ambiguous(f"'{term}' is not the same in every fact ({choices}). Write it in full.")


def _is_own(fact: str, place: Place) -> bool:
    return place.means == (fact, place.column)


def column_of(shop: Shop, place: Place) -> Column:
    """The column at a place, as the warehouse holds it: a pseudonym is a text."""
    if place.is_calendar:
        return CALENDAR[place.column]
    table = shop.tables[place.table]
    column = table.columns[place.column]
    return replace(column, type="code") if shop.is_pseudonym(table, column) else column


def reachable_names(shop: Shop, fact: Table) -> Iterator[str]:
    """What the fact can be cut by, each name so long that it has one meaning."""
    ends = {path: end_of(shop, fact, path) for path in ways(shop, fact)}
    others = {*CALENDAR, *(name for end in ends.values() for name in end.columns)}
    for name, column in fact.columns.items():
        if not shop.is_vaulted(fact, column):
            is_plain = name in fact.references or name not in others
            yield name if is_plain else f"{fact.name}.{name}"
    for path, end in ends.items():
        for name, column in end.columns.items():
            if not shop.is_vaulted(end, column) and name not in end.key:
                yield ".".join((*path, name))
    yield from CALENDAR


def _places(shop: Shop, fact: Table, name: Name) -> Iterator[Place]:
    if name.of is None:
        yield from _bare(shop, fact, name.name)
        return
    head, *middle = name.of.split(".")
    if head in (fact.name, "calendar") and head not in fact.references and not middle:
        yield from _of_fact_or_calendar(shop, fact, head, name.name)
        return
    for start in _starts(shop, fact, head):
        path = (*start, *middle)
        if _leads(shop, fact, path) and name.name in end_of(shop, fact, path).columns:
            yield _place(shop, fact, path, name.name)


def _of_fact_or_calendar(shop: Shop, fact: Table, head: str, word: str) -> Iterator[Place]:
    if head == "calendar" and word in CALENDAR:
        yield _calendar(word)
    if head == fact.name and word in fact.columns:
        yield _place(shop, fact, (), word)


def _bare(shop: Shop, fact: Table, word: str) -> Iterable[Place]:
    if word in CALENDAR:
        return [_calendar(word)]
    if word in fact.references:
        return [_place(shop, fact, (), word)]
    dimension = [
        _place(shop, fact, path[:-1], path[-1])
        for path in ways(shop, fact)
        if end_of(shop, fact, path).name == word
    ]
    return dimension or _columns_called(shop, fact, word)


def _columns_called(shop: Shop, fact: Table, word: str) -> Iterator[Place]:
    for path in ((), *ways(shop, fact)):
        if word in end_of(shop, fact, path).columns:
            yield _place(shop, fact, path, word)


def _calendar(word: str) -> Place:
    return Place((), "calendar", word, ("calendar", word))


def _starts(shop: Shop, fact: Table, head: str) -> list[tuple[str, ...]]:
    """The paths that a first word can mean: a reference of the fact, else of a dimension."""
    if head in fact.references:
        return [(head,)]
    return [p for p in ways(shop, fact) if head in (p[-1], end_of(shop, fact, p).name)]


def _leads(shop: Shop, fact: Table, path: tuple[str, ...]) -> bool:
    table = fact
    for reference in path:
        if reference not in table.references:
            return False
        table = shop.tables[table.references[reference]]
    return True


def _place(shop: Shop, fact: Table, path: tuple[str, ...], column: str) -> Place:
    """A declared column; the key of a dimension is found in the column that refers to it.

    So an orphan shows the key that its origin wrote, and no join is needed.
    """
    table = end_of(shop, fact, path)
    if path and table.key == (column,):
        return _place(shop, fact, path[:-1], path[-1])
    refers = table.columns[column].refers
    means = (refers, shop.tables[refers].key[0]) if refers else (table.name, column)
    return Place(path, table.name, column, means)


def _is_vaulted(shop: Shop, place: Place) -> bool:
    if place.is_calendar:
        return False
    table = shop.tables[place.table]
    return shop.is_vaulted(table, table.columns[place.column])


def _not_vaulted(shop: Shop, place: Place) -> Place:
    if _is_vaulted(shop, place):
        raise WrongValue(f"'{place}' is personal: it is kept apart and no question reaches it.")
    return place
