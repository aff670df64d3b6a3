"""Demand tells what is wanted now, and whether that is more than before."""

import numpy as np
import pytest

from alkasba.recommend.demand import DEMAND, SLOW, demand
from alkasba.recommend.habit import History
from alkasba.recommend.popular import popularity
from alkasba.recommend.purchases import gather

TODAY = 20_000


def told(*lines, products=3):
    """By name, of lines of (who, what, days ago)."""
    who, what, ago = np.array(lines, np.int32).reshape(-1, 3).T
    past = History(who, what, np.arange(len(who), dtype=np.int32), TODAY - ago, TODAY)
    purchases = gather(who, what, past.day, people=9, products=products)
    shares = popularity(purchases, TODAY, 60)
    return purchases, dict(zip(DEMAND, demand(purchases, past, shares).T, strict=True))


def test_the_first_is_what_lists_of_popular_products_are_ordered_by():
    purchases, names = told((0, 0, 1), (1, 0, 90), (2, 1, 5))
    assert names[DEMAND[0]].tolist() == popularity(purchases, TODAY, 60.0).tolist()


def test_a_rise_counts_people_of_two_weeks_and_of_the_two_before():
    _, names = told((0, 0, 1), (1, 0, 2), (1, 0, 3), (2, 0, 20), (0, 1, 20), (1, 1, 15))
    rises = [(2 + SLOW) / (1 + SLOW), SLOW / (2 + SLOW), 1.0]
    assert names["rise"].tolist() == pytest.approx(rises)


def test_days_on_sale_begin_with_the_first_purchase():
    _, names = told((0, 0, 40), (1, 0, 2), (0, 1, 3))
    assert names["days on sale"].tolist() == [40, 3, 0]
    assert names["buyers"].tolist() == [2, 1, 0]


def test_nothing_bought_is_no_demand():
    _, names = told()
    assert all(np.isfinite(values).all() for values in names.values())
