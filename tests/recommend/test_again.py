"""Habits are told by how often, how lately, and how long a product lasts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.again import WITHOUT, again, intervals, repeats, usual_intervals
from tests.recommend.build import TODAY, purchases, whole


def test_intervals_are_between_purchases_of_one_person():
    product, days = intervals(whole(0, 0, 1, 0, 0), whole(5, 5, 5, 6, 5), whole(30, 10, 12, 11, 10))
    assert (product.tolist(), days.tolist()) == ([5], [20])


def test_a_product_with_many_intervals_has_its_own_median():
    product, days = np.zeros(1001, np.int32), np.full(1001, 10, np.int32)
    usual = usual_intervals(np.append(product, [1]), np.append(days, [100]), 3)
    assert usual[0] == pytest.approx(10, abs=0.2)
    assert usual[2] == pytest.approx(10), "one that nobody bought again has that of all"
    assert 10 < usual[1] < 100, "one that was bought again once leans on all"


def test_a_product_with_few_intervals_leans_on_its_category():
    tea, soap = np.full(500, 0), np.full(500, 2)
    product = np.append(tea, soap).astype(np.int32)
    days = np.append(np.full(500, 10), np.full(500, 90)).astype(np.int32)
    usual = usual_intervals(product, days, 4, category=whole(0, 0, 1, 1))
    assert usual[1] == pytest.approx(10, rel=0.05)
    assert usual[3] == pytest.approx(90, rel=0.05)


def test_the_median_of_an_even_number_is_in_the_middle():
    days = np.tile([10, 20], 5000).astype(np.int32)
    assert usual_intervals(np.zeros_like(days), days, 1)[0] == pytest.approx(15)


def test_where_nobody_bought_twice_there_is_a_usual_time_all_the_same():
    assert usual_intervals(whole(), whole(), 2) == pytest.approx([WITHOUT, WITHOUT])


def test_what_others_buy_again_is_bought_again():
    many = [(p, 0, ago) for p in range(50) for ago in (1, 2, 3)]
    once = [(p, 1, 1) for p in range(50)]
    often = repeats(purchases(*many, *once, people=50, products=3))
    assert often[0] > 1.8
    assert often[1] < 0.3
    assert often[2] == pytest.approx(1.0), "what nobody bought is as usual"


def test_more_often_and_more_lately_speak_for_it():
    shop = purchases((0, 0, 1), (0, 0, 20), (0, 1, 1), (0, 2, 90), (0, 2, 91), people=1, products=3)
    often, lately, long_ago = again(shop, np.full(3, 30, np.float32), TODAY)
    assert often > lately > 0
    assert often > long_ago > 0


def test_what_lasts_long_is_missed_later():
    shop = purchases((0, 0, 60), (0, 1, 60), people=1, products=2)
    soap, bread = again(shop, np.array([90, 3], np.float32), TODAY)
    assert soap > bread


@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 3), some.integers(-9, 9999))))
def test_every_habit_is_a_number_above_nothing(lines):
    shop = purchases(*lines, people=4, products=4)
    usual = usual_intervals(*intervals(shop.who, shop.what, shop.last), 4)
    scores = again(shop, usual, TODAY)
    assert len(scores) == len(shop)
    assert np.isfinite(scores).all()
    assert (scores > 0).all()
