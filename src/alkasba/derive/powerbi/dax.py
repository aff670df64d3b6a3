"""A formula in DAX, by a table of rules. What SQL leaves empty stays empty.

DAX takes a blank for 0 in a sum and for the least of all numbers in a comparison; SQL lets what is
empty make empty whatever it meets. So each expression carries what a blank of it would mean.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name
from alkasba.model.telling import PRECEDENCE, pretty

Blank = OneOf["never", "zero", "empty"]
"""What a blank of an expression means: there is none, 0, or that there is no value."""
LONGEST = 100_000
"""Characters that an expression may have; guards against blanks make long ones of nested ones."""
CLOSED, LOOSEST = 8, 0
"""How strongly a function binds, and an expression with variables."""


@dataclass(frozen=True, slots=True)
class Told:
    """An expression in DAX. `guards` are what must not be blank, where a blank would not stay one.

    `level` is how strongly its outermost operator binds, `kind` what it gives.
    """

    text: str
    kind: str
    blank: Blank = "never"
    level: int = CLOSED
    guards: tuple[str, ...] = ()

    @property
    def operand(self) -> str:
        """The text as a part of something larger, whatever that is."""
        return self.text if self.level == CLOSED else f"({self.text})"

    def at(self, level: int) -> str:
        """The text as an operand of an operator that binds so strongly."""
        return self.text if self.level >= level else f"({self.text})"


Resolve = Callable[[Name | Aggregate], Told]


def told(expression: Expression, resolve: Resolve) -> Told:
    """The expression; `resolve` tells its names and aggregations. What it guards is in its text."""
    try:
        found = closed(_tell(expression, resolve))
    except RecursionError:
        raise NotExpressible("the formula is nested too deep for DAX.") from None
    return found


def closed(part: Told) -> Told:
    """The expression with its guards in its text, so that it can stand alone."""
    if not part.guards:
        return part
    return _short(Told(f"IF({_all_there(part.guards)}, {part.text})", part.kind, "empty"))


def _short(part: Told) -> Told:
    """The same, where its length is one that anything can be done with."""
    if len(part.text) > LONGEST:
        raise NotExpressible("the formula becomes too long for DAX: make measures of its parts.")
    return part


def is_true(condition: Expression, resolve: Resolve) -> str:
    """DAX that is true where SQL's condition is true, and false where that is false or empty."""
    return _decided(condition, resolve, wanted=True).text


def plain(part: Told) -> str:
    """The expression with 0 for a blank that means it."""
    return f"{part.at(PRECEDENCE['+'])} + 0" if part.blank == "zero" else part.text


def text_in_dax(value: str) -> str:
    """A text as DAX writes it.

    >>> text_in_dax('12" pot')
    '"12"" pot"'
    """
    return '"' + value.replace('"', '""') + '"'


def literal(value: Decimal | str | bool, kind: str = "") -> Told:
    """A constant; one in quotes is read as the kind of what it meets."""
    match value:
        case bool():
            return Told("TRUE()" if value else "FALSE()", "flag")
        case Decimal():
            level = PRECEDENCE["negate"] if value < 0 else CLOSED
            return Told(format(value, "f"), "number", level=level)
    if kind == "day":
        day = date.fromisoformat(value)
        return Told(f"DATE({day.year}, {day.month}, {day.day})", "day")
    if kind == "number":
        return Told(value, "number", level=PRECEDENCE["negate"])
    if kind == "moment":
        raise NotExpressible("a model of Power BI has no moments, which carry their zone.")
    return Told(text_in_dax(value), "text")


def _tell(expression: Expression, resolve: Resolve) -> Told:
    match expression:
        case Literal(value=value):
            return literal(value)
        case Name() | Aggregate():
            return resolve(expression)
        case Call(function=function, arguments=arguments):
            if function in CONDITIONS:
                return _flag(expression, resolve)
            if function not in RULES:
                raise NotExpressible(f"DAX has no word for '{function}'.")
            return RULES[function](arguments, resolve)


