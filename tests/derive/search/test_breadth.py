from dataclasses import replace

import pytest

from alkasba.derive.search.asking import MOST_WORDS
from alkasba.derive.search.breadth import LADDER, MOST_PARTS, Breadth, breadth
from alkasba.model.index import Field, IndexPlan
from alkasba.model.searching import Concept, Lookup, Way
from alkasba.model.table import Column


def lookup(words: int, others: int = 0, fields: int = 6) -> Lookup:
    known = tuple(Field(Column(f"c{n}", "text"), weight=n + 1) for n in range(fields))
    plan = IndexPlan("a", "a-1", known, ("en", "fr", "ar"), {})
    concept = Concept(("mint",), (("menthe",),) * others)
    return Lookup(plan, (), None, concepts=(concept,) * words, languages=plan.languages)


def test_a_short_question_is_looked_for_in_every_way() -> None:
    assert breadth(lookup(3, others=5), "all") == Breadth()
    assert breadth(lookup(2), "alike") == Breadth()


def test_the_more_words_the_less_each_needs() -> None:
    steps = [LADDER.index(breadth(lookup(n, others=6), "alike")) for n in range(1, MOST_WORDS + 1)]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert steps[-1] > 3


@pytest.mark.parametrize("way", ["all", "typing", "alike", "any"])
@pytest.mark.parametrize("others", [0, 6, 100])
@pytest.mark.parametrize("fields", [1, 6, 40])
def test_no_question_has_more_parts_than_engines_take(way: Way, others: int, fields: int) -> None:
    for words in range(1, MOST_WORDS + 1):
        asked = lookup(words, others, fields)
        assert breadth(asked, way).parts(asked, way) <= MOST_PARTS


def test_of_too_many_fields_those_stay_that_say_most() -> None:
    found = replace(LADDER[-1], most_fields=2).fields(lookup(1))
    assert [one.name for one in found] == ["c5", "c4"]
