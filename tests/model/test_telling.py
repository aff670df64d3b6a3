"""A formula told as text is read as the same formula."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.model.expression import Aggregate, Call, Literal, Name
from alkasba.model.formula import read_formula
from alkasba.model.telling import pretty


@pytest.mark.parametrize(
    "text",
    [
        "a * (b + c)",
        "a - (b - c)",
        "a / (b * c)",
        "-(a + b)",
        "not (a = 1 or b = 2) and c",
        "a is not null",
        "a not in (1, 2)",
        "a not between 1 and 2",
        "sum(net) filter (where channel = 'web') / count()",
        "case when a > 0 then 'x' else 'y' end",
        "a - -5",
    ],
)
def test_told_back_with_no_more_parentheses_than_needed(text):
    assert pretty(read_formula(text)) == text


WORDS = [
    "a",
    "net",
    "order",
    "end",
    "select",
    "date",
    "Net",
    "month",
    "a b",
    'qu"ote',
    "été",
    "case",
]
numbers = st.decimals(-(10**12), 10**12, allow_nan=False, places=4)
values = st.one_of(
    numbers, st.sampled_from(["", "it's", "a;--b", '"', "\\", "✓", "é"]), st.booleans()
)
leaves = st.one_of(
    st.builds(Literal, values),
    st.builds(Name, st.sampled_from(WORDS), st.none() | st.sampled_from(["product", "a.b"])),
)


TWO = ["+", "-", "*", "/", "and", "or", "=", "<>", "<", "<=", ">", ">="]
ONE = ["not", "is_null", "abs", "day", "month", "quarter", "year", "round", "negate"]
SEVERAL = ["in", "coalesce", "least", "greatest", "case"]
SUMS = ["sum", "min", "max", "avg", "count", "count_distinct"]


@st.composite
def expressions(draw, depth=4):
    """Any tree of the language; a negated constant is a constant."""
    if depth == 0 or draw(st.booleans()):
        return draw(leaves)

    def some(count):
        return tuple(draw(expressions(depth - 1)) for _ in range(count))

    function = draw(st.sampled_from([*TWO, *ONE, *SEVERAL, *SUMS, "between", "digits", "rows"]))
    if function in TWO:
        return Call(function, some(2))
    if function in SEVERAL:
        return Call(function, some(draw(st.integers(2, 4))))
    if function in SUMS:
        return Aggregate(function, some(1)[0], draw(st.none() | expressions(0)))
    if function == "between":
        return Call(function, some(3))
    if function == "digits":
        return Call("round", (*some(1), Literal(Decimal(draw(st.integers(0, 18))))))
    if function == "rows":
        return Aggregate("count", None, draw(st.none() | expressions(0)))
    (argument,) = some(1)
    if function == "negate" and isinstance(argument, Literal):
        return argument
    return Call(function, (argument,))


@given(expressions())
def test_what_is_told_is_read_as_the_same(expression):
    assert read_formula(pretty(expression)) == expression
