"""Purchases are unique and sorted, and weigh by how often and how lately they were made."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.purchases import Purchases, gather
from tests.recommend.build import PLAIN, TODAY, purchases, whole

LINES = some.lists(
    some.tuples(some.integers(0, 3), some.integers(0, 4), some.integers(0, 9)), max_size=30
)


def test_lines_of_one_person_and_product_become_one_purchase():
    shop = purchases((0, 1, 9), (0, 1, 2), (1, 0, 5), people=2, products=2)
    assert shop.who.tolist() == [0, 1]
    assert shop.times.tolist() == [2, 1]
    assert (TODAY - shop.first).tolist() == [9, 5]
    assert (TODAY - shop.last).tolist() == [2, 5]


def test_what_was_returned_is_taken_away_and_leaves_nothing_behind():
    times = np.array([1, -1, 3, -1], np.float32)
    shop = gather(
        whole(0, 0, 1, 1),
        whole(0, 0, 0, 0),
        whole(5, 6, 5, 9),
        people=2,
        products=1,
        times=times,
    )
    assert (shop.who.tolist(), shop.times.tolist()) == ([1], [2])
    assert shop.last.tolist() == [5], "a return is no purchase"


@given(LINES)
def test_both_ways_tell_the_same_pairs(lines):
    shop = purchases(*lines, people=4, products=5)
    by_person, by_product = shop.by_person, shop.by_product
    one = {(p, w) for p in range(4) for w in by_person.what[by_person.cells(p)].tolist()}
    other = {(p, w) for w in range(5) for p in by_product.what[by_product.cells(w)].tolist()}
    assert one == other == {(who, what) for who, what, _ in lines}
    assert (shop.what[by_product.order] == np.sort(shop.what)).all()


def test_a_purchase_counts_half_after_each_half_life():
    shop = purchases((0, 0, 0), (0, 1, 30), (0, 2, 60), (0, 3, -5), people=1, products=4)
    weight = shop.weight(replace(PLAIN, half_life_days=30.0), TODAY)
    assert weight.tolist() == [1, 0.5, 0.25, 1]


def test_repeated_purchases_count_by_a_power_of_how_often():
    shop = purchases((0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), people=1, products=1)
    assert shop.weight(replace(PLAIN, times_power=0.5), TODAY).tolist() == [2]


@pytest.mark.parametrize(
    ("who", "what", "told"),
    [
        ([0, 0], [0, 0], "not unique"),
        ([1, 0], [0, 0], "not sorted"),
        ([0, 2], [0, 0], "not among"),
        ([0, 1], [0, 5], "not among"),
        ([-1, 0], [0, 0], "below 0"),
        ([0], [0, 1], "equally long"),
    ],
)
def test_what_is_no_set_of_purchases_is_refused(who, what, told):
    days = np.zeros(len(what), np.int32)
    with pytest.raises(ValueError, match=told):
        Purchases(2, 2, whole(*who), whole(*what), days.astype(np.float32), days, days)
