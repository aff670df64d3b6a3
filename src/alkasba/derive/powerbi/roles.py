"""Which tables a model has: a dimension once, and again for each further part that it plays.

Power BI lets a table reach another in one way only. A sale whose customer and whose payer are both
customers, or a delivery whose supplier need not be its product's, thus needs the dimension twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop

CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference between two tables of the model; `reference` is the column that is declared."""

    start: str
    reference: str
    end: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The tables of a model, each with the declared table whose rows it shows, and their links."""

    tables: dict[str, str]
    links: tuple[Link, ...]

    def along(self, start: str, path: tuple[str, ...]) -> str:
        """The table of the model to which references lead."""
        ends = {(link.start, link.reference): link.end for link in self.links}
        for reference in path:
            start = ends[start, reference]
        return start

    def reached(self, start: str) -> list[str]:
        """The tables to which the links of a table lead."""
        found: list[str] = []
        for link in self.links:
            if link.start == start:
                found += [link.end, *self.reached(link.end)]
        return found


@dataclass(slots=True)
class _Growth:
    shop: Shop
    tables: dict[str, str]
    links: list[Link] = field(default_factory=list)

    def reached(self, start: str) -> set[str]:
        """The table and all to which its links lead."""
        found = {start}
        for link in self.links:
            if link.start == start:
                found |= self.reached(link.end)
        return found

    def link(self, start: str, reference: str) -> None:
        dimension = self.shop.tables[self.tables[start]].references[reference]
        is_own = self.tables[start] == start
        end = dimension if is_own and self.is_single(start, dimension) else None
        if end is None:
            end = self.role(start, reference, dimension)
        self.links.append(Link(start, reference, end))

    def is_single(self, start: str, end: str) -> bool:
        """Whether no table would reach another in two ways, were these linked."""
        after = self.reached(end)
        above = [table for table in self.tables if start in self.reached(table)]
        return all(not self.reached(table) & after for table in above)

    def role(self, start: str, reference: str, dimension: str) -> str:
        """Another part of the dimension, with all that it leads to itself."""
        is_of_fact = self.shop.tables[self.tables[start]].is_fact
        name = reference if is_of_fact else f"{start} {reference}"
        if self.tables.get(name, dimension) != dimension or name == dimension:
            name = f"{start} {reference}"
        if name not in self.tables:
            self.tables[name] = dimension
            for further in self.shop.tables[dimension].references:
                self.link(name, further)
        elif not self.is_single(start, name):
            raise NotExpressible(
                f"Power BI cannot tell the ways from {start} to {dimension} apart. "
                f"Rename '{reference}' in one of the facts that have it."
            )
        return name


def roles_of(shop: Shop) -> Roles:
    """The tables of the shop's model and how they are linked."""
    growth = _Growth(shop, {CALENDAR: CALENDAR} | {name: name for name in shop.tables})
    for table, reference in _in_order(shop):
        growth.link(table, reference)
    return Roles(growth.tables, tuple(growth.links))


def _in_order(shop: Shop) -> Iterator[tuple[str, str]]:
    """References of facts first, and first those that are called as their dimension."""
    for table in (*shop.facts.values(), *shop.dimensions.values()):
        for reference in sorted(table.references, key=lambda r: table.references[r] != r):
            yield table.name, reference
