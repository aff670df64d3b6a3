"""Columns and measures of the model as visuals refer to them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alkasba.derive.powerbi.captions import caption
from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.names import COMPARED, field_of, label_of, over_time_name
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.roles import CALENDAR, Roles, roles_of
from alkasba.derive.web.reach import column_at, places
from alkasba.derive.web.telling import heading
from alkasba.derive.web.words import say
from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop
from alkasba.model.table import Table

Places = dict[str, dict[str, list[dict[str, object]]]]
"""The fields of a visual, by the place in which they stand."""


@dataclass(frozen=True, slots=True)
class Named:
    """A column or a measure of a table of the model; `caption` is what people read."""

    table: str
    name: str
    caption: str
    is_measure: bool = False

    @property
    def reference(self) -> str:
        """What visuals call it by."""
        return f"{self.table}.{self.name}"

    def expression(self, source: str | None = None) -> dict[str, object]:
        """The reference as a query writes it; `source` is the table's name inside of the query."""
        of = {"Source": source} if source else {"Entity": self.table}
        kind = "Measure" if self.is_measure else "Column"
        return {kind: {"Expression": {"SourceRef": of}, "Property": self.name}}


@dataclass(frozen=True, slots=True)
class Model:
    """The shop, with the tables, columns and measures of its model, in the language in which the
    report is read."""

    shop: Shop
    roles: Roles
    language: str
    measures: frozenset[str]
    columns: Mapping[str, frozenset[str]]

    def column(self, facts: list[str], term: str) -> Named:
        """The column that a term means in all of these facts."""
        found = field_of(self.shop, self.roles, facts, term)
        return self._there(found.table, found.column, term)

    def of_table(self, table: Table, name: str) -> Named:
        """A column of a dimension; a reference is told by its member's label."""
        if name in table.references:
            end = self.roles.along(table.name, (name,))
            return self._there(end, label_of(self.shop, self.roles, end), name)
        return self._there(table.name, name, name)

    def _there(self, table: str, name: str, term: str) -> Named:
        """The column, where the model has it; a label that is kept apart gives way to the key."""
        has = self.columns[table]
        if name not in has and table != CALENDAR:
            declared = self.shop.tables[self.roles.tables[table]]
            name = declared.key[0] if name == declared.label else name
        if name not in has:
            raise NotExpressible(f"the model of Power BI has no column for '{term}'.")
        return Named(table, name, self.caption(term))

    def day(self) -> Named:
        """The calendar's day, which periods are chosen by."""
        return Named(CALENDAR, "day", say(self.language, "period"))

    def filter_column(self, facts: Iterable[str], term: str) -> tuple[Named, str] | None:
        """The column that a filter chooses by, and what it holds: that of the first fact that
        knows the term."""
        for fact in facts:
            if places(self.shop, [fact], term):
                return self.column([fact], term), column_at(self.shop, [fact], term).type
        return None

    def measure(self, name: str) -> Named:
        return Named(self.shop.measures[name].table, name, self.caption(name), is_measure=True)

    def compared(self, name: str, compare: str) -> tuple[Named, ...]:
        """The measure of the earlier period, and the change since; nothing where it has none."""
        kinds = zip(COMPARED[compare], (compare, "change"), strict=True)
        told = [(over_time_name(name, kind), say(self.language, word)) for kind, word in kinds]
        if any(measure not in self.measures for measure, _ in told):
            return ()
        table, caption = self.shop.measures[name].table, self.caption(name)
        return tuple(
            Named(table, measure, f"{caption} · {word}", is_measure=True) for measure, word in told
        )

    def caption(self, term: str) -> str:
        """What people read: as words.toml says, else the name itself."""
        known = self.shop.words.names.get(self.language, {})
        told = known.get(term) or known.get(term.rpartition(".")[2])
        return told or (heading(term) if "." in term else caption(self.shop, term, self.language))

    def reaches(self, fact: str, table: str) -> bool:
        """Whether what is chosen in a table of the model chooses rows of a fact."""
        return table == CALENDAR or table in self._reached(fact)

    def _reached(self, start: str) -> set[str]:
        further = (link.end for link in self.roles.links if link.start == start)
        return {start}.union(*(self._reached(table) for table in further))


def model_of(shop: Shop, language: str) -> Model:
    """The model of a shop as its report sees it."""
    roles = roles_of(shop)
    offered = offered_measures(shop, Measures(shop, roles))
    columns = {table: frozenset(columns_of(shop, roles, table)) for table in roles.tables}
    return Model(shop, roles, language, frozenset(one.name for one in offered), columns)


def projection(field: Named, number: int = 0) -> dict[str, object]:
    """A field in one of the places that a visual has for fields; of those called alike, that of a
    number."""
    return {
        "field": field.expression(),
        "queryRef": field.reference,
        "nativeQueryRef": f"{field.name}{number or ''}",
        "displayName": field.caption,
    }


def places_of(**fields: Iterable[Named]) -> Places:
    """The fields of each place; places without one are left out.

    A field stands in a visual once. Where two are called alike, such as the names of two products
    that sell together, the second is numbered.
    """
    places: Places = {}
    seen: set[str] = set()
    alike = Counter[str]()
    for place, named in fields.items():
        for field in named:
            if field.reference not in seen:
                seen.add(field.reference)
                found = places.setdefault(place, {"projections": []})
                found["projections"].append(projection(field, alike[field.name]))
                alike[field.name] += 1
    return places


def drilled(places: Places, place: str) -> Places:
    """The places, of which one shows its first field; the others are what it is drilled into."""
    levels = enumerate(places[place]["projections"])
    shown = [{**one, "active": number == 0} for number, one in levels]
    return {**places, place: {"projections": shown}}
