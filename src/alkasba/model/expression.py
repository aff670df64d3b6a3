"""The formula language as a small tree; `read_formula` makes it, `derive` tells it to a target."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true or false."""

    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    """A column or a measure; `of` is the reference it is reached through (`product.unit_cost`)."""

    name: str
    of: str | None = None

    def __str__(self) -> str:
        return f"{self.of}.{self.name}" if self.of else self.name


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator over its arguments: `+`, `and`, `in`, `case`, `round` ..."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregation over the rows of one fact: sum, count, count_distinct, min, max, avg, stddev;
    or `days`, the number of days that are looked at."""

    function: str
    argument: "Expression | None" = None
    where: "Expression | None" = field(default=None)


Expression = Literal | Name | Call | Aggregate


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything below it, parents first."""
    yield expression
    match expression:
        case Call(arguments=arguments):
            for argument in arguments:
                yield from walk(argument)
        case Aggregate(argument=argument, where=where):
            for part in (argument, where):
                if part is not None:
                    yield from walk(part)


def names(expression: Expression) -> list[Name]:
    """Every name used, in order of appearance, repeated as often as used."""
    return [part for part in walk(expression) if isinstance(part, Name)]


def aggregates(expression: Expression) -> list[Aggregate]:
    """Every aggregation used."""
    return [part for part in walk(expression) if isinstance(part, Aggregate)]
