"""Pairs are told with baskets, people and lift, where they are above chance and hide nobody."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.together import SURE, baskets_of, together
from tests.recommend.build import whole


def shop_of(*baskets, products, owner=None):
    """A shop of baskets, each a set of products, by default each of another person."""
    lines = [(b, product) for b, basket in enumerate(baskets) for product in basket]
    basket, product = np.array(lines, np.int32).reshape(-1, 2).T
    who = np.arange(len(baskets), dtype=np.int32) if owner is None else whole(*owner)
    return baskets_of(basket, product, who, products=products)


def pairs(found):
    return {
        (product, int(other)): (int(s), int(p))
        for product, row in enumerate(found.what)
        for other, s, p in zip(row, found.support[product], found.people[product], strict=True)
        if other >= 0
    }


TEA_AND_HONEY = [{0, 1}] * 40 + [{0}] * 5 + [{1}] * 5 + [{2}] * 200 + [{0, 2}] * 5


def test_a_pair_has_its_baskets_people_and_lift():
    found = together(shop_of(*TEA_AND_HONEY, products=4), keep=3, k_people=5)
    assert pairs(found) == {(0, 1): (40, 40), (1, 0): (40, 40)}
    lift = 40 * 255 / (50 * 45)
    assert found.lift[0, 0] == found.lift[1, 0] == pytest.approx(lift)
    assert found.surely[0, 0] == pytest.approx(lift * (1 - SURE / 40**0.5))


def test_what_shares_no_more_baskets_than_chance_is_not_told():
    found = together(shop_of(*TEA_AND_HONEY, products=4), keep=3, k_people=1)
    assert (0, 2) not in pairs(found)


def test_a_pair_that_few_people_are_behind_is_not_told():
    owner = [b % 4 for b in range(len(TEA_AND_HONEY))]
    shop = shop_of(*TEA_AND_HONEY, products=4, owner=owner)
    assert pairs(together(shop, keep=3, k_people=5)) == {}
    assert pairs(together(shop, keep=3, k_people=4)) == {(0, 1): (40, 4), (1, 0): (40, 4)}


def test_the_surest_come_first_and_no_more_than_are_kept():
    baskets = [{0, 1}] * 30 + [{0, 2}] * 20 + [{0, 3}] * 10 + [{4}] * 900
    found = together(shop_of(*baskets, products=5), keep=2, k_people=1)
    assert found.what.shape == (5, 2)
    assert found.what[0].tolist() == [1, 2]
    assert (np.diff(found.surely[0]) <= 0).all()


def test_a_product_that_stands_twice_in_a_basket_is_one():
    basket = whole(0, 0, 0, 1, 1, 2)
    shop = baskets_of(basket, whole(0, 0, 1, 0, 1, 2), whole(0, 1, 2), products=3)
    assert shop.start.tolist() == [0, 2, 4, 5]


@given(some.lists(some.frozensets(some.integers(0, 5), max_size=5), max_size=40))
def test_support_is_what_counting_gives(baskets):
    owner = [b // 2 for b in range(len(baskets))]
    shop = shop_of(*baskets, products=6, owner=owner)
    found = pairs(together(shop, keep=6, k_people=2, at_least=2))
    for one, other in combinations(range(6), 2):
        both = [b for b, basket in enumerate(baskets) if {one, other} <= basket]
        people = len({owner[b] for b in both})
        if (one, other) in found:
            assert found[one, other] == found[other, one] == (len(both), people)
            assert people >= 2
            assert len(both) >= 2


def test_among_many_products_pairs_are_counted_alike():
    shop = shop_of(*TEA_AND_HONEY, products=9000)
    found = pairs(together(shop, keep=3, k_people=5))
    assert found == {(0, 1): (40, 40), (1, 0): (40, 40)}


@pytest.mark.parametrize("products", [0, 2])
def test_a_shop_without_baskets_has_no_pairs(products):
    found = together(shop_of(products=products), keep=3, k_people=1)
    assert found.what.shape == (products, min(3, products))
    assert pairs(found) == {}
