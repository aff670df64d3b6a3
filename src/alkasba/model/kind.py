"""What a formula gives: a number, a text, a day, a moment or a flag; refuses what does not fit."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from alkasba.errors import WrongValue, did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name
from alkasba.model.formula import CONDITIONS
from alkasba.model.table import Column
from alkasba.model.telling import pretty

KINDS = {
    **dict.fromkeys(("whole", "number", "money"), "number"),
    **dict.fromkeys(("code", "text", "choice"), "text"),
    **{kind: kind for kind in ("day", "moment", "flag")},
}
"""Type of a column -> kind of value in a formula."""

ColumnOf = Callable[[Name], Column]
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "in", "between")
SAME = ("coalesce", "least", "greatest")
PARTS_OF_DAY = ("day", "month", "quarter", "year")


def kind_of(expression: Expression, column_of: ColumnOf) -> str:
    """The kind of value that an expression gives; raises WrongValue where a part does not fit.

    >>> kind_of(Call("=", (Name("city"), Literal("Fez"))), lambda name: Column("city", "text"))
    'flag'
    """
    match expression:
        case Literal(value=value):
            return _kind_of_value(value)
        case Name():
            return KINDS[column_of(expression).type]
        case Aggregate():
            return _kind_of_aggregate(expression, column_of)
        case Call(function=function, arguments=arguments):
            return _kind_of_call(function, arguments, column_of)


def _kind_of_value(value: Decimal | str | bool) -> str:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"


def _kind_of_aggregate(aggregate: Aggregate, column_of: ColumnOf) -> str:
    if aggregate.where is not None:
        _need("flag", aggregate.where, column_of, "where")
    if aggregate.argument is None:
        return "number"
    if aggregate.function in ("sum", "avg", "stddev"):
        _need("number", aggregate.argument, column_of, aggregate.function)
        return "number"
    kind = kind_of(aggregate.argument, column_of)
    return kind if aggregate.function in ("min", "max") else "number"


def _kind_of_call(function: str, arguments: Sequence[Expression], column_of: ColumnOf) -> str:
    if function in COMPARISONS:
        _same_kind(function, arguments, column_of)
        return "flag"
    if function in SAME:
        return _same_kind(function, arguments, column_of)
    if function == "case":
        return _kind_of_case(arguments, column_of)
    if function in PARTS_OF_DAY:
        _need_day(function, arguments[0], column_of)
        return "number"
    if function == "is_null":
        kind_of(arguments[0], column_of)
        return "flag"
    wanted = "flag" if function in CONDITIONS else "number"
    if function == "-" and [kind_of(each, column_of) for each in arguments] == ["day", "day"]:
        return "number"
    for argument in arguments:
        _need(wanted, argument, column_of, function)
    return wanted


def _need(wanted: str, expression: Expression, column_of: ColumnOf, function: str) -> None:
    kind = kind_of(expression, column_of)
    if kind != wanted:
        raise WrongValue(f"{function} needs a {wanted}, but {pretty(expression)} is a {kind}.")


def _need_day(function: str, expression: Expression, column_of: ColumnOf) -> None:
    kind = kind_of(expression, column_of)
    if kind not in ("day", "moment"):
        raise WrongValue(f"{function} needs a day, but {pretty(expression)} is a {kind}.")


def _kind_of_case(arguments: Sequence[Expression], column_of: ColumnOf) -> str:
    for condition in arguments[: len(arguments) // 2 * 2 : 2]:
        _need("flag", condition, column_of, "case when")
    otherwise = arguments[-1:] if len(arguments) % 2 else ()
    return _same_kind("case", [*arguments[1::2], *otherwise], column_of)


def _same_kind(function: str, arguments: Sequence[Expression], column_of: ColumnOf) -> str:
    """The kind that all have; a constant in quotes may stand for a day, a moment or a number."""
    constants = [each for each in arguments if isinstance(each, Literal)]
    others = [each for each in arguments if not isinstance(each, Literal)]
    kinds = list(dict.fromkeys(kind_of(each, column_of) for each in others or constants))
    if len(kinds) > 1 and set(kinds) != {"day", "moment"}:
        what = ", ".join(f"{pretty(each)} is a {kind_of(each, column_of)}" for each in others)
        raise WrongValue(f"{function} needs values of one kind: {what or ', '.join(kinds)}.")
    for other in others[:1]:
        for constant in constants:
            _check_constant(constant, other, kinds[0], column_of)
    return kinds[0]


def _check_constant(constant: Literal, other: Expression, kind: str, column_of: ColumnOf) -> None:
    told = f"{pretty(constant)} does not fit {pretty(other)}"
    value = constant.value
    if not isinstance(value, str):
        if _kind_of_value(value) != kind:
            raise WrongValue(f"{told}, which is a {kind}: write {EXAMPLES[kind]}.")
        return
    if not READABLE[kind](value):
        raise WrongValue(f"{told}, which is a {kind}: write {EXAMPLES[kind]}.")
    if isinstance(other, Name):
        _check_text(value, column_of(other), told)


def _check_text(value: str, column: Column, told: str) -> None:
    """A text must be one that the column can hold."""
    if column.type == "choice" and value not in (*column.choices, "unknown"):
        offered = ", ".join(column.choices)
        hint = did_you_mean(value, column.choices)
        raise WrongValue(f"{told}: its choices are {offered}.{hint}")
    if column.type == "text" and column.pattern and not re.fullmatch(column.pattern, value):
        about = f"{column.about}, " if column.about else ""
        raise WrongValue(f"{told}: {about}in the pattern {column.pattern}.")


EXAMPLES = {
    "number": "42 or 4.2",
    "text": "it in quotes, 'like this'",
    "day": "'2025-01-31'",
    "moment": "'2025-01-31 18:30'",
    "flag": "true or false",
}


def _is_day(value: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and _succeeds(date.fromisoformat, value)


def _is_moment(value: str) -> bool:
    is_shaped = re.fullmatch(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?", value)
    return bool(is_shaped) and _succeeds(datetime.fromisoformat, value)


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", value)) and _succeeds(Decimal, value)


def _succeeds(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except (ValueError, InvalidOperation):
        return False
    return True


READABLE: dict[str, Callable[[str], bool]] = {
    "number": _is_number,
    "text": lambda value: True,
    "day": _is_day,
    "moment": _is_moment,
    "flag": lambda value: False,
}
"""Whether a constant in quotes can be read as a value of the kind."""
