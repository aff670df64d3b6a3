"""What is popular counts buyers, lately and in season, and never tells of too few of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.evaluate import bought
from alkasba.recommend.habit import History
from alkasba.recommend.popular import (
    LEAN,
    SEASONS,
    fitting_season,
    listed,
    popularity,
    votes_of,
    wanted,
)
from alkasba.recommend.purchases import gather
from tests.recommend.build import TODAY, purchases, whole

LAST_YEAR = 350


def test_each_person_counts_once_for_a_product():
    shop = purchases((0, 0, 0), (0, 0, 0), (0, 1, 0), (1, 1, 0), people=2, products=3)
    assert popularity(shop, TODAY, 30) == pytest.approx([1 / 3, 2 / 3, 0])


def test_what_was_bought_a_half_life_ago_counts_half():
    shop = purchases((0, 0, 30), (0, 1, 0), people=1, products=2)
    assert popularity(shop, TODAY, 30) == pytest.approx([1 / 3, 2 / 3])


def learnt(*lines, people=99, products=4, today=TODAY):
    """Purchases and history of lines (who, what, days ago)."""
    who, what, ago = np.array(lines, np.int32).reshape(-1, 3).T
    past = History(who, what, np.arange(len(who), dtype=np.int32), TODAY - ago, today)
    return gather(who, what, past.day, people=people, products=products), past


def shares(*lines, season=0.0, least_people=1, **sizes):
    return wanted(votes_of(*learnt(*lines, **sizes), season), least_people)


def test_without_a_season_it_is_what_is_bought_lately():
    lines = [(0, 0, 3), (1, 0, 90), (2, 1, 5), (2, 2, LAST_YEAR)]
    lately = popularity(learnt(*lines)[0], TODAY, 60.0)
    assert shares(*lines).tolist() == pytest.approx(lately.tolist())


def test_what_was_bought_in_this_season_a_year_ago_is_wanted_the_more_the_season_counts():
    lines = [(n, 0, 1) for n in range(3)] + [(n, 1, LAST_YEAR) for n in range(2)]
    told = [shares(*lines, season=season)[:2].tolist() for season in SEASONS]
    assert told[0][0] > 0.9
    assert [one[1] for one in told] == sorted(one[1] for one in told)
    assert told[-1][1] > told[-1][0]


@given(
    some.lists(some.tuples(some.integers(0, 5), some.integers(0, 3), some.integers(0, 900))),
    some.sampled_from(SEASONS),
    some.integers(1, 4),
)
def test_no_product_of_fewer_buyers_than_are_asked_for_is_ever_told(lines, season, least):
    found = shares(*lines, season=season, least_people=least)
    buyers = [len({who for who, what, _ in lines if what == product}) for product in range(4)]
    assert all(share == 0 for share, count in zip(found, buyers, strict=True) if count < least)
    enough = any(count >= least for count in buyers)
    assert found.sum() == pytest.approx(1.0 if enough else 0.0)


def test_a_small_group_leans_on_what_all_want():
    everyone = np.array([0.5, 0.5, 0, 0], np.float32)
    few, many = (
        wanted(votes_of(*learnt(*[(n, 1, 0) for n in range(count)]), 0.0), 3, lean=everyone)
        for count in (5, 80)
    )
    assert few[1] == pytest.approx((5 + LEAN / 2) / (5 + LEAN))
    assert many[1] > few[1] > few[0] > many[0] > 0


def test_what_too_few_of_a_group_bought_stands_there_by_what_all_buy():
    everyone = np.array([0.25, 0.75, 0, 0], np.float32)
    lines = [(n, 0, 0) for n in range(4)] + [(4, 1, 0), (4, 3, 0)]
    found = wanted(votes_of(*learnt(*lines), 0.0), 3, lean=everyone)
    assert found[3] == 0
    assert found[1] == pytest.approx(0.75 * LEAN / (4 + LEAN))


def test_a_list_ends_where_nothing_is_wanted_and_equals_stand_in_the_order_of_products():
    lists, told = listed(np.array([0.2, 0, 0.4, 0.2, 0.2], np.float32), 9)
    assert lists.tolist() == [2, 0, 3, 4, -1]
    assert told.tolist() == pytest.approx([0.4, 0.2, 0.2, 0.2, 0])


@pytest.mark.parametrize("comes_again", [True, False])
def test_the_season_counts_where_it_foretells_and_nowhere_else(comes_again):
    # Product 1 was bought in the coming weeks a year ago, the others were not.
    lines = [(n, 0, 20) for n in range(40)] + [(n, 1, LAST_YEAR) for n in range(30)]
    lines += [(n, what, 400 - what) for n in range(60) for what in (2, 3)]
    known, past = learnt(*lines)
    wants = 1 if comes_again else 0
    later = bought(whole(*range(40)), whole(*[wants] * 40), people=99, products=4)
    season = fitting_season(known, past, later, 3)
    assert (season > 0) == comes_again


def test_without_a_year_to_look_back_at_or_anybody_to_judge_by_no_season_counts():
    known, past = learnt(*[(n, n % 3, n) for n in range(60)])
    later = bought(whole(*range(9)), whole(*[1] * 9), people=99, products=4)
    assert fitting_season(known, past, later, 2) == 0
    nobody = bought(whole(), whole(), people=0, products=4)
    assert fitting_season(known, past, nobody, 2) == 0


@pytest.mark.parametrize("products", [0, 3])
def test_a_shop_without_sales_has_empty_lists(products):
    shop = purchases(people=0, products=products)
    assert not popularity(shop, TODAY, 30).any()
    nothing = History(whole(), whole(), whole(), whole(), 0)
    lists, _ = listed(wanted(votes_of(shop, nothing, 1.0), 2), 5)
    assert lists.shape == (products,)
    assert (lists == -1).all()
