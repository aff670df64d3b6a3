"""The shop: everything its owner declared, read and checked as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from alkasba.errors import UnknownName, did_you_mean
from alkasba.model.dashboard import Dashboard
from alkasba.model.parameter import Parameter
from alkasba.model.policy import Policy
from alkasba.model.rates import Rates
from alkasba.model.source import Feed, Source
from alkasba.model.table import Column, Measure, Table
from alkasba.model.words import Words


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides a day: the zone, the fiscal year's start, the holidays (day, country, name)."""

    timezone: str = "UTC"
    fiscal_year_starts: int = 1
    holidays: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """All declarations of one shop. `folder` is where relative paths start."""

    folder: Path
    name: str
    currency: str
    calendar: Calendar
    tables: dict[str, Table]
    sources: dict[str, Source]
    dashboards: dict[str, Dashboard] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    rates: Rates | None = None
    words: Words = field(default_factory=Words)
    parameters: dict[str, Parameter] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Table]:
        return {n: t for n, t in self.tables.items() if t.is_fact}

    @property
    def dimensions(self) -> dict[str, Table]:
        return {n: t for n, t in self.tables.items() if not t.is_fact}

    @property
    def measures(self) -> dict[str, Measure]:
        return {n: m for t in self.tables.values() for n, m in t.measures.items()}

    def with_values(self, values: Iterable[tuple[str, Decimal]]) -> "Shop":
        """The shop with parameters as they are set; raises a DeclarationError for what is none."""
        parameters = dict(self.parameters)
        for name, value in values:
            if name not in parameters:
                raise UnknownName(
                    f"no parameter is called '{name}'.{did_you_mean(name, parameters)}",
                    where=name,
                    next_step=f"The shop has: {', '.join(parameters) or 'none'}.",
                )
            parameters[name] = parameters[name].at(value)
        return replace(self, parameters=parameters) if parameters else self

    def feeds_of(self, table: str) -> list[Feed]:
        """The feeds of a table, in the order of the sources' names."""
        sources = (self.sources[name] for name in sorted(self.sources))
        return [source.feeds[table] for source in sources if table in source.feeds]

    def places_of(self, source: str) -> tuple[str, ...]:
        """The places of rows that any feed or join reads from a source."""
        feeds = [feed for one in self.sources.values() for feed in one.feeds.values()]
        rows = [feed.rows for feed in feeds if feed.source == source]
        joins = [join for feed in feeds for join in feed.joins.values()]
        rows += [join.rows for join in joins if join.source == source]
        return tuple(dict.fromkeys(rows))

    def is_converted(self, table: Table) -> bool:
        """Whether what the table holds depends on the shop's rates."""
        return self.rates is not None and bool(table.converted)

    @property
    def inferred(self) -> set[str]:
        """Dimensions that no source feeds: their members are those that facts refer to."""
        return {name for name in self.dimensions if not self.feeds_of(name)}

    def is_merged(self, table: Table) -> bool:
        """Whether rows of several sources become one member."""
        return not table.is_fact and (bool(table.merge) or len(self.feeds_of(table.name)) > 1)

    def is_hidden(self, column: Column) -> bool:
        """Whether the column is personal and of a class that stays out of the warehouse."""
        if column.personal in (None, "none"):
            return False
        return not self.policy.classes[str(column.personal)].analytic

    def is_pseudonym(self, table: Table, column: Column) -> bool:
        """Whether the warehouse holds a keyed pseudonym in place of this column's value."""
        if column.refers is not None:
            target = self.tables[column.refers]
            return self.is_pseudonym(target, target.columns[target.key[0]])
        return self.is_hidden(column) and (
            column.name in table.key or column.personal == "identifier"
        )

    def is_vaulted(self, table: Table, column: Column) -> bool:
        """Whether the column's value lives in the vault alone."""
        return self.is_hidden(column) and not self.is_pseudonym(table, column)
