"""Text of a formula -> our own small tree, and back; a closed language, all else is refused."""

import re
from collections.abc import Callable
from decimal import Decimal

from sqlglot import TokenType, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from alkasba.errors import NotExpressible, WrongValue, did_you_mean
from alkasba.model.expression import Aggregate, Call, Expression, Literal, Name, walk

LONGEST = 10_000
"""Characters a formula may have."""
DEEPEST = 60
"""Levels a formula may be nested; every walk over a tree recurses as deep."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
WORD = re.compile(r"[^\W\d]\w*( \w+)*")
VALUES = (TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER)
SIGNS = ("(", ")", ",", ".", "+", "-", "*", "/", "=", "<>", "!=", "<", "<=", ">", ">=")
DIGITS = 38
"""Digits a number may have, as many as the widest decimal."""

AGGREGATIONS = ("sum", "count", "count_distinct", "min", "max", "avg", "stddev", "days")
PARTS_OF_DAY = ("day", "month", "quarter", "year", "year_month")
OF_DAYS = ("days_between", "months_between")
OVER_MEMBERS = ("quantile", "share_before")
"""The functions that look at all members of a dimension."""
OF_ANY = ("coalesce", "round", "abs", "sqrt", "normal_quantile", "least", "greatest")
FUNCTIONS = (*OF_ANY, *PARTS_OF_DAY, *OF_DAYS, *OVER_MEMBERS)
CONDITIONS = ("or", "and", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null")
"""The functions that answer true or false."""

OPERATORS: dict[type[exp.Expression], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.And: "and",
    exp.Or: "or",
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
CALLS: dict[type[exp.Expression], str] = {
    exp.Coalesce: "coalesce",
    exp.Round: "round",
    exp.Abs: "abs",
    exp.Sqrt: "sqrt",
    exp.Least: "least",
    exp.Greatest: "greatest",
    exp.Day: "day",
    exp.Month: "month",
    exp.Quarter: "quarter",
    exp.Year: "year",
    exp.MonthsBetween: "months_between",
    exp.Quantile: "quantile",
}
SINGLE: dict[type[exp.Expression], str] = {
    exp.Sum: "sum",
    exp.Min: "min",
    exp.Max: "max",
    exp.Avg: "avg",
    exp.Stddev: "stddev",
    exp.StddevSamp: "stddev",
}
NOTES = frozenset({"ignore_nulls", "big_int", "typed", "safe"})
"""What the parser notes about a call without the writer having said it."""


def read_formula(text: str) -> Expression:
    """The tree of a formula; raises NotExpressible or WrongValue with the word that is wrong.

    >>> str(read_formula("product.unit_cost"))
    'product.unit_cost'
    """
    if len(text) > LONGEST:
        raise WrongValue(f"the formula is longer than {LONGEST} characters.")
    if UNPRINTABLE.search(text):
        raise WrongValue("the formula has characters that cannot be printed.")
    try:
        return _read(_parse(text), 0)
    except RecursionError:
        raise _too_deep() from None


def is_condition(expression: Expression) -> bool:
    """Whether it can stand as a condition: true or false by its form, or a name (of a flag)."""
    match expression:
        case Call(function=function):
            return function in CONDITIONS
        case Literal(value=value):
            return isinstance(value, bool)
        case Aggregate():
            return False
    return True


def looks_at_members(expression: Expression) -> bool:
    """Whether a formula compares a member with all others."""
    return any(isinstance(p, Call) and p.function in OVER_MEMBERS for p in walk(expression))


def _parse(text: str) -> exp.Expression:
    try:
        _check_signs(text)
        parsed = DuckDB().parse_into(exp.Condition, text)
    except (SqlglotError, ValueError) as error:
        raise NotExpressible(f"'{_short(text)}' is not a formula{_place(error)}.") from None
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Expression):
        raise NotExpressible(f"'{_short(text)}' is not one formula.")
    return parsed[0]


def _check_signs(text: str) -> None:
    """Refuse a sign that the language does not have, before the parser makes something of it."""
    for token in DuckDB().tokenize(text):
        is_told = token.token_type in VALUES or WORD.fullmatch(token.text)
        if not is_told and token.text not in SIGNS:
            hint = f" {HINTS[exp.Cast]}" if token.text == "::" else ""
            raise NotExpressible(f"'{token.text}' is not part of the formula language.{hint}")


def _place(error: Exception) -> str:
    """Where the parser stopped, if it says so."""
    errors = [e for e in getattr(error, "errors", ()) if e.get("highlight")]
    return f": it cannot be read from '{_short(errors[0]['highlight'])}' on" if errors else ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _too_deep() -> WrongValue:
    return WrongValue(f"the formula is nested more than {DEEPEST} levels deep; split it.")


def _read(node: exp.Expression, depth: int) -> Expression:
    if depth > DEEPEST:
        raise _too_deep()
    if type(node) in OPERATORS:
        return Call(OPERATORS[type(node)], _all(_parts(node, "this", "expression"), depth))
    if type(node) in CALLS:
        return _call(node, depth)
    if type(node) in SINGLE:
        return Aggregate(SINGLE[type(node)], _read(_parts(node, "this")[0], depth + 1))
    if type(node) in FORMS:
        return FORMS[type(node)](node, depth)
    raise _refused(node)


def _all(nodes: list[exp.Expression], depth: int) -> tuple[Expression, ...]:
    return tuple(_read(node, depth + 1) for node in nodes)


def _parts(node: exp.Expression, *names: str) -> list[exp.Expression]:
    """The named parts of a node, in order; refuses a node that says anything else."""
    said = {key for key, value in node.args.items() if value not in (None, False, [])}
    if said - set(names) - NOTES:
        raise _refused(node)
    parts: list[exp.Expression] = []
    for name in names:
        part = node.args.get(name)
        parts += part if isinstance(part, list) else [part] if part is not None else []
    return parts


ARGUMENTS = {
    "round": (1, 2),
    **dict.fromkeys(("coalesce", "least", "greatest"), (2, 99)),
    **dict.fromkeys((*OF_DAYS, "quantile"), (2, 2)),
}
"""How few and how many arguments a function takes; one where not said."""


def _call(node: exp.Expression, depth: int) -> Expression:
    names = ("this", "decimals", "quantile", "expression", "expressions")
    return _called(CALLS[type(node)], _all(_parts(node, *names), depth))


def _called(function: str, arguments: tuple[Expression, ...]) -> Expression:
    fewest, most = ARGUMENTS.get(function, (1, 1))
    if not fewest <= len(arguments) <= most:
        wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        raise WrongValue(f"{function} takes {wanted} arguments, not {len(arguments)}.")
    if function == "round" and len(arguments) == 2 and not _is_among(arguments[1], range(19)):
        raise WrongValue("round takes the number of digits as a whole number from 0 to 18.")
    if function == "sqrt" and _has_root(arguments[0]):
        raise WrongValue("a root stands under a root; calculate the inner one in a column.")
    if function == "quantile" and not _is_among(arguments[1], range(2, 101)):
        raise WrongValue("quantile takes the number of parts as a whole number from 2 to 100.")
    return Call(function, arguments)


def _has_root(expression: Expression) -> bool:
    return any(isinstance(part, Call) and part.function == "sqrt" for part in walk(expression))


def _is_among(expression: Expression, numbers: range) -> bool:
    match expression:
        case Literal(value=Decimal() as value):
            return value in numbers
    return False


def _name(node: exp.Expression, _: int) -> Expression:
    parts = _parts(node, "catalog", "db", "table", "this")
    if not all(isinstance(part, exp.Identifier) for part in parts):
        raise _refused(node)
    *of, name = (part.name for part in parts)
    return Name(name, ".".join(of) or None)


def _literal(node: exp.Expression, _: int) -> Expression:
    if node.args["is_string"]:
        return Literal(node.name)
    return Literal(_number(node.name))


def _number(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise NotExpressible(f"'{_short(text)}' is not a number.")
    value = Decimal(text)
    if len(value.as_tuple().digits) > DIGITS or abs(value.adjusted()) >= DIGITS:
        raise WrongValue(f"{_short(text)} has more than {DIGITS} digits.")
    return value


def _negate(node: exp.Expression, depth: int) -> Expression:
    (argument,) = _all(_parts(node, "this"), depth)
    match argument:
        case Literal(value=Decimal() as value):
            return Literal(-value)
    return Call("negate", (argument,))


def _in(node: exp.Expression, depth: int) -> Expression:
    arguments = _all(_parts(node, "this", "expressions"), depth)
    if len(arguments) < 2:
        raise _refused(node)
    return Call("in", arguments)


def _is_null(node: exp.Expression, depth: int) -> Expression:
    subject, what = _parts(node, "this", "expression")
    if not isinstance(what, exp.Null):
        raise _refused(node)
    return Call("is_null", (_read(subject, depth + 1),))


def _case(node: exp.Expression, depth: int) -> Expression:
    if node.args.get("this") is not None:
        raise NotExpressible("write case when CONDITION then VALUE, not case VALUE when.")
    branches = [part for branch in node.args["ifs"] for part in _parts(branch, "this", "true")]
    otherwise = node.args.get("default")
    return Call("case", _all([*branches, *([otherwise] if otherwise else [])], depth))


def _count(node: exp.Expression, depth: int) -> Expression:
    parts = _parts(node, "this")
    if not parts or isinstance(parts[0], exp.Star):
        return Aggregate("count")
    if isinstance(parts[0], exp.Distinct):
        raise NotExpressible("write count_distinct(...), not count(distinct ...).")
    return Aggregate("count", _read(parts[0], depth + 1))


OTHER = {"count_distinct": 1, "days": 0}
"""Aggregations that the parser does not know, and how many arguments each takes."""


def _other_call(node: exp.Expression, depth: int) -> Expression:
    name = str(node.this).lower()
    if name in FUNCTIONS:
        return _called(name, _all(_parts(node, "expressions", "this")[:-1], depth))
    if name not in OTHER:
        raise _unknown_function(name)
    arguments = _all(_parts(node, "expressions", "this")[:-1], depth)
    if len(arguments) != OTHER[name]:
        wanted = f"{OTHER[name]} argument" if OTHER[name] else "no argument"
        raise WrongValue(f"{name} takes {wanted}, not {len(arguments)}.")
    return Aggregate(name, *arguments)


def _filter(node: exp.Expression, depth: int) -> Expression:
    aggregation, where = _parts(node, "this", "expression")
    read = _read(aggregation, depth + 1)
    if not isinstance(read, Aggregate) or not isinstance(where, exp.Where):
        raise _refused(node)
    if read.function == "days":
        raise NotExpressible("days() counts the days that are looked at, whatever their rows.")
    return Aggregate(read.function, read.argument, _read(where.this, depth + 1))


FORMS: dict[type[exp.Expression], Callable[[exp.Expression, int], Expression]] = {
    exp.Column: _name,
    exp.Literal: _literal,
    exp.Boolean: lambda node, _: Literal(bool(node.this)),
    exp.Paren: lambda node, depth: _read(node.this, depth),
    exp.Neg: _negate,
    exp.Not: lambda node, depth: Call("not", _all(_parts(node, "this"), depth)),
    exp.In: _in,
    exp.Between: lambda node, depth: Call(
        "between", _all(_parts(node, "this", "low", "high"), depth)
    ),
    exp.Is: _is_null,
    exp.Case: _case,
    exp.Count: _count,
    exp.Anonymous: _other_call,
    exp.Filter: _filter,
}

HINTS: dict[type[exp.Expression], str] = {
    exp.Cast: "A day is written '2024-01-31'; types are never changed by a formula.",
    exp.Null: "Write is null or is not null.",
    exp.Window: "A formula looks at one row or at one group.",
    exp.Subquery: "A formula has no queries in it.",
}


def _refused(node: exp.Expression) -> NotExpressible:
    said = _short(node.sql(dialect="duckdb"))
    if isinstance(node, exp.Func) and not isinstance(node, (exp.Cast, exp.Case, exp.Binary)):
        word = str(node.sql_names()[0]).lower()
        is_told_so = said.lower().startswith(word) or isinstance(node, exp.If)
        if is_told_so and word not in (*FUNCTIONS, *AGGREGATIONS):
            return _unknown_function(word)
    hint = HINTS.get(type(node), "")
    return NotExpressible(f"'{said}' is not part of the formula language. {hint}".strip())


def _unknown_function(name: str) -> NotExpressible:
    known = (*FUNCTIONS, *AGGREGATIONS)
    hint = did_you_mean(name, known) or f" There are: {', '.join(known)}."
    return NotExpressible(f"no function is called '{name}'.{hint}")
