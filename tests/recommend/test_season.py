"""The days ahead are foretold by the same days of earlier years, and by no others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.habit import History
from alkasba.recommend.season import AHEAD_DAYS, LEAST, NEAR_DAYS, in_season, nearness
from tests.recommend.build import TODAY, whole


def near(*ago):
    return nearness(TODAY - whole(*ago), TODAY)


def test_the_same_days_a_year_ago_say_all_and_a_year_earlier_half_as_much():
    in_the_middle = np.array([365, 730, 1096]) - AHEAD_DAYS // 2
    assert near(*in_the_middle).tolist() == [1.0, 0.5, 0.25]


def test_before_and_after_them_days_say_less_the_further_away_they_are():
    first, last = 364, 366 - AHEAD_DAYS
    assert near(first, last).tolist() == [1.0, 1.0]
    away = int(NEAR_DAYS)
    assert near(first + away, last - away) == pytest.approx([0.5, 0.5], abs=0.07)
    assert near(first + 3 * away, last - 3 * away).tolist() == [0.0, 0.0]


def test_what_was_bought_lately_is_no_season_though_it_is_near():
    assert near(0, 1, 10).tolist() == [0.0, 0.0, 0.0]


@given(some.integers(-50, 20_000))
def test_the_turn_of_the_year_is_a_day_like_another(ago):
    """What a day says depends on how long ago it was, whatever the date is."""
    told = [nearness(whole(today - ago), today)[0] for today in (TODAY, TODAY + 37, TODAY + 181)]
    assert told[0] == told[1] == told[2]
    assert told[0] == 0 or LEAST / 2**60 < told[0] <= 1


def test_each_buyer_counts_once_for_a_product_on_the_nearest_day():
    days = TODAY - whole(350, 356, 700, 5, 350)
    past = History(whole(0, 0, 0, 0, 1), whole(2, 2, 2, 2, 0), np.arange(5), days, TODAY)
    who, what, weight = in_season(past, 3)
    assert (who.tolist(), what.tolist(), weight.tolist()) == ([0, 1], [2, 0], [1.0, 1.0])


@pytest.mark.parametrize("products", [0, 3])
def test_without_a_line_there_is_no_season(products):
    nothing = History(whole(), whole(), whole(), whole(), 0)
    assert all(len(part) == 0 for part in in_season(nothing, products))
