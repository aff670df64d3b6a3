from dataclasses import replace

from alkasba.model.index import Field, IndexPlan
from alkasba.model.searching import Concept, Lookup, Order
from alkasba.model.table import Column

PLAN = IndexPlan("index_a", "index_a-1", (Field(Column("code", "code")),), ("en",), {})


def test_what_fits_best_comes_first_where_words_are_looked_for_in_no_other_order() -> None:
    nothing = Lookup(PLAN, PLAN.fields, None)
    words = replace(nothing, concepts=(Concept(("mint",)),))
    assert not nothing.is_ranked
    assert words.is_ranked
    assert not replace(words, order=Order(PLAN.fields[0])).is_ranked


def test_a_field_is_found_by_its_name() -> None:
    assert PLAN.find("code") == PLAN.fields[0]
    assert PLAN.find("colour") is None
