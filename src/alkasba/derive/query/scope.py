"""One fact and the tables it is joined with, as names are resolved in it."""

from dataclasses import dataclass, field

from alkasba.derive.ddl import cast_sql
from alkasba.derive.formula import to_sql
from alkasba.derive.names import Place, column_of, find_own, find_place
from alkasba.derive.query.steps import named, select
from alkasba.derive.sql import literal, quoted
from alkasba.model.expression import Expression, Name
from alkasba.model.meaning import decimals_of
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Table

VERSION = "version.key"
TRUE_DAY = ("weekday", "day_of_month", "is_weekend", "is_holiday")
"""What belongs to the day itself, and stays with it when a comparison shifts the day."""


@dataclass(slots=True)
class Scope:
    """Resolves names of one fact to SQL, and remembers the joins they need.

    `shift` is an interval (`1 YEAR`) by which the question sees the fact's day later than it was.
    """

    shop: Shop
    fact: Table
    shift: str | None = None
    as_now: bool = False
    joins: dict[str, str] = field(default_factory=dict)

    @property
    def true_day(self) -> str:
        """SQL of the day on which the fact happened."""
        return f"{quoted(self.fact.name)}.{quoted(str(self.fact.day))}"

    @property
    def day(self) -> str:
        """SQL of the day as the question sees it."""
        return self.true_day if self.shift is None else f"{self._later()}.day"

    def is_period(self, place: Place) -> bool:
        """Whether a place tells when: a column of the calendar, or the fact's day."""
        return place.is_calendar or (not place.path and place.column == self.fact.day)

    def find(self, name: Name) -> Place:
        return find_place(self.shop, self.fact, name)

    def sql(self, place: Place) -> str:
        """The column at a place, as the question sees it."""
        if place.is_calendar:
            return self._calendar(place.column)
        if not place.path and place.column == self.fact.day:
            return self.day
        if not place.path:
            return self.raw(place.column)
        return f"{self._alias(place.path)}.{quoted(place.column)}"

    def raw(self, name: str) -> str:
        """A column of the fact itself, as the warehouse holds it."""
        column = self.fact.columns[name]
        if column.is_late and column.formula is not None:
            return self._calculated(column, column.formula)
        return f"{quoted(self.fact.name)}.{quoted(name)}"

    def _calculated(self, column: Column, formula: Expression) -> str:
        """What of the fact is not stored: of the day on which it happened, never shifted."""
        told = to_sql(formula, self.own, is_wide=self.is_whole)
        sql = cast_sql(told, column, self.shop.calendar.timezone)
        if column.missing is None:
            return sql
        return f"COALESCE({sql}, {literal(column.missing)})"

    def asked(self, name: Name) -> str:
        """A name of the question's own condition."""
        return self._local(self.find(name))

    def own(self, name: Name) -> str:
        """A name of a measure's formula: of the fact as it happened, never shifted."""
        place = find_own(self.shop, self.fact, name)
        if not place.path and place.column == self.fact.day:
            return self.true_day
        return self._local(place)

    def asked_column(self, name: Name) -> Column:
        return column_of(self.shop, self.find(name))

    def own_column(self, name: Name) -> Column:
        return column_of(self.shop, find_own(self.shop, self.fact, name))

    def own_decimals(self, expression: Expression) -> int:
        """How many decimals an expression over the fact's own names has."""
        return decimals_of(expression, self.own_column)

    def is_whole(self, name: Name) -> bool:
        return self.own_column(name).type == "whole"

    def _local(self, place: Place) -> str:
        """The column; a moment as the shop's clock showed it, so that it has days and months."""
        if column_of(self.shop, place).type == "moment":
            return f"({self.sql(place)} AT TIME ZONE {literal(self.shop.calendar.timezone)})"
        return self.sql(place)

    def _calendar(self, column: str) -> str:
        if column == "day":
            return self.day
        if self.shift is not None and column not in TRUE_DAY:
            return f"{self._later()}.{quoted(column)}"
        self.joins["calendar"] = f"LEFT JOIN calendar ON calendar.day = {self.true_day}"
        return f"calendar.{quoted(column)}"

    def _later(self) -> str:
        """The calendar of the shifted day. What lies beyond it has nothing to be compared with."""
        alias = quoted("later.calendar")
        day = f"CAST({self.true_day} + INTERVAL {self.shift} AS DATE)"
        self.joins[alias] = f"JOIN calendar AS {alias} ON {alias}.day = {day}"
        return alias

    def _alias(self, path: tuple[str, ...]) -> str:
        if not path:
            return quoted(self.fact.name)
        alias = quoted(".".join(("to", *path)) if path[0] == self.fact.name else ".".join(path))
        if alias not in self.joins:
            *before, reference = path
            owner = self._alias(tuple(before))
            self.joins[alias] = self._join(path, alias, f"{owner}.{quoted(f'{reference}_key')}")
        return alias

    def _join(self, path: tuple[str, ...], alias: str, key: str) -> str:
        table = self.fact
        for reference in path:
            table = self.shop.tables[table.references[reference]]
        if self.as_now and table.history:
            source, own_key = now_name(table), VERSION
        else:
            source, own_key = table.name, f"{table.name}_key"
        return f"LEFT JOIN {_as(source, alias)} ON {alias}.{quoted(own_key)} = {key}"

    def select(
        self, columns: dict[str, str], where: list[str], *, join: str = "", source: str = ""
    ) -> str:
        """The columns of the fact's rows in groups, with every join needed to tell them.

        `source` takes the place of the fact, under its name.
        """
        if self.shift is not None:
            self._later()
        rows = source or quoted(self.fact.name)
        joined = " ".join((f"FROM {rows}", *self.joins.values(), join))
        return select(named(columns), joined, where)


def _as(table: str, alias: str) -> str:
    return quoted(table) if quoted(table) == alias else f"{quoted(table)} AS {alias}"


def now_name(table: Table) -> str:
    """What the step is called that tells each version of a dimension with its current values."""
    return f"{table.name}.now"


def now_sql(table: Table) -> str:
    """Each version's key beside the current version of the same member."""
    key, natural = quoted(f"{table.name}_key"), quoted(table.key[0])
    current = f"MAX({key}) FILTER (WHERE is_current) OVER (PARTITION BY {natural})"
    versions = f"SELECT {key}, COALESCE({current}, {key}) AS current_key FROM {quoted(table.name)}"
    return (
        f"SELECT version.{key} AS {quoted(VERSION)}, latest.* FROM ({versions}) AS version "
        f"JOIN {quoted(table.name)} AS latest ON latest.{key} = version.current_key"
    )
