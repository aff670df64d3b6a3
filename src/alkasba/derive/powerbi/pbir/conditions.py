"""What a tile leaves out, told as the filters of its visual: one for each column."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from alkasba.derive.measures import both, conjuncts
from alkasba.derive.powerbi.pbir.fields import Named
from alkasba.derive.powerbi.pbir.writing import Json, literal
from alkasba.errors import NotExpressible
from alkasba.model.expression import Call, Expression, Literal, Name, names
from alkasba.model.telling import pretty

COMPARISONS = {"=": 0, ">": 1, ">=": 2, "<": 3, "<=": 4}
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, ">": gt, ">=": ge, "<": lt, "<=": le}
TURNED = {"=": "=", ">": "<", ">=": "<=", "<": ">", "<=": ">=", "<>": "<>"}
"""What a comparison becomes with its sides exchanged."""

Find = Callable[[str], tuple[Named, str]]
"""The column of the model that a name means, and its type."""


def filters_of(where: Expression | None, find: Find, id_of: Callable[[str], str]) -> list[Json]:
    """The filters of a visual. Raises NotExpressible for what no filter of Power BI can say."""
    columns: dict[str, Named] = {}
    conditions: dict[str, Expression | None] = {}
    for part in conjuncts(where):
        column = _column_of(part, find)
        columns[column.reference] = column
        conditions[column.reference] = both(conditions.get(column.reference), part)
    return [
        {
            "name": id_of(reference),
            "field": columns[reference].expression(),
            "type": "Advanced",
            "filter": chosen(columns[reference], _condition(condition, find)),
            "howCreated": "User",
            "isHiddenInViewMode": True,
            "isLockedInViewMode": True,
        }
        for reference, condition in conditions.items()
        if condition is not None
    ]


def _column_of(part: Expression, find: Find) -> Named:
    """The one column that a condition is about."""
    found = {column.reference: column for column, _ in (find(str(name)) for name in names(part))}
    if len(found) != 1:
        raise NotExpressible(
            f"Power BI cannot filter a visual by '{pretty(part)}': "
            "each condition may be about one column."
        )
    return next(iter(found.values()))


def chosen(column: Named, condition: Json) -> Json:
    """A condition about one column as a filter; the column's table is `t` in it."""
    return {
        "Version": 2,
        "From": [{"Name": "t", "Entity": column.table, "Type": 0}],
        "Where": [{"Condition": condition}],
    }


def _condition(part: Expression, find: Find) -> Json:
    match part:
        case Call(function="and" | "or" as word, arguments=(first, *others)):
            told = _condition(first, find)
            for other in others:
                told = {word.capitalize(): {"Left": told, "Right": _condition(other, find)}}
            return told
        case Call(function="not", arguments=(Call(function="is_null") as inside,)):
            return _not(_condition(inside, find))
        case Call(function="not", arguments=(Name() as name,)):
            return _comparison("=", name, Literal(False), find)
        case Call(function="not", arguments=(inside,)):
            return _known(names(inside)[0], _not(_condition(inside, find)), find)
        case Call(function="is_null", arguments=(Name() as name,)):
            return _compared("=", _column(name, find), "null")
        case Call(function="in", arguments=(Name() as name, *values)):
            told_values = [[_literal(value, name, find)] for value in values]
            return {"In": {"Expressions": [_column(name, find)], "Values": told_values}}
        case Call(function="between", arguments=(Name() as name, low, high)):
            at_least = _condition(Call(">=", (name, low)), find)
            return {"And": {"Left": at_least, "Right": _condition(Call("<=", (name, high)), find)}}
        case Call(function=function, arguments=(Name() as name, Literal() as other)) if (
            function in TURNED
        ):
            return _comparison(function, name, other, find)
        case Call(function=function, arguments=(Literal() as other, Name() as name)) if (
            function in TURNED
        ):
            return _comparison(TURNED[function], name, other, find)
        case Name() as name:
            return _compared("=", _column(name, find), "true")
    raise NotExpressible(
        f"Power BI cannot filter a visual by '{pretty(part)}'. "
        "Compare a column with a value; what is calculated is a column of its own."
    )


def _comparison(function: str, name: Name, other: Literal, find: Find) -> Json:
    told = literal_of(other, find(str(name))[1])
    if function == "<>":
        return _known(name, _not(_compared("=", _column(name, find), told)), find)
    condition = _compared(function, _column(name, find), told)
    if _lets_blanks_pass(function, other.value):
        return _known(name, condition, find)
    return condition


def _lets_blanks_pass(function: str, value: Decimal | str | bool) -> bool:
    """Whether a blank is let through, which counts as 0, as '' and as false in Power BI, and before
    every day. In SQL it never is.

    >>> _lets_blanks_pass("<", Decimal(5)), _lets_blanks_pass("=", "Tea")
    (True, False)
    """
    compare = OPERATORS[function]
    match value:
        case bool():
            return compare(False, value)
        case str():
            return compare("", value)
    return compare(Decimal(0), value)


def _known(name: Name, condition: Json, find: Find) -> Json:
    """The condition for what has a value at all."""
    is_blank = _compared("=", _column(name, find), "null")
    return {"And": {"Left": condition, "Right": _not(is_blank)}}


def _not(condition: Json) -> Json:
    return {"Not": {"Expression": condition}}


def _compared(function: str, column: Json, told: str) -> Json:
    return {
        "Comparison": {
            "ComparisonKind": COMPARISONS[function],
            "Left": column,
            "Right": {"Literal": {"Value": told}},
        }
    }


def _column(name: Name, find: Find) -> Json:
    return find(str(name))[0].expression("t")


def _literal(value: Expression, name: Name, find: Find) -> Json:
    if not isinstance(value, Literal):
        raise NotExpressible(f"Power BI cannot filter a visual by a list with '{pretty(value)}'.")
    return {"Literal": {"Value": literal_of(value, find(str(name))[1])}}


def literal_of(told: Literal, type_of_column: str) -> str:
    """A value of a formula as a filter writes it, of the kind that the column holds.

    >>> literal_of(Literal(Decimal(90)), "whole"), literal_of(Literal("2026-03-01"), "day")
    ('90L', "datetime'2026-03-01T00:00:00'")
    """
    match told.value:
        case str() if type_of_column == "day":
            return literal(_day(told.value))
        case str() if type_of_column == "moment":
            raise NotExpressible(
                f"Power BI cannot filter a visual by the moment '{told.value}': it knows no zones. "
                "Filter by the day."
            )
        case Decimal() if type_of_column == "whole" and told.value == int(told.value):
            return literal(int(told.value))
    return literal(told.value)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotExpressible(
            f"Power BI cannot filter a visual by the day '{text}'. Write it as 2026-03-01."
        ) from None
