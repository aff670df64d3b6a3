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


def branches(inside):
    def calls(functions, arguments):
        return st.builds(Call, st.sampled_from(functions), arguments)

    several = st.lists(inside, min_size=2, max_size=4).map(tuple)
    one = inside.map(lambda argument: (argument,))
    rounded = st.tuples(inside, st.integers(0, 18).map(lambda n: Literal(Decimal(n))))
    return st.one_of(
        calls(
            ["+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "and", "or"],
            st.tuples(inside, inside),
        ),
        calls(["not", "is_null", "abs", "day", "month", "quarter", "year", "round"], one),
        calls(["in", "coalesce", "least", "greatest", "case"], several),
        calls(["between"], st.tuples(inside, inside, inside)),
        calls(["round"], rounded),
        calls(["negate"], one.filter(lambda a: not isinstance(a[0], Literal))),
        st.builds(
            Aggregate,
            st.sampled_from(["sum", "min", "max", "avg", "count", "count_distinct"]),
            inside,
            st.none() | inside,
        ),
        st.builds(Aggregate, st.just("count"), st.none(), st.none() | inside),
    )


@given(st.recursive(leaves, branches, max_leaves=12))
def test_what_is_told_is_read_as_the_same(expression):
    assert read_formula(pretty(expression)) == expression
