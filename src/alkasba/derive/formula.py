"""A formula in DuckDB's words, by a table of rules; decimals stay decimals."""

from collections.abc import Callable
from decimal import Decimal
from statistics import NormalDist

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
    decimals: Callable[[Expression], int] | None = None,
) -> str:
    """The expression over columns as `resolve` writes them: a name, or closed in parentheses.

    Products of decimals are computed in 38 digits; `is_wide` tells which names need no help for
    that: whole numbers, and sums. A quotient is a DOUBLE, empty where the divisor is zero; whoever
    stores it or adds it up makes it a decimal. `decimals` tells how many an expression has: where
    one of several values is taken, they are brought to the most of them, as DuckDB would cut them.
    """

    def tell(part: Expression) -> str:
        match part:
            case Literal(value=value):
                return literal(value)
            case Name():
                return resolve(part)
            case Aggregate():
                return aggregate_sql(part, tell)
            case Call(function="case" | "coalesce" | "least" | "greatest"):
                return tell_call(part.function, part.arguments, _alike(part, tell, decimals))
            case Call(function=function, arguments=arguments):
                return _tell(function, arguments, tell, is_wide)

    return tell(expression)


def _alike(call: Call, tell: Tell, decimals: Callable[[Expression], int] | None) -> Tell:
    """How the arguments of a call are told of which one is taken.

    Of a product of 38 digits beside a number with more decimals DuckDB keeps the digits before the
    point, and cuts those behind it.
    """
    values = taken_of(call)
    if decimals is None or not any(map(_has_product, values)):
        return tell
    most = max(map(decimals, values))

    def told(part: Expression) -> str:
        is_taken = any(part is value for value in values) and not isinstance(part, Literal)
        return f"CAST({tell(part)} AS DECIMAL(38, {most}))" if is_taken else tell(part)

    return told


def taken_of(call: Call) -> tuple[Expression, ...]:
    """The arguments of a call of which one is its value: all but the conditions of a case."""
    if call.function != "case":
        return call.arguments
    otherwise = call.arguments[-1:] if len(call.arguments) % 2 else ()
    return (*call.arguments[1::2], *otherwise)


def _has_product(expression: Expression) -> bool:
    return any(isinstance(part, Call) and part.function == "*" for part in walk(expression))


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
    "every": "BOOL_AND({})",
    "any": "BOOL_OR({})",
}
OF_FLAGS = {"min": "every", "max": "any"}
"""The least and the greatest of flags: PostgreSQL knows them by these words only."""


def exact(expression: Expression, tell: Tell) -> str:
    """The expression, as a decimal where a division made it a DOUBLE: so sums have no order."""
    told = tell(expression)
    return f"CAST({told} AS DECIMAL(38, {EXACT_DIGITS}))" if _divides(expression) else told


def _divides(expression: Expression) -> bool:
    return any(
        (isinstance(part, Call) and part.function in ("/", "sqrt", "share_before"))
        or isinstance(part, Aggregate)
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


def _root(arguments: tuple[Expression, ...], tell: Tell) -> str:
    """Nothing where there is no root; a DOUBLE everywhere, so that every store has its digits."""
    # What is under it is told twice, so that roots of roots would grow without end.
    if any(isinstance(part, Call) and part.function == "sqrt" for part in walk(arguments[0])):
        raise NotExpressible("a root stands under a root; calculate the inner one in a column.")
    told = tell(arguments[0])
    return f"CASE WHEN ({told}) >= 0 THEN SQRT(CAST({told} AS DOUBLE)) END"


def _normal_quantile(arguments: tuple[Expression, ...], tell: Tell) -> str:
    """The value itself: what it is asked of is a number once parameters are put in."""
    match arguments[0]:
        case Literal(value=Decimal() as share) if 0 < share < 1:
            found = tell(Literal(round(Decimal(NormalDist().inv_cdf(float(share))), EXACT_DIGITS)))
            return f"({found})" if found.startswith("-") else found
    raise NotExpressible(
        "normal_quantile takes a number between 0 and 1, or a parameter that is one."
    )


def _days_between(arguments: tuple[Expression, ...], tell: Tell) -> str:
    return f"date_diff('day', {', '.join(_day(each, tell) for each in arguments)})"


def _months_between(arguments: tuple[Expression, ...], tell: Tell) -> str:
    """Beginnings of months that lie between, so that from 31 January to 1 February is one."""
    return f"date_diff('month', {', '.join(_day(each, tell) for each in arguments)})"


def _day(expression: Expression, tell: Tell) -> str:
    told = tell(expression)
    return f"DATE {told}" if isinstance(expression, Literal) else told


def _year_month(arguments: tuple[Expression, ...], tell: Tell) -> str:
    return f"strftime({tell(arguments[0])}, '%Y-%m')"


def _quantile(arguments: tuple[Expression, ...], tell: Tell) -> str:
    """1 + n * (values below) / (values), without its remainder; equal values share one answer.

    That is SQL's ntile where no values are equal and their number can be divided by n.
    """
    value, parts = exact(arguments[0], tell), tell(arguments[1])
    known = f"PARTITION BY ({value}) IS NULL"
    below = f"(RANK() OVER ({known} ORDER BY {value}) - 1)"
    return (
        f"CASE WHEN ({value}) IS NOT NULL THEN 1 + {parts} * {below} // COUNT(*) OVER ({known}) END"
    )


def _share_before(arguments: tuple[Expression, ...], tell: Tell) -> str:
    """What all larger values are of the sum of all that are above zero: the curve of Pareto.

    Equal values share one answer; what is not above zero brings nothing, and has all before it.
    """
    value = exact(arguments[0], tell)
    brought = f"GREATEST(COALESCE({value}, 0), 0)"
    larger = f"SUM({brought}) OVER (ORDER BY {brought} DESC) - SUM({brought}) OVER ({{}})"
    larger = f"({larger.format(f'PARTITION BY {brought}')})"
    return (
        f"CASE WHEN ({value}) > 0 THEN {larger} / SUM({brought}) OVER () "
        f"WHEN ({value}) IS NOT NULL THEN 1 END"
    )


FUNCTIONS = ("coalesce", "abs", "least", "greatest", "day", "month", "quarter", "year")
RULES: dict[str, Callable[[tuple[Expression, ...], Tell], str]] = {
    "/": _divide,
    "round": _round,
    "sqrt": lambda arguments, tell: f"({_root(arguments, tell)})",
    "normal_quantile": _normal_quantile,
    "days_between": _days_between,
    "months_between": _months_between,
    "year_month": _year_month,
    "quantile": lambda arguments, tell: f"({_quantile(arguments, tell)})",
    "share_before": lambda arguments, tell: f"({_share_before(arguments, tell)})",
}
"""What DuckDB says otherwise than the formula language does."""
