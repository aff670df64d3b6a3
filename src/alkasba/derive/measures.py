"""Measures taken apart: formulas over aggregations, each of one fact, with filter and time."""

from dataclasses import dataclass, field

from alkasba.errors import NotExpressible, UnknownName, did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, names
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, OverTime


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregation of one fact.

    The filter of a measure is in `aggregate.where`; that of a level is in `where`, because it also
    decides which days count.
    """

    table: str
    aggregate: Aggregate
    over_time: OverTime | None = None
    where: Expression | None = None

    @property
    def is_additive(self) -> bool:
        """Whether nothing is zero: a sum or a count of rows, not a level."""
        counts = self.aggregate.function in ("sum", "count", "count_distinct")
        return counts and self.over_time is None


@dataclass(frozen=True, slots=True)
class Plan:
    """The formulas of the measures asked for, over the names of the parts they need."""

    formulas: dict[str, Expression]
    parts: dict[str, Part]

    @property
    def tables(self) -> list[str]:
        return list(dict.fromkeys(part.table for part in self.parts.values()))


@dataclass(slots=True)
class _Expansion:
    """Parts found so far, and the measures being expanded now."""

    shop: Shop
    taken: set[str]
    parts: dict[str, Part] = field(default_factory=dict)

    def measure(self, name: str, above: tuple[str, ...]) -> Expression:
        if name in above:
            circle = " > ".join((*above[above.index(name) :], name))
            raise NotExpressible(f"the measure '{name}' is calculated from itself: {circle}.")
        measure = find_measure(self.shop, name)
        return self.formula(measure.formula, measure, (*above, name))

    def formula(
        self, expression: Expression, measure: Measure, above: tuple[str, ...]
    ) -> Expression:
        match expression:
            case Literal():
                return expression
            case Name():
                return self.measure(str(expression), above)
            case Aggregate():
                return Name(self.part(_part(expression, measure)))
            case Call(function=function, arguments=arguments):
                told = tuple(self.formula(argument, measure, above) for argument in arguments)
                return Call(function, told)

    def part(self, part: Part) -> str:
        """The name of a part; the same part has one name however often it is used."""
        for name, known in self.parts.items():
            if known == part:
                return name
        name = free_name(_describe(part.aggregate), {*self.taken, *self.parts})
        self.parts[name] = part
        return name


def find_measure(shop: Shop, name: str) -> Measure:
    """The measure of that name; raises UnknownName with the nearest one."""
    measures = shop.measures
    if name not in measures:
        columns = {column for table in shop.tables.values() for column in table.columns}
        what = " It is a column: cut by it." if name in columns else did_you_mean(name, measures)
        raise UnknownName(f"no measure is called '{name}'.{what}")
    return measures[name]


def expand(shop: Shop, measures: tuple[str, ...], *, taken: set[str]) -> Plan:
    """The measures as formulas over parts, whose names avoid `taken`."""
    expansion = _Expansion(shop, {*taken, *measures})
    formulas = {name: expansion.measure(name, ()) for name in measures}
    return Plan(formulas, expansion.parts)


def _part(aggregate: Aggregate, measure: Measure) -> Part:
    if measure.over_time is not None:
        return Part(measure.table, aggregate, measure.over_time, measure.where)
    where = both(aggregate.where, measure.where)
    return Part(measure.table, Aggregate(aggregate.function, aggregate.argument, where))


def both(first: Expression | None, second: Expression | None) -> Expression | None:
    """Two conditions as one."""
    if first is None or second is None:
        return first or second
    return Call("and", (first, second))


def _describe(aggregate: Aggregate) -> str:
    used = [name.name for name in names(aggregate.argument)] if aggregate.argument else ["rows"]
    return "_".join((aggregate.function, *dict.fromkeys(used)))[:60]


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
