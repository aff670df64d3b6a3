"""The best come first, equals in order, and what must not come is left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend import rank
from alkasba.recommend.als import Factors, train
from alkasba.recommend.rank import BLOCK, Longest, best, top
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


def longest_by_hand(people, products, k, among=None):
    scores = people @ products.T
    which = np.arange(len(products)) if among is None else among
    return [
        sorted((p for p in which if row[p] > 0), key=lambda p: (-row[p], p))[:k] for row in scores
    ]


@given(some.integers(0, 60), some.integers(1, 9), some.integers(0, 99), some.booleans())
def test_what_is_passed_over_is_never_among_the_best(products, k, seed, only_some):
    chance = np.random.default_rng(seed)
    given = chance.integers(-3, 4, (products, 3)).astype(np.float32)
    given *= chance.integers(0, 3, (products, 1)).astype(np.float32)
    people = chance.integers(-2, 3, (4, 3)).astype(np.float32)
    among = np.flatnonzero(np.arange(products) % 3).astype(np.int32) if only_some else None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rank, "COLUMNS", 4)
        lists = Longest(given, among).best(people, k)
    expected = longest_by_hand(people, given, k, among)
    scores = people @ given.T
    for person, row, wanted in zip(range(4), lists, expected, strict=True):
        found = row[row >= 0].tolist()
        assert len(set(found)) == len(found) == len(wanted)
        assert scores[person, found].tolist() == scores[person, wanted].tolist()


def test_most_products_are_passed_over_where_few_are_bought(monkeypatch):
    looked = []
    found = rank.top_of_many
    monkeypatch.setattr(rank, "COLUMNS", 10)
    monkeypatch.setattr(
        rank, "top_of_many", lambda scores, k: looked.append(scores.shape[1]) or found(scores, k)
    )
    given = np.ones((1000, 2), np.float32) / np.arange(1, 1001, dtype=np.float32)[:, None]
    lists = Longest(given[::-1].copy()).best(np.ones((3, 2), np.float32), 5)
    assert lists.tolist() == [[999, 998, 997, 996, 995]] * 3
    assert sum(looked) <= 20
