"""Formulas told as text, with no more parentheses than needed."""

import re
from collections.abc import Callable
from decimal import Decimal

from sqlglot.dialects.duckdb import DuckDB

from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name

PRECEDENCE = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null"), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/"), 6),
    "negate": 7,
}
"""How strongly an operator binds; everything else is closed in itself."""
CLOSED = 8


def pretty(expression: Expression) -> str:
    """The formula as text, with no more parentheses than needed; reading it gives the same tree."""
    match expression:
        case Literal(value=value):
            return _pretty_value(value)
        case Name(name=name, of=of):
            return ".".join(map(_pretty_name, (*(of.split(".") if of else ()), name)))
        case Aggregate(function=function, argument=argument, where=where):
            text = f"{function}({pretty(argument) if argument else ''})"
            return f"{text} filter (where {pretty(where)})" if where else text
        case Call(function=function, arguments=arguments):
            return tell_call(function, arguments, pretty)


def _pretty_value(value: Decimal | str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{value:f}"


def _pretty_name(name: str) -> str:
    plain = re.fullmatch(r"[a-zA-Z_]\w*", name, re.ASCII) is not None
    if plain and name.upper() not in DuckDB.tokenizer_class.KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def tell_call(
    function: str, arguments: tuple[Expression, ...], tell: Callable[[Expression], str]
) -> str:
    """A call in SQL's words; `tell` gives its arguments, put in parentheses where needed."""

    def part(argument: Expression, level: int) -> str:
        text = tell(argument)
        return text if binding(argument) >= level else f"({text})"

    if function == "case":
        return _tell_case([tell(argument) for argument in arguments])
    if function not in PRECEDENCE:
        return f"{function}({', '.join(map(tell, arguments))})"
    return _tell_operator(function, arguments, part)


def _tell_operator(
    function: str, arguments: tuple[Expression, ...], part: Callable[[Expression, int], str]
) -> str:
    level = PRECEDENCE[function]
    if function == "not":
        return _tell_not(arguments[0], part)
    if function == "negate":
        return f"-{part(arguments[0], CLOSED)}"
    if level == PRECEDENCE["="]:
        return tell_comparison(function, [part(argument, level + 1) for argument in arguments])
    left, right = arguments
    return f"{part(left, level)} {function} {part(right, level + 1)}"


def _tell_not(argument: Expression, part: Callable[[Expression, int], str]) -> str:
    match argument:
        case Call(function="in" | "between" | "is_null" as function, arguments=arguments):
            parts = [part(each, PRECEDENCE["="] + 1) for each in arguments]
            return tell_comparison(function, parts, is_negated=True)
    return f"not {part(argument, CLOSED)}"


def tell_comparison(function: str, parts: list[str], *, is_negated: bool = False) -> str:
    """A comparison of arguments told already."""
    word = " not" if is_negated else ""
    if function == "in":
        return f"{parts[0]}{word} in ({', '.join(parts[1:])})"
    if function == "between":
        return f"{parts[0]}{word} between {parts[1]} and {parts[2]}"
    if function == "is_null":
        return f"{parts[0]} is{word} null"
    return f"{parts[0]} {function} {parts[1]}"


def _tell_case(parts: list[str]) -> str:
    pairs = zip(parts[0::2], parts[1::2], strict=False)
    branches = "".join(f" when {condition} then {value}" for condition, value in pairs)
    otherwise = f" else {parts[-1]}" if len(parts) % 2 else ""
    return f"case{branches}{otherwise} end"


def binding(expression: Expression) -> int:
    """How strongly the outermost operator of an expression binds."""
    match expression:
        case Call(function=function):
            return PRECEDENCE.get(function, CLOSED)
        case Literal(value=Decimal() as value) if value < 0:
            return PRECEDENCE["negate"]
    return CLOSED
