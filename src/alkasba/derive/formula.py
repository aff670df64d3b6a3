"""A formula in DuckDB's words, by a table of rules; decimals stay decimals."""

from collections.abc import Callable

from alkasba.derive.sql import literal
from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, walk
from alkasba.model.telling import PRECEDENCE, binding, tell_call

Resolve = Callable[[Name], str]
Tell = Callable[[Expression], str]

WIDE_ONE = "CAST(1 AS DECIMAL(38, 0))"
EXACT_DIGITS = 10


def to_sql(
    expression: Expression,
    resolve: Resolve,
    *,
    is_wide: Callable[[Name], bool] = lambda name: False,
) -> str:
    """The expression over columns as `resolve` writes them: a name, or closed in parentheses.

    Products of decimals are computed in 38 digits; `is_wide` tells which names need no help for
    that: whole numbers, and sums. A quotient is a DOUBLE, empty where the divisor is zero; whoever
    stores it or adds it up makes it a decimal.
    """

    def tell(part: Expression) -> str:
        match part:
            case Literal(value=value):
                return literal(value)
            case Name():
                return resolve(part)
            case Aggregate():
                return aggregate_sql(part, tell)
            case Call(function=function, arguments=arguments):
                return _tell(function, arguments, tell, is_wide)

    return tell(expression)


def aggregate_sql(aggregate: Aggregate, tell: Tell) -> str:
    """An aggregation over the rows of one fact."""
    argument = exact(aggregate.argument, tell) if aggregate.argument else "*"
    filtered = f" FILTER (WHERE {tell(aggregate.where)})" if aggregate.where else ""
    return AGGREGATIONS[aggregate.function].format(argument) + filtered


AGGREGATIONS = {
    "sum": "SUM({})",
    "count": "COUNT({})",
    "count_distinct": "COUNT(DISTINCT {})",
    "min": "MIN({})",
    "max": "MAX({})",
    "avg": "AVG({})",
    "stddev": "STDDEV_SAMP({})",
}


def exact(expression: Expression, tell: Tell) -> str:
    """The expression, as a decimal where a division made it a DOUBLE: so sums have no order."""
    told = tell(expression)
    return f"CAST({told} AS DECIMAL(38, {EXACT_DIGITS}))" if _divides(expression) else told


def _divides(expression: Expression) -> bool:
    return any(
        (isinstance(part, Call) and part.function == "/") or isinstance(part, Aggregate)
        for part in walk(expression)
    )


def _tell(
    function: str,
    arguments: tuple[Expression, ...],
    tell: Tell,
    is_wide: Callable[[Name], bool],
) -> str:
    if function in RULES:
        return RULES[function](arguments, tell)
    if function == "*" and _may_overflow(arguments[0], is_wide):
        left, right = (_factor(argument, tell) for argument in arguments)
        return f"{WIDE_ONE} * {left} * {right}"
    if function not in (*PRECEDENCE, "case", *FUNCTIONS):
        raise NotExpressible(f"DuckDB has no word for '{function}'.")
    return tell_call(function, arguments, tell)


def _may_overflow(left: Expression, is_wide: Callable[[Name], bool]) -> bool:
    """Whether DuckDB would multiply in 18 digits: it widens only where one side is wide already."""
    match left:
        case Name():
            return not is_wide(left)
        case Call(function="*"):
            return False
    return True


def _factor(expression: Expression, tell: Tell) -> str:
    told = tell(expression)
    return told if binding(expression) > PRECEDENCE["*"] else f"({told})"


def _divide(arguments: tuple[Expression, ...], tell: Tell) -> str:
    left, right = arguments
    told = tell(left)
    dividend = told if binding(left) >= PRECEDENCE["*"] else f"({told})"
    return f"{dividend} / NULLIF({tell(right)}, 0)"


def _round(arguments: tuple[Expression, ...], tell: Tell) -> str:
    digits = tell(arguments[1]) if len(arguments) > 1 else "0"
    return f"ROUND({exact(arguments[0], tell)}, {digits})"


FUNCTIONS = ("coalesce", "abs", "least", "greatest", "day", "month", "quarter", "year")
RULES: dict[str, Callable[[tuple[Expression, ...], Tell], str]] = {
    "/": _divide,
    "round": _round,
}
"""What DuckDB says otherwise than the formula language does."""
