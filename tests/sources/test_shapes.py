"""The structures that paths stand for."""

import pytest

from alkasba.sources.shapes import NoShapeError, shape


def test_each_level_has_its_own_structure():
    shaped = shape(["data.orders", "lines"], ["sku", "^.customer.city", "^^.page", "^^^.x"])
    assert shaped.record == (
        'STRUCT("data" STRUCT("orders" STRUCT("lines" STRUCT("sku" VARCHAR)[], '
        '"customer" STRUCT("city" VARCHAR))[]), "page" VARCHAR)'
    )
    assert len(shaped.steps) == 3


def test_keys_that_would_go_before_a_path_are_known():
    assert shape([], ["a.b.c", "d"]).dotted == ("a.b", "a.b.c", "b.c")


@pytest.mark.parametrize("names", [["."], ["a", "a.b"], ["a..b"], [""], ["^.a"]])
def test_what_has_no_shape(names):
    with pytest.raises(NoShapeError):
        shape([], names)
