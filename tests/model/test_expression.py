"""The tree of a formula can be walked, and tells the names and aggregations in it."""

from dataclasses import FrozenInstanceError

import pytest

from alkasba.model.expression import Aggregate, Call, Literal, Name, aggregates, names, walk

SUM = Aggregate("sum", Call("*", (Name("quantity"), Name("unit_cost", "product"))), Name("is_gift"))
RATIO = Call("/", (SUM, Name("orders")))


def test_walking_goes_from_the_top_down():
    assert list(walk(RATIO))[:2] == [RATIO, SUM]
    assert list(walk(Literal(True))) == [Literal(True)]


def test_every_name_is_told_as_often_as_it_is_used():
    told = [str(name) for name in names(RATIO)]
    assert told == ["quantity", "product.unit_cost", "is_gift", "orders"]
    assert len(names(Call("+", (Name("a"), Name("a"))))) == 2


def test_aggregations_are_told_and_counting_rows_has_no_argument():
    assert aggregates(RATIO) == [SUM]
    assert aggregates(Aggregate("count")) == [Aggregate("count")]
    assert aggregates(Name("a")) == []


@pytest.mark.parametrize("part", [Literal("x"), Name("a"), Call("+", ()), Aggregate("count")])
def test_a_tree_cannot_be_changed(part):
    field = next(iter(part.__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(part, field, "max")
    assert hash(part) == hash(part)
