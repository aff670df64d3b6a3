"""Columns that a formula of a fact uses, as DAX sees them from a row, or in a filter."""

from dataclasses import dataclass

from alkasba.derive.measures import free_name
from alkasba.derive.names import Place, column_of, find_own
from alkasba.derive.powerbi.dax import Blank, Told
from alkasba.derive.powerbi.names import Field
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Name
from alkasba.model.kind import KINDS
from alkasba.model.shop import Shop
from alkasba.model.table import Table


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one fact, and how the columns that they lead to are told."""

    shop: Shop
    roles: Roles
    fact: Table

    @property
    def day(self) -> Field:
        """The day on which the fact happened."""
        return Field(self.fact.name, str(self.fact.day))

    def variable(self, name: str) -> str:
        """A name for a variable; DAX would take one that a table has for that table."""
        return free_name(f"_{name}", {*self.roles.tables})

    def field(self, name: Name) -> Field:
        """The column that a name means: the fact's own, or one that its references lead to."""
        place = find_own(self.shop, self.fact, name)
        if place.is_calendar:
            return Field(CALENDAR, place.column)
        return Field(self.roles.along(self.fact.name, place.path), place.column)

    def from_row(self, name: Name | Aggregate) -> Told:
        """A name as seen from a row of the fact: other tables are reached by RELATED."""
        field, told = self._told(name)
        text = str(field) if field.table == self.fact.name else f"RELATED({field})"
        return Told(text, *told)

    def in_filter(self, name: Name | Aggregate) -> Told:
        """A name as a filter of columns tells it."""
        field, told = self._told(name)
        return Told(str(field), *told)

    def _told(self, name: Name | Aggregate) -> tuple[Field, tuple[str, Blank]]:
        if isinstance(name, Aggregate):
            raise NotExpressible("an aggregation stands inside an aggregation.")
        place = find_own(self.shop, self.fact, name)
        column = column_of(self.shop, place)
        if column.type == "moment":
            raise NotExpressible(
                f"'{name}' is a moment, and a model of Power BI has none: it knows no zones. "
                "Use the day beside it."
            )
        blank: Blank = "never" if self._is_always_there(place) else "empty"
        return self.field(name), (KINDS[column.type], blank)

    def _is_always_there(self, place: Place) -> bool:
        """Whether a row cannot be without it; of a member that is not known nothing is."""
        if place.path:
            return False
        if place.is_calendar or place.column == self.fact.day:
            return True
        column = self.fact.columns[place.column]
        is_stored = not column.is_late and column.refers is None
        return is_stored and (column.required or place.column in self.fact.key)
