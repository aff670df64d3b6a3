"""Measures are those that one works out by hand."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.evaluate import (
    basket_f1,
    bought,
    coverage,
    deciles,
    hits,
    interval,
    ndcg,
    recall,
    split_day,
    surely_best,
    without,
)
from tests.recommend.build import purchases, whole

LISTS = np.array([[4, 1, 2], [0, 3, -1], [1, 2, 3]], np.int32)
LATER = bought(whole(0, 0, 0, 0, 1), whole(1, 2, 0, 1, 3), people=3, products=5)


def test_what_was_bought_is_each_product_once():
    assert LATER.counts.tolist() == [3, 1, 0]
    assert LATER.what.tolist() == [0, 1, 2, 3]


def test_hits_are_what_stands_in_a_list_and_was_bought():
    assert hits(LISTS, LATER).tolist() == [[False, True, True], [False, True, False], [False] * 3]


def test_recall_by_hand():
    assert recall(LISTS, LATER, 3)[:2] == pytest.approx([2 / 3, 1])
    assert recall(LISTS, LATER, 2)[:2] == pytest.approx([1 / 2, 1])
    assert np.isnan(recall(LISTS, LATER, 3)[2])


def test_ndcg_by_hand():
    ideal = 1 + 1 / log2(3) + 1 / 2
    by_hand = [(1 / log2(3) + 1 / 2) / ideal, 1 / log2(3)]
    assert ndcg(LISTS, LATER, 3)[:2] == pytest.approx(by_hand)
    assert np.isnan(ndcg(LISTS, LATER, 3)[2])


def test_next_basket_f1_by_hand():
    assert basket_f1(LISTS, LATER, 3)[:2] == pytest.approx([2 * 2 / (3 + 3), 2 * 1 / (2 + 1)])
    assert np.isnan(basket_f1(LISTS, LATER, 3)[2])


def test_coverage_by_hand():
    assert coverage(LISTS, 5, 3) == 1
    assert coverage(LISTS, 10, 1) == pytest.approx(3 / 10)
    assert coverage(np.full((2, 3), -1), 5, 3) == 0


@given(some.permutations(range(6)), some.sets(some.integers(0, 5), min_size=1))
def test_the_best_possible_list_has_one_and_no_other_more(order, later):
    those = bought(np.zeros(len(later), np.int32), whole(*sorted(later)), people=1, products=6)
    first = [p for p in order if p in later] + [p for p in order if p not in later]
    for measure in (recall, ndcg):
        assert measure(np.array([first], np.int32), those, 4) == pytest.approx([1])
        assert 0 <= measure(np.array([order], np.int32), those, 4)[0] <= 1 + 1e-12


def test_what_was_known_before_is_no_discovery():
    before = purchases((0, 1, 0), (1, 0, 0), people=3, products=5)
    new = without(LATER, before)
    assert (new.who.tolist(), new.what.tolist()) == ([0, 0, 1], [0, 2, 3])


def test_the_last_days_are_held_out():
    assert split_day(whole(100, 105, 109), 7) == 103


def test_deciles_are_tenths_of_those_who_are_measured():
    activity = np.arange(40)[::-1]
    measured = np.arange(40) >= 20
    tenth = deciles(activity, measured)
    assert (tenth[:20] == -1).all()
    assert tenth[39] == 0
    assert tenth[20] == 9
    assert np.bincount(tenth[20:]).tolist() == [2] * 10


def test_the_interval_holds_the_mean_and_narrows_with_people():
    few, many = np.array([0.0, 1.0] * 20), np.array([0.0, 1.0, np.nan] * 2000)
    low, high = interval(few, seed=1)
    assert low < 0.5 < high
    # The standard error of a mean of 40 halves is 0.08.
    assert (high - low) / 2 == pytest.approx(1.96 * 0.5 / 40**0.5, rel=0.2)
    narrow = interval(many, seed=1)
    assert narrow[1] - narrow[0] < (high - low) / 5
    assert interval(few, seed=1) == (low, high)


def test_of_nobody_nothing_is_known():
    assert np.isnan(interval(np.array([np.nan]), seed=1)).all()
    nobody = bought(whole(), whole(), people=0, products=0)
    assert ndcg(np.empty((0, 3), np.int32), nobody, 3).tolist() == []
    assert deciles(np.empty(0), np.empty(0, bool)).tolist() == []


@pytest.mark.parametrize(
    ("measured", "best"),
    [
        ([[0.5, 0.5, 0.5], [0.9, 0.8, 0.9]], 1),
        ([[0.5, 0.5, 0.5], [0.9, 0.1, 0.6]], None),
        ([[0.5, 0.5, 0.5], [0.1, 0.2, 0.1]], None),
    ],
)
def test_a_way_is_best_where_it_is_surely_ahead(measured, best):
    base = np.full(3, 0.5)
    assert surely_best(np.array(measured), base, 2.0) == best
    assert surely_best(np.zeros((2, 0)), base[:0], 2.0) is None
