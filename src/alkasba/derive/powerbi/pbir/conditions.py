"""What a tile leaves out, told as the filters of its visual: one for each column."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from alkasba.derive.measures import conjuncts
from alkasba.derive.powerbi.pbir.fields import Named
from alkasba.derive.powerbi.pbir.writing import Json, literal
from alkasba.errors import NotExpressible
from alkasba.model.expression import Call, Expression, Literal, Name, names
from alkasba.model.telling import pretty

COMPARISONS = {"=": 0, ">": 1, ">=": 2, "<": 3, "<=": 4}
TURNED = {"=": "=", ">": "<", ">=": "<=", "<": ">", "<=": ">=", "<>": "<>"}
"""What a comparison becomes with its sides exchanged."""

Find = Callable[[str], tuple[Named, str]]
"""The column of the model that a name means, and its type."""


def filters_of(where: Expression | None, find: Find, id_of: Callable[[str], str]) -> list[Json]:
    """The filters of a visual. Raises NotExpressible for what no filter of Power BI can say."""
    told: list[Json] = []
    for part in conjuncts(where):
        found = {find(str(name))[0].reference: find(str(name))[0] for name in names(part)}
        if len(found) != 1:
            raise NotExpressible(
                f"Power BI cannot filter a visual by '{pretty(part)}': "
                "each condition may be about one column."
            )
        column = next(iter(found.values()))
        told.append(
            {
                "name": id_of(pretty(part)),
                "field": column.expression(),
                "type": "Advanced",
                "filter": chosen(column, _condition(part, find)),
                "howCreated": "User",
                "isHiddenInViewMode": True,
                "isLockedInViewMode": True,
            }
        )
    return told


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
        case Call(function="not", arguments=(inside,)):
            return {"Not": {"Expression": _condition(inside, find)}}
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
        # Rows without a value are left out, as in SQL.
        is_other = {"Not": {"Expression": _compared("=", _column(name, find), told)}}
        is_known = {"Not": {"Expression": _compared("=", _column(name, find), "null")}}
        return {"And": {"Left": is_other, "Right": is_known}}
    return _compared(function, _column(name, find), told)


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
            return literal(date.fromisoformat(told.value))
        case Decimal() if type_of_column == "whole" and told.value == int(told.value):
            return literal(int(told.value))
    return literal(told.value)
