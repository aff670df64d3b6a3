"""Finds of sources stand side by side, and become one list a person."""

import numpy as np
import pytest

from alkasba.recommend.again import again
from alkasba.recommend.als import train
from alkasba.recommend.candidates import (
    Candidates,
    Found,
    found_by,
    listed,
    of_lists,
    side_by_side,
    were_bought,
)
from alkasba.recommend.evaluate import bought
from alkasba.recommend.popular import popularity
from tests.recommend.build import PLAIN, TODAY, drawn, purchases, whole


def found(*rows):
    who, what, scores = zip(*rows, strict=True)
    return Found(whole(*who), whole(*what), np.array(scores, np.float32))


def test_a_pair_of_two_sources_is_one_candidate():
    pairs = side_by_side([found((1, 0, 0.5), (0, 2, 0.1)), found((1, 0, 7))], products=3)
    assert (pairs.who.tolist(), pairs.what.tolist()) == ([0, 1], [2, 0])
    np.testing.assert_array_equal(pairs.scores, np.array([[0.1, np.nan], [0.5, 7]], np.float32))


def test_lists_are_read_without_their_empty_places():
    one = of_lists(whole(4, 2), np.array([[1, -1], [0, 3]]), np.array([[0.5, 0], [0.4, 0.3]]))
    assert (one.who.tolist(), one.what.tolist()) == ([4, 2, 2], [1, 0, 3])
    assert one.scores.tolist() == [0.5, 0.4, 0.3]


def test_each_person_gets_her_best_with_equals_in_the_order_of_products():
    pairs = Candidates(whole(0, 0, 0, 2), whole(1, 4, 5, 0), np.zeros((4, 1), np.float32))
    lists, places = listed(pairs, np.array([0.1, 0.3, 0.3, 0.2], np.float32), 3, 2)
    assert lists.tolist() == [[4, 5], [-1, -1], [0, -1]]
    assert places.tolist() == [[1, 2], [-1, -1], [3, -1]]


def all_sources(shop, people, k):
    factors, usual = train(shop, PLAIN, TODAY), np.full(shop.products, 30, np.float32)
    habit, share = again(shop, usual, TODAY), popularity(shop, TODAY, 60)
    return factors, habit, share, found_by(people, shop, factors, habit, share, k)


def test_every_source_is_asked_about_every_candidate():
    shop, people = drawn(), whole(3, 1)
    factors, habit, share, pairs = all_sources(shop, people, 4)
    assert set(pairs.who.tolist()) == {1, 3}
    liking = (factors.people[pairs.who] * factors.products[pairs.what]).sum(axis=1)
    assert pairs.scores[:, 0] == pytest.approx(liking, abs=1e-6)
    assert (pairs.scores[:, 2] == share[pairs.what]).all()
    habits = {(p, w): h for p, w, h in zip(shop.who, shop.what, habit, strict=True)}
    for who, what, score in zip(pairs.who, pairs.what, pairs.scores[:, 1], strict=True):
        assert score == pytest.approx(habits.get((who, what), np.nan), nan_ok=True)


def test_the_strongest_habits_are_among_the_candidates():
    shop = drawn()
    _, habit, _, pairs = all_sources(shop, np.arange(shop.people, dtype=np.int32), 2)
    for person in range(shop.people):
        hers = shop.by_person.cells(person)
        strongest = shop.what[hers][np.argsort(-habit[hers], kind="stable")[:2]]
        assert set(strongest) <= set(pairs.what[pairs.who == person])


def test_what_was_bought_later_is_told():
    pairs = Candidates(whole(0, 0, 1), whole(1, 2, 1), np.zeros((3, 1), np.float32))
    later = bought(whole(0, 1), whole(2, 0), people=2, products=3)
    assert were_bought(pairs, later).tolist() == [False, True, False]


def test_nobody_has_no_candidates():
    shop = purchases(people=2, products=2)
    *_, pairs = all_sources(shop, whole(), 5)
    assert len(pairs) == 0
    assert listed(pairs, np.empty(0, np.float32), 2, 3)[0].tolist() == [[-1] * 3] * 2
