"""What tells of a habit is counted by hand for one person."""

import numpy as np
import pytest

from alkasba.recommend.habit import HABIT, RHYTHM, History, habits, rhythm
from alkasba.recommend.purchases import gather

TODAY = 20_000
TEA, SAGE = 0, 1


def history(*lines):
    """Lines of (who, what, basket, days ago)."""
    who, what, basket, ago = np.array(lines, np.int32).reshape(-1, 4).T
    return History(who, what, basket, TODAY - ago, TODAY)


def told(past, *, people=3, usual=(10.0, 20.0)):
    """What is told of each purchase, by name."""
    purchases = gather(past.who, past.what, past.day, people=people, products=2)
    found = habits(purchases, past, np.array(usual, np.float32))
    names = dict(zip(HABIT, found.T, strict=True))
    shopping = dict(zip(RHYTHM, rhythm(purchases, past).T, strict=True))
    return purchases, names, shopping


# She buys tea every ten days, three times, and sage once; the other tries tea once.
PAST = history(
    (0, TEA, 1, 40), (0, TEA, 2, 30), (0, TEA, 3, 20), (0, SAGE, 4, 5), (1, TEA, 5, 15)
)  # fmt: skip


def test_how_often_and_how_lately_is_counted():
    _, names, _ = told(PAST)
    assert names["times"].tolist() == [3, 1, 1]
    assert names["lately 30"][0] == pytest.approx(sum(0.5 ** (ago / 30) for ago in (40, 30, 20)))
    assert names["days since"].tolist() == [20, 5, 15]


def test_her_own_interval_counts_where_she_has_one_and_else_the_usual_one():
    _, names, _ = told(PAST, usual=(5.0, 20.0))
    assert names["own intervals since"].tolist() == pytest.approx([20 / 10, 5 / 20, 15 / 5])
    assert names["intervals since"].tolist() == pytest.approx([20 / 5, 5 / 20, 15 / 5])


def test_shares_are_of_her_own_baskets():
    _, names, _ = told(PAST)
    assert names["share of baskets"].tolist() == pytest.approx([3 / 4, 1 / 4, 1])
    assert names["share since the first"].tolist() == pytest.approx([3 / 4, 1, 1])
    assert names["baskets since"].tolist() == [1, 0, 0]


def test_what_others_do_is_of_the_product_and_few_buyers_say_little():
    _, names, _ = told(PAST)
    assert names["bought again by others"].tolist() == pytest.approx([1 / 7, 0, 1 / 7])


def test_how_she_shops_is_told_and_nothing_of_whom_nobody_saw():
    _, _, shopping = told(PAST)
    assert shopping["baskets"].tolist() == [4, 1, 0]
    assert shopping["products of a basket"].tolist() == [1, 1, 0]
    assert shopping["share that is new"].tolist() == pytest.approx([2 / 4, 1, 0])
    assert shopping["days away"].tolist() == [5, 15, 0]


def test_the_order_of_lines_changes_nothing():
    turned = History(PAST.who[::-1], PAST.what[::-1], PAST.basket[::-1], PAST.day[::-1], TODAY)
    for one, other in zip(told(PAST)[1].values(), told(turned)[1].values(), strict=True):
        assert one == pytest.approx(other)


def test_two_baskets_of_one_day_have_no_interval_between_them():
    _, names, _ = told(history((0, TEA, 1, 7), (0, TEA, 2, 7)))
    assert names["own intervals since"].tolist() == pytest.approx([7 / 10])
    assert names["share of baskets"].tolist() == [1]


def test_all_on_one_day_and_nothing_at_all_are_told_in_numbers():
    for past in (history((0, TEA, 1, 0), (1, SAGE, 2, 0)), history()):
        _, names, shopping = told(past)
        assert all(np.isfinite(values).all() for values in (names | shopping).values())
