"""The best come first, equals in order, and what must not come is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.als import Factors, train
from alkasba.recommend.rank import BLOCK, best, top
from tests.recommend.build import PLAIN, TODAY, drawn, purchases, whole

SCORES = some.sampled_from([0.0, 1.0, 2.0, -np.inf, np.nan])


@given(some.lists(some.lists(SCORES, min_size=6, max_size=6), max_size=5), some.integers(0, 8))
def test_the_best_are_those_that_sorting_gives(rows, k):
    given = np.array(rows, np.float64).reshape(-1, 6)
    for row, ranked in zip(given, top(given, k), strict=True):
        real = [place for place in range(6) if np.isfinite(row[place])]
        first = sorted(real, key=lambda place: (-row[place], place))[:k]
        assert ranked.tolist() == first + [-1] * (min(k, 6) - len(first))


def test_each_person_gets_what_she_wants_most_but_what_she_has():
    shop = drawn()
    factors = train(shop, PLAIN, TODAY)
    people = np.arange(shop.people, dtype=np.int32)[::-1]
    lists, scores = best(factors, people, 5, but=shop)
    every = factors.people @ factors.products.T
    every[shop.who, shop.what] = -np.inf
    for person, row, values in zip(people, lists, scores, strict=True):
        kept = row >= 0
        assert values[kept] == pytest.approx(-np.sort(-every[person])[: kept.sum()])
        assert every[person][row[kept]] == pytest.approx(values[kept])


def test_who_has_no_vector_gets_nothing():
    shop = purchases((0, 0, 0), people=2, products=2)
    lists, scores = best(train(shop, PLAIN, TODAY), whole(1, 0), 9)
    assert lists[0].tolist() == [-1, -1]
    assert lists[1][0] == 0
    assert scores[0].tolist() == [0, 0]


def test_more_people_than_a_block_are_ranked_alike():
    factors = Factors(
        np.tile(np.array([[1, 0], [0, 1]], np.float32), (BLOCK, 1)),
        np.array([[1, 2], [2, 1]], np.float32),
        np.ones(2, np.float32),
    )
    lists, _ = best(factors, np.arange(2 * BLOCK, dtype=np.int32), 1)
    assert (lists[::2] == 1).all()
    assert (lists[1::2] == 0).all()


@pytest.mark.parametrize(("people", "products"), [(0, 3), (3, 0), (0, 0)])
def test_nobody_and_nothing_are_ranked(people, products):
    shop = purchases(people=people, products=products)
    asked = np.arange(people, dtype=np.int32)
    lists, _ = best(train(shop, PLAIN, TODAY), asked, 5, but=shop)
    assert lists.shape == (people, min(5, products))
    assert (lists == -1).all()
