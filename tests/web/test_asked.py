from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.query import Question
from alkasba.errors import WrongValue
from alkasba.web.asked import MOST_PASSED, Part, part_of, question_of


def test_a_question_has_the_words_of_the_verb():
    question = question_of(["a,b"], ["month"], "x = 1", ["-a"], "last_year", "now", ["r=0.3"])
    assert question == Question(
        ("a", "b"),
        ("month",),
        "x = 1",
        ("-a",),
        compare="last_year",
        as_now=True,
        parameters=(("r", Decimal("0.3")),),
    )
    assert question_of(["a"], [], "", [], "", "then", []) == Question(("a",))


def test_a_question_without_a_measure_is_none():
    with pytest.raises(WrongValue, match="name a measure"):
        question_of([" , "], [], None, [], None, "then", [])


@given(st.integers(0, 40), st.integers(1, 9), st.none() | st.integers(1, 40))
def test_the_pages_of_an_answer_hold_each_row_once(rows, most, limit):
    kept, offset, has_more = [], 0, True
    while has_more:
        part = part_of(limit, offset, most)
        cut = part.cut(Question(("a",)))
        found = list(range(rows))[cut.offset : cut.offset + cut.limit]
        kept += found[: part.size]
        offset, has_more = part.offset + part.size, part.has_more(len(found))
    assert kept == list(range(rows))[:limit]


def test_nobody_passes_over_more_rows_than_there_may_be():
    assert not Part(MOST_PASSED, 10).has_more(11)


def test_a_page_beyond_the_limit_is_told():
    with pytest.raises(WrongValue, match="beyond limit 3"):
        part_of(3, 3, 10)
