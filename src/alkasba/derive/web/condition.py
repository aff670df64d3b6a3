"""The rows that a view looks at, as a condition of the formula language."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from alkasba.derive.measures import both
from alkasba.derive.names import name_of
from alkasba.derive.web.period import Period
from alkasba.errors import WrongValue
from alkasba.model.expression import Call, Expression, Literal
from alkasba.model.table import Column

NUMBERS = ("whole", "number", "money")
FLAGS = {"true": True, "false": False}


def in_period(period: Period) -> Expression | None:
    """Days of the period; nothing where it is all of them."""
    if period.first is None or period.last is None:
        return None
    day = name_of("day")
    first, last = Literal(period.first.isoformat()), Literal(period.last.isoformat())
    return both(Call(">=", (day, first)), Call("<=", (day, last)))


def is_one_of(term: str, column: Column, values: Sequence[str]) -> Expression:
    """Rows with one of the values; a blank one stands for rows that have none."""
    name = name_of(term)
    told = [_literal(term, column, value) for value in values if value]
    conditions: list[Expression] = [Call("in", (name, *told))] if told else []
    conditions += [Call("is_null", (name,))] if "" in values else []
    return conditions[0] if len(conditions) == 1 else Call("or", tuple(conditions))


def _literal(term: str, column: Column, value: str) -> Literal:
    if column.type == "flag" and value.lower() in FLAGS:
        return Literal(FLAGS[value.lower()])
    if column.type not in (*NUMBERS, "flag"):
        return Literal(value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if column.type == "flag" or not number.is_finite() or abs(number.adjusted()) > 30:
        kind = "true or false" if column.type == "flag" else "a number"
        raise WrongValue(
            f"{term} takes {kind}, not '{value}'.",
            where=term,
            next_step="Choose one of the values that the page offers.",
        )
    return Literal(number)
