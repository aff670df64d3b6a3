"""Whether a formula gives what it is to hold, in so many digits as a warehouse can multiply."""

from collections.abc import Iterator
from decimal import Decimal

from alkasba.errors import WrongValue, did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, aggregates
from alkasba.model.kind import KINDS, ColumnOf, kind_of
from alkasba.model.reckoned import LATEST, is_latest
from alkasba.model.shop import Shop
from alkasba.model.table import Column, Measure, OverTime, Table
from alkasba.model.telling import pretty

DECIMALS_AT_MOST = 26
"""Of the 38 digits of a product; two columns with the most decimals that there are give 24."""
FROM_QUOTIENT = 10
"""How many a quotient has where it is multiplied or added up."""
FITTING = {
    "number": ("number",),
    "text": ("text", "number", "day", "moment", "flag"),
    "day": ("day", "moment"),
    "moment": ("moment", "day"),
    "flag": ("flag",),
}
"""Kind of a column -> the kinds of value that it can hold."""


def check_calculated(shop: Shop, table: Table, column: Column) -> None:
    """Raise WrongValue where the formula of a column gives something else than the column holds."""
    if column.formula is None:
        return

    def column_of(name: Name) -> Column:
        if name.of is None:
            return table.columns[name.name]
        if is_latest(shop, name) and name.of not in table.references:
            return Column(LATEST, "day")
        return shop.tables[table.references[name.of]].columns[name.name]

    _need_fitting(column, kind_of(column.formula, column_of), "its formula")
    _check_choices(column, column.formula)
    decimals_of(column.formula, column_of)


def check_reckoned_kind(shop: Shop, column: Column) -> None:
    """Raise WrongValue where the measure of a column gives something else than the column holds."""
    if column.reckoned is None:
        return
    given = as_column(shop, shop.measures[column.reckoned.measure]).type
    if column.reckoned.take and given != "number":
        raise WrongValue(f"{column.reckoned.take} needs a number, but the measure is a {given}.")
    _need_fitting(column, given, "its measure")


def _need_fitting(column: Column, found: str, what: str) -> None:
    wanted = KINDS[column.type]
    if found not in FITTING[wanted]:
        raise WrongValue(f"it is to hold a {wanted}, but {what} gives a {found}.")


def _check_choices(column: Column, expression: Expression) -> None:
    """Texts that a formula gives must be among the choices of a choice."""
    for value in _results(expression) if column.type == "choice" else ():
        if value not in (*column.choices, "unknown"):
            offered, hint = ", ".join(column.choices), did_you_mean(value, column.choices)
            raise WrongValue(f"its formula gives '{value}'; its choices are {offered}.{hint}")


def _results(expression: Expression) -> Iterator[str]:
    """The texts in quotes that a formula may give as it stands."""
    match expression:
        case Literal(value=str() as value):
            yield value
        case Call(function="case", arguments=arguments):
            otherwise = arguments[-1:] if len(arguments) % 2 else ()
            for result in (*arguments[1::2], *otherwise):
                yield from _results(result)
        case Call(function="coalesce", arguments=arguments):
            for result in arguments:
                yield from _results(result)


def check_measure(shop: Shop, measure: Measure) -> None:
    """Raise WrongValue where parts of a measure do not fit each other; its names are known."""
    as_column(shop, measure)
    if measure.over_time is not None:
        _check_days(shop, measure, measure.over_time)


def _check_days(shop: Shop, measure: Measure, over_time: OverTime) -> None:
    """Several days of a level are told by numbers: flags have no mean, and texts no sum."""
    if over_time.take in ("first", "last"):
        return
    needs_number = over_time.take == "avg" or over_time.per
    for aggregate in aggregates(measure.formula):
        kind = kind_of(aggregate, _columns_of(shop, measure))
        if kind == "flag" or (needs_number and kind != "number"):
            raise WrongValue(
                f"over_time = '{over_time.take}' needs a number of each day, but "
                f"{pretty(aggregate)} gives a {kind}. Take the last or the first day."
            )


def as_column(shop: Shop, measure: Measure) -> Column:
    """What a formula that uses the measure sees of it."""
    column_of = _columns_of(shop, measure)
    kind = kind_of(measure.formula, column_of)
    return Column(measure.name, kind, decimals=decimals_of(measure.formula, column_of))


def _columns_of(shop: Shop, measure: Measure) -> ColumnOf:
    """What the names of a measure's formula are: columns, or measures as columns."""
    table = shop.tables[measure.table]

    def column_of(name: Name) -> Column:
        if name.of is not None:
            return shop.tables[str(table.columns[name.of].refers)].columns[name.name]
        if name.name in table.columns:
            return table.columns[name.name]
        if name.name in shop.parameters:
            return Column(name.name, "number", decimals=shop.parameters[name.name].decimals)
        return as_column(shop, shop.measures[name.name])

    return column_of


def decimals_of(expression: Expression, column_of: ColumnOf) -> int:
    """How many decimals a formula has before it is rounded; raises WrongValue for too many.

    >>> decimals_of(Call("*", (Name("a"), Name("b"))), lambda name: Column(name.name, "money"))
    8
    """
    match expression:
        case Literal(value=value):
            return _decimals_of_value(value)
        case Name():
            column = column_of(expression)
            return column.decimals if column.type in ("number", "money") else 0
        case Aggregate(function=function, argument=argument):
            decimals = decimals_of(argument, column_of) if argument is not None else 0
            return decimals if function in ("sum", "min", "max") else FROM_QUOTIENT
        case Call():
            return _decimals_of_call(expression, column_of)


def _decimals_of_value(value: Decimal | str | bool) -> int:
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _decimals_of_call(call: Call, column_of: ColumnOf) -> int:
    parts = [decimals_of(argument, column_of) for argument in call.arguments]
    if call.function in ("/", "round", "sqrt", "normal_quantile", "share_before"):
        return FROM_QUOTIENT
    if call.function != "*":
        return max(parts, default=0)
    if sum(parts) > DECIMALS_AT_MOST:
        raise WrongValue(
            f"{pretty(call)} has {sum(parts)} decimals, and only {DECIMALS_AT_MOST} fit: "
            "declare fewer decimals for what is multiplied."
        )
    return sum(parts)
