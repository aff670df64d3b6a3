"""Measures in DAX: formulas over other measures and over aggregations of their own fact."""

from dataclasses import dataclass, field

from alkasba.derive.measures import Part, find_measure, is_days, part_of
from alkasba.derive.powerbi.aggregations import aggregation
from alkasba.derive.powerbi.dax import LOOSEST, Told, told
from alkasba.derive.powerbi.kept import only_by
from alkasba.derive.powerbi.levels import level
from alkasba.derive.powerbi.names import Field, measure_in_dax, table_in_dax
from alkasba.derive.powerbi.parameters import value_of
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.rows import Rows
from alkasba.model.expression import Aggregate, Name
from alkasba.model.shop import Shop
from alkasba.model.table import Measure


@dataclass(slots=True)
class Measures:
    """The measures of a shop in DAX; each is told once, and by name where another uses it."""

    shop: Shop
    roles: Roles
    found: dict[str, Told] = field(default_factory=dict)

    def tell(self, name: str) -> Told:
        """The measure's expression."""
        if name not in self.found:
            measure = find_measure(self.shop, name)
            text = told(measure.formula, lambda part: self._part(measure, part))
            if measure.only_by is not None:
                text = Told(
                    only_by(self.shop, self.roles, measure, text.text), text.kind, text.blank
                )
            self.found[name] = text
        return self.found[name]

    def _part(self, measure: Measure, part: Name | Aggregate) -> Told:
        if isinstance(part, Name) and part.name in self.shop.parameters:
            return value_of(part.name)
        if isinstance(part, Name):
            used = self.tell(part.name)
            return Told(measure_in_dax(part.name), used.kind, used.blank)
        return self._aggregate(part_of(self.shop, part, measure))

    def _aggregate(self, part: Part) -> Told:
        rows = Rows(self.shop, self.roles, self.shop.tables[part.table])
        if is_days(part.aggregate):
            return _days(rows)
        if part.over_time is None:
            return aggregation(rows, part)
        return level(rows, part, part.over_time)


def _days(rows: Rows) -> Told:
    """The days in view, from the first of the fact to its last."""
    table, day = table_in_dax(rows.fact.name), Field(CALENDAR, "day")
    first, last = rows.variable("first_day"), rows.variable("last_day")
    text = (
        f"VAR {first} = CALCULATE(MIN({rows.day}), ALL({table}))\n"
        f"VAR {last} = CALCULATE(MAX({rows.day}), ALL({table}))\n"
        f"RETURN COUNTROWS(FILTER({table_in_dax(CALENDAR)}, {day} >= {first} && {day} <= {last}))"
    )
    return Told(text, "number", "zero", LOOSEST)
