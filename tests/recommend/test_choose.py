"""What is alike stands apart, what is new has its places, and every page fits to the next."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.choose import in_turns, spread
from tests.recommend.build import vectors

NEW = [False, False, True, False, False, False, True, False]


def turns(share, k=99, new=NEW, shown=None):
    return in_turns(np.array(new, bool), share, k, shown).tolist()


def test_with_diversity_a_twin_waits():
    drawn = np.eye(5, dtype=np.float32)
    drawn[1] = drawn[0]
    assert spread(drawn, 0.0).tolist() == [0, 1, 2, 3, 4]
    assert spread(drawn, 0.4)[:2].tolist() == [0, 2]
    assert spread(drawn, 1.0)[-1] == 1


@given(some.integers(0, 30), some.floats(0, 1))
def test_another_order_loses_nothing_and_begins_with_the_best(count, diversity):
    order = spread(vectors(count), diversity)
    assert sorted(order.tolist()) == list(range(count))
    assert count == 0 or diversity == 1 or order[0] == 0


def test_a_product_without_a_vector_is_like_none():
    assert spread(np.zeros((3, 2), np.float32), 1.0).tolist() == [0, 1, 2]


def test_new_products_get_their_share_of_the_places_as_long_as_there_are_any():
    assert turns(0.0) == list(range(8))
    assert turns(0.5) == [0, 2, 1, 6, 3, 4, 5, 7]
    assert turns(1.0) == [2, 6, 0, 1, 3, 4, 5, 7]
    assert turns(0.5, k=3) == [0, 2, 1]


def test_where_enough_are_wanted_anyway_nothing_moves():
    assert turns(0.25) == list(range(8))


def test_all_or_nothing_new_is_the_list_itself():
    for new in (True, False):
        assert turns(0.3, new=[new] * 4) == [0, 1, 2, 3]
    assert turns(0.3, new=[]) == []


@pytest.mark.parametrize(("places", "least"), [(10, 1), (20, 2), (30, 3), (100, 10)])
def test_a_tenth_of_the_places_is_no_place_less_by_rounding(places, least):
    shown = in_turns(np.arange(200) >= 150, 0.1, places)
    assert (shown >= 150).sum() == least


@given(some.lists(some.booleans(), max_size=60), some.floats(0, 1))
def test_every_beginning_has_the_share_and_the_others_keep_their_order(new, share):
    mask = np.array(new, bool)
    order = in_turns(mask, share, len(new))
    assert sorted(order.tolist()) == list(range(len(new)))
    told, places = np.cumsum(mask[order]), np.arange(1, len(new) + 1)
    assert (told >= np.minimum(np.floor(share * places), mask.sum())).all()
    for kind in (mask, ~mask):
        assert (np.diff(order[kind[order]]) > 0).all()


@given(
    some.lists(some.booleans(), max_size=40),
    some.floats(0, 1),
    some.lists(some.integers(1, 7), min_size=40, max_size=40),
)
def test_pages_after_pages_are_the_whole(new, share, sizes):
    mask = np.array(new, bool)
    shown, found = np.zeros(len(new), bool), []
    for size in sizes:
        page = in_turns(mask, share, size, shown)
        found += page.tolist()
        shown[page] = True
    assert found == in_turns(mask, share, len(new)).tolist()
