"""Measures taken apart: formulas over aggregations, each of one fact, with filter and time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from alkasba.derive.names import Place, find_own
from alkasba.errors import NotExpressible, UnknownName, did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, names
from alkasba.model.shop import Shop
from alkasba.model.table import Measure, OverTime, Table


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregation of one fact.

    What filters the rows of a measure is in `aggregate`. Of a level, `where` is what selects its
    series, because that also decides which days count. `only_by` names those of a question's
    columns that it is cut by, each with what its fact calls it; all where it is None.
    """

    table: str
    aggregate: Aggregate
    over_time: OverTime | None = None
    where: Expression | None = None
    only_by: tuple[tuple[str, str], ...] | None = None

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
        """The facts that must know all that a question is cut by."""
        whole = [part for part in self.parts.values() if part.only_by is None]
        return list(dict.fromkeys(part.table for part in whole or self.parts.values()))


@dataclass(slots=True)
class _Expansion:
    """Parts found so far, and the measures being expanded now."""

    shop: Shop
    taken: set[str]
    parts: dict[str, Part] = field(default_factory=dict)
    only_by: tuple[tuple[str, str], ...] | None = None

    def measure(self, name: str, above: tuple[str, ...]) -> Expression:
        if name in above:
            circle = " > ".join((*above[above.index(name) :], name))
            raise NotExpressible(f"the measure '{name}' is calculated from itself: {circle}.")
        measure = find_measure(self.shop, name)
        outside, self.only_by = self.only_by, self._only_by(measure)
        try:
            return self.formula(measure.formula, measure, (*above, name))
        finally:
            self.only_by = outside

    def _only_by(self, measure: Measure) -> tuple[tuple[str, str], ...] | None:
        if measure.only_by is None:
            return self.only_by
        if self.only_by is not None:
            raise NotExpressible(
                f"'{measure.name}' is only cut by what it names, and so is a measure that uses it."
            )
        return tuple(measure.only_by.items())

    def formula(
        self, expression: Expression, measure: Measure, above: tuple[str, ...]
    ) -> Expression:
        match expression:
            case Literal():
                return expression
            case Name() if str(expression) in self.shop.parameters:
                return Literal(self.shop.parameters[str(expression)].value)
            case Name():
                return self.measure(str(expression), above)
            case Aggregate():
                part = replace(part_of(self.shop, expression, measure), only_by=self.only_by)
                return Name(self.part(part))
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
        raise UnknownName(
            f"no measure is called '{name}'.{what}", next_step="See them all: alkasba ask"
        )
    return measures[name]


def expand(shop: Shop, measures: tuple[str, ...], *, taken: set[str]) -> Plan:
    """The measures as formulas over parts, whose names avoid `taken`."""
    expansion = _Expansion(shop, {*taken, *measures})
    formulas = {name: expansion.measure(name, ()) for name in measures}
    return Plan(formulas, expansion.parts)


def part_of(shop: Shop, aggregate: Aggregate, measure: Measure) -> Part:
    """The aggregation as a measure means it: with its filter and its time."""
    if is_days(aggregate):
        return Part(measure.table, aggregate)
    if measure.over_time is None:
        return Part(measure.table, _filtered(aggregate, measure.where))
    fact = shop.tables[measure.table]
    series, rest = split_series(fact, measure.where, lambda name: find_own(shop, fact, name))
    return Part(measure.table, _or_zero(_filtered(aggregate, rest)), measure.over_time, series)


def is_days(aggregate: Aggregate) -> bool:
    """Whether it counts the days that are looked at, and no rows."""
    return aggregate.function == "days"


def _filtered(aggregate: Aggregate, where: Expression | None) -> Aggregate:
    return Aggregate(aggregate.function, aggregate.argument, both(aggregate.where, where))


def _or_zero(aggregate: Aggregate) -> Aggregate:
    """The sum of a level: zero on a day that was counted and had no such row."""
    if aggregate.function != "sum" or aggregate.argument is None or aggregate.where is None:
        return aggregate
    nothing = Literal(Decimal(0))
    return Aggregate("sum", Call("case", (aggregate.where, aggregate.argument, nothing)))


def split_series(
    fact: Table, condition: Expression | None, find: Callable[[Name], Place]
) -> tuple[Expression | None, Expression | None]:
    """What of a condition selects days and series of a level, and what looks at its amounts.

    `warehouse = 'north'` selects a series: its last day is the last on which it was counted.
    `on_hand = 0` does not: the last day is that of all shelves, the empty ones or none of them.
    """
    series: Expression | None = None
    rest: Expression | None = None
    for part in conjuncts(condition):
        if any(_is_amount(fact, find(name)) for name in names(part)):
            rest = both(rest, part)
        else:
            series = both(series, part)
    return series, rest


def conjuncts(condition: Expression | None) -> Iterator[Expression]:
    """The conditions that must all hold, one by one."""
    match condition:
        case None:
            return
        case Call(function="and", arguments=arguments):
            for argument in arguments:
                yield from conjuncts(argument)
        case _:
            yield condition


def _is_amount(fact: Table, place: Place) -> bool:
    """Whether it is a number, a moment or a flag of the count itself."""
    if place.is_calendar or place.path or place.column == fact.day:
        return False
    return fact.columns[place.column].type not in ("code", "text", "choice", "day")


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