def _several(arguments: tuple[Expression, ...], resolve: Resolve) -> list[Told]:
    """Expressions of one kind; constants among them are read as it."""
    found = {n: _tell(a, resolve) for n, a in enumerate(arguments) if not isinstance(a, Literal)}
    kind = next((part.kind for part in found.values()), "")
    return [
        found[n] if n in found else literal(a.value, kind)  # type: ignore[union-attr]
        for n, a in enumerate(arguments)
    ]


def _guards(*parts: Told) -> tuple[str, ...]:
    """What must be there for all parts to be: an empty part itself, or what it guards."""
    found = [g for p in parts for g in (p.guards or ((p.text,) if p.blank == "empty" else ()))]
    return tuple(dict.fromkeys(found))


def _all_there(guards: tuple[str, ...]) -> str:
    return " && ".join(f"NOT(ISBLANK({guard}))" for guard in guards)


def _add(sign: str) -> Callable[[tuple[Expression, ...], Resolve], Told]:
    level = PRECEDENCE[sign]

    def tell(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
        left, right = _several(arguments, resolve)
        if left.kind == right.kind == "day":
            return _days_apart(right, left)
        text = f"{left.at(level)} {sign} {right.at(level + 1)}"
        guards = _guards(left, right)
        if guards:
            return Told(text, "number", "empty", level, guards)
        is_zero = left.blank == right.blank == "zero"
        return Told(text, "number", "zero" if is_zero else "never", level)

    return tell


def _multiply(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    left, right = _several(arguments, resolve)
    level = PRECEDENCE["*"]
    guards = _guards(left, right)
    if guards:
        # A blank that means 0 must not make empty what has a value.
        text = f"{_number(left).at(level)} * {_number(right).at(level + 1)}"
        return Told(text, "number", "empty", level, guards)
    text = f"{left.at(level)} * {right.at(level + 1)}"
    blank: Blank = "zero" if "zero" in (left.blank, right.blank) else "never"
    return Told(text, "number", blank, level)


def _number(part: Told) -> Told:
    """The same, with 0 for a blank that means it."""
    if part.blank != "zero":
        return part
    return Told(plain(part), part.kind, "never", PRECEDENCE["+"])


def _divide(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    left, right = (_tell(argument, resolve) for argument in arguments)
    return Told(f"DIVIDE({plain(closed(left))}, {closed(right).text})", "number", "empty")


def _negate(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    part = _tell(arguments[0], resolve)
    level = PRECEDENCE["negate"]
    return Told(f"-{part.operand}", "number", part.blank, level, _guards(part))


def _function(word: str, kind: str) -> Callable[[tuple[Expression, ...], Resolve], Told]:
    """A function that gives something of a blank, and so must not be asked of one."""

    def tell(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
        parts = [_tell(argument, resolve) for argument in arguments]
        guards = _guards(*parts)
        text = f"{word}({', '.join(plain(part) for part in parts)})"
        return Told(text, kind, "empty" if guards else "never", guards=guards)

    return tell


def _round(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    digits = arguments[1:] or (Literal(Decimal(0)),)
    return _function("ROUND", "number")((arguments[0], *digits), resolve)


def _root(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    """Nothing where there is no root: DAX has an error for that of less than 0."""
    part = _number(_tell(arguments[0], resolve))
    text = f"IF({part.operand} >= 0, SQRT({part.text}))"
    guards = _guards(part)
    inner = Told(text, "number", "empty", guards=guards)
    return _short(Told(closed(inner).text, "number", "empty"))


def _coalesce(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    parts = [closed(part) for part in _several(arguments, resolve)]
    blank: Blank = "empty" if all(part.blank == "empty" for part in parts) else "never"
    return Told(f"COALESCE({', '.join(map(plain, parts))})", parts[0].kind, blank)


def _extreme(sign: str) -> Callable[[tuple[Expression, ...], Resolve], Told]:
    """The least or greatest of those that are there."""

    def tell(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
        parts = [_number(closed(part)) for part in _several(arguments, resolve)]
        best = parts[0]
        for part in parts[1:]:
            best = _better(best, part, sign)
        return best

    return tell


def _better(left: Told, right: Told, sign: str) -> Told:
    text = f"IF({left.operand} {sign} {right.operand}, {left.text}, {right.text})"
    if right.blank == "empty":
        text = f"IF(ISBLANK({right.text}), {left.text}, {text})"
    if left.blank == "empty":
        text = f"IF(ISBLANK({left.text}), {right.text}, {text})"
    blank: Blank = "empty" if left.blank == right.blank == "empty" else "never"
    return _short(Told(text, left.kind, blank))


def _case(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    conditions = arguments[: len(arguments) // 2 * 2 : 2]
    otherwise = arguments[-1:] if len(arguments) % 2 else ()
    results = [closed(part) for part in _several((*arguments[1::2], *otherwise), resolve)]
    pairs = ", ".join(
        f"{is_true(condition, resolve)}, {plain(result)}"
        for condition, result in zip(conditions, results, strict=False)
    )
    last = f", {plain(results[-1])}" if otherwise else ""
    is_whole = bool(otherwise) and all(result.blank != "empty" for result in results)
    text = f"SWITCH(TRUE(), {pairs}{last})"
    return Told(text, results[0].kind, "never" if is_whole else "empty")


def _days_between(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    return _days_apart(*_days(arguments, resolve))


def _days_apart(start: Told, end: Told) -> Told:
    guards = _guards(start, end)
    text = f"DATEDIFF({start.text}, {end.text}, DAY)"
    return Told(text, "number", "empty" if guards else "never", guards=guards)


def _months_between(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    start, end = (part.text for part in _days(arguments, resolve))
    guards = _guards(*_days(arguments, resolve))
    text = f"(YEAR({end}) - YEAR({start})) * 12 + MONTH({end}) - MONTH({start})"
    return Told(text, "number", "empty" if guards else "never", PRECEDENCE["+"], guards)


def _year_month(arguments: tuple[Expression, ...], resolve: Resolve) -> Told:
    day = _tell(arguments[0], resolve)
    text = f'YEAR({day.text}) & "-" & RIGHT("0" & MONTH({day.text}), 2)'
    guards = _guards(day)
    return Told(text, "text", "empty" if guards else "never", PRECEDENCE["="], guards)


def _days(arguments: tuple[Expression, ...], resolve: Resolve) -> list[Told]:
    return [
        literal(each.value, "day") if isinstance(each, Literal) else _tell(each, resolve)
        for each in arguments
    ]


CONDITIONS = ("or", "and", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null")
RULES: dict[str, Callable[[tuple[Expression, ...], Resolve], Told]] = {
    "+": _add("+"),
    "-": _add("-"),
    "*": _multiply,
    "/": _divide,
    "negate": _negate,
    "abs": _function("ABS", "number"),
    "sqrt": _root,
    "normal_quantile": _function("NORM.S.INV", "number"),
    "round": _round,
    "coalesce": _coalesce,
    "least": _extreme("<="),
    "greatest": _extreme(">="),
    "case": _case,
    "day": _function("DAY", "number"),
    "month": _function("MONTH", "number"),
    "quarter": _function("QUARTER", "number"),
    "year": _function("YEAR", "number"),
    "year_month": _year_month,
    "days_between": _days_between,
    "months_between": _months_between,
}
"""The functions of the formula language in DAX's words."""
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _flag(condition: Expression, resolve: Resolve) -> Told:
    """A condition as a value. What is not known is false: a flag of DAX is never empty."""
    return _decided(condition, resolve, wanted=True)


def _decided(condition: Expression, resolve: Resolve, *, wanted: bool) -> Told:
    """DAX that is true where the condition is known to be `wanted`."""
    match condition:
        case Literal(value=bool() as value):
            return literal(value == wanted)
        case Call(function="not", arguments=(argument,)):
            return _decided(argument, resolve, wanted=not wanted)
        case Call(function="and" | "or" as function, arguments=arguments):
            is_and = (function == "and") == wanted
            parts = [_decided(each, resolve, wanted=wanted) for each in arguments]
            return _joined(parts, is_and=is_and)
        case Call(function="is_null", arguments=(argument,)):
            return _is_blank(closed(_tell(argument, resolve)), wanted=wanted)
        case Call(function="between", arguments=(value, least, most)):
            both = Call("and", (Call(">=", (value, least)), Call("<=", (value, most))))
            return _decided(both, resolve, wanted=wanted)
        case Call(function="in", arguments=arguments):
            return _among(_several(arguments, resolve), wanted=wanted)
        case Call(function=function, arguments=(left, right)) if function in OPPOSITE:
            sign = function if wanted else OPPOSITE[function]
            first, second = _several((left, right), resolve)
            return _compared(first, second, sign)
        case Call(function="case", arguments=arguments):
            return _decided_case(arguments, resolve, wanted=wanted)
        case Call(function="coalesce", arguments=arguments):
            return _decided_first(arguments, resolve, wanted=wanted)
        case Name():
            return _compared(closed(_tell(condition, resolve)), literal(wanted), "=")
    raise NotExpressible(f"DAX cannot tell whether {pretty(condition)} holds.")


def _decided_case(arguments: tuple[Expression, ...], resolve: Resolve, *, wanted: bool) -> Told:
    """The first branch whose condition holds decides; a flag of DAX is never empty itself."""
    pairs = ", ".join(
        f"{is_true(condition, resolve)}, {_decided(result, resolve, wanted=wanted).text}"
        for condition, result in zip(arguments[0::2], arguments[1::2], strict=False)
    )
    otherwise = arguments[-1] if len(arguments) % 2 else Literal(not wanted)
    last = _decided(otherwise, resolve, wanted=wanted).text
    return _short(Told(f"SWITCH(TRUE(), {pairs}, {last})", "flag"))


def _decided_first(arguments: tuple[Expression, ...], resolve: Resolve, *, wanted: bool) -> Told:
    """The first argument that is known decides."""
    first, *others = arguments
    yes = _decided(first, resolve, wanted=wanted)
    if not others:
        return yes
    no = _decided(first, resolve, wanted=not wanted)
    rest = _decided_first(tuple(others), resolve, wanted=wanted)
    later = Told(f"NOT({no.text}) && {rest.at(PRECEDENCE['and'])}", "flag", level=PRECEDENCE["and"])
    return _short(_joined([yes, later], is_and=False))


def _joined(parts: list[Told], *, is_and: bool) -> Told:
    word, level = ("&&", PRECEDENCE["and"]) if is_and else ("||", PRECEDENCE["or"])
    return Told(f" {word} ".join(part.at(level) for part in parts), "flag", level=level)


def _is_blank(part: Told, *, wanted: bool) -> Told:
    if part.blank != "empty":
        return literal(not wanted)
    return Told(f"ISBLANK({part.text})" if wanted else f"NOT(ISBLANK({part.text}))", "flag")


def _compared(left: Told, right: Told, sign: str) -> Told:
    parts = [_number(part) for part in (left, right)]
    level = PRECEDENCE["="] + 1
    text = f"{parts[0].at(level)} {sign} {parts[1].at(level)}"
    return _guarded(Told(text, "flag", level=PRECEDENCE["="]), _needed(parts, sign))


def _needed(parts: list[Told], sign: str) -> tuple[str, ...]:
    """What must be there: a blank equals no text in quotes but the empty one, and is not true."""
    constants = {p.text for p in parts if p.text.startswith('"') or p.text == "TRUE()"} - {'""'}
    is_told = sign == "=" and constants
    return () if is_told and not any(part.guards for part in parts) else _guards(*parts)


def _among(parts: list[Told], *, wanted: bool) -> Told:
    value, *listed = (_number(closed(part)) for part in parts)
    text = f"{value.operand} IN {{ {', '.join(part.text for part in listed)} }}"
    if not wanted:
        return _guarded(Told(f"NOT({text})", "flag"), _guards(value, *listed))
    is_text = value.kind == "text" and all(part.text != '""' for part in listed)
    return _guarded(Told(text, "flag", level=4), () if is_text else _guards(value))


def _guarded(condition: Told, guards: tuple[str, ...]) -> Told:
    if not guards:
        return condition
    text = f"{_all_there(guards)} && {condition.at(PRECEDENCE['and'])}"
    return Told(text, "flag", level=PRECEDENCE["and"])
