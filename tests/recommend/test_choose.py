"""What is shown may be shown, is varied, gives new products their places, and is reproducible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.choose import choose
from tests.recommend.build import vectors, whole

WHAT = whole(5, 3, 8, 1, 9)
SCORES = np.array([0.9, 0.8, 0.8, 0.4, 0.1], np.float32)
ALL = np.ones(10, bool)


def chosen(k=5, what=WHAT, scores=SCORES, allowed=ALL, **options):
    return what[choose(what, scores, k, allowed=allowed, **options)].tolist()


def test_the_best_come_first_and_equals_in_the_order_of_products():
    assert chosen() == [5, 3, 8, 1, 9]
    assert chosen(2) == [5, 3]
    assert chosen(what=whole(5, 8, 3, 1, 9)) == [5, 3, 8, 1, 9]


def test_what_must_not_be_shown_is_not():
    allowed = ALL.copy()
    allowed[[5, 1]] = False
    assert chosen(allowed=allowed) == [3, 8, 9]


def test_a_product_that_two_sources_give_is_shown_once_with_its_better_score():
    places = choose(whole(3, 1, 3), np.array([0.1, 0.5, 0.9], np.float32), 5, allowed=ALL)
    assert places.tolist() == [2, 1]


def test_no_place_and_no_number_are_no_candidates():
    scores = np.array([np.nan, 0.1, -np.inf, 0.3, 0.2], np.float32)
    assert chosen(what=whole(5, 3, 8, -1, 9), scores=scores) == [9, 3]


def test_with_diversity_a_twin_waits():
    drawn = np.eye(10, dtype=np.float32)
    drawn[3] = drawn[5]
    assert chosen(vectors=drawn, diversity=0.0) == [5, 3, 8, 1, 9]
    assert chosen(vectors=drawn, diversity=0.4)[:2] == [5, 8]
    assert chosen(vectors=drawn, diversity=1.0)[-1] == 3


def test_new_products_get_their_share_of_places_as_long_as_there_are_any():
    new = np.zeros(10, bool)
    new[[1, 9]] = True
    assert chosen(is_new=new, new_share=0.5) == [5, 1, 3, 9, 8]
    assert chosen(is_new=new, new_share=0.0) == [5, 3, 8, 1, 9]
    assert chosen(is_new=new, new_share=1.0) == [1, 9, 5, 3, 8]


@given(
    some.lists(some.tuples(some.integers(-1, 9), some.sampled_from([0.0, 0.5, np.nan, np.inf]))),
    some.integers(0, 12),
    some.floats(0, 1),
    some.floats(0, 1),
    some.sets(some.integers(0, 9)),
)
def test_whatever_is_asked_nothing_forbidden_and_nothing_twice_is_shown(
    candidates, k, diversity, new_share, forbidden
):
    what = whole(*(product for product, _ in candidates))
    scores = np.array([score for _, score in candidates], np.float32)
    allowed = ~np.isin(np.arange(10), list(forbidden))
    options = {"vectors": vectors(10), "diversity": diversity, "new_share": new_share}
    shown = chosen(k, what, scores, allowed, is_new=np.arange(10) % 2 == 0, **options)
    possible = {p for p, score in candidates if p >= 0 and np.isfinite(score)} - forbidden
    assert len(shown) == len(set(shown)) == min(k, len(possible))
    assert set(shown) <= possible


@pytest.mark.parametrize("diversity", [0.0, 0.5])
def test_of_nothing_nothing_is_chosen(diversity):
    empty = np.empty(0, np.float32)
    places = choose(whole(), empty, 5, allowed=ALL, vectors=vectors(10), diversity=diversity)
    assert places.tolist() == []
