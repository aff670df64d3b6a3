"""What is new on sale is found by its first buyer, and hoped for by what it resembles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.recommend.alike import content
from alkasba.recommend.arrivals import arrived, expected, with_new
from tests.recommend.build import TODAY, purchases

TEAS = content(
    [{"tea", "mint"}, {"tea", "mint", "old"}, {"tea", "lemon"}, {"pot"}, {"tea", "mint"}]
)


def test_a_product_is_new_from_its_first_buyer_on_and_before():
    shop = purchases((0, 0, 40), (1, 0, 1), (0, 1, 29), (1, 2, 30), people=2, products=4)
    assert arrived(shop, TODAY, 30).tolist() == [False, True, False, True]


def test_in_a_shop_without_sales_all_is_new():
    assert arrived(purchases(people=0, products=2), TODAY, 30).all()


def hoped(*shares, new, behind=1):
    mask = np.zeros(5, bool)
    mask[list(new)] = True
    return expected(np.array([shares], np.float32), TEAS, mask, behind=behind)[0]


def test_a_new_product_is_hoped_for_by_what_is_described_like_it():
    found = hoped(0.6, 0.2, 0.1, 0.1, 0, new=[4])
    assert found[:4].tolist() == pytest.approx([0.6, 0.2, 0.1, 0.1])
    assert 0 < found[4] < 0.2
    assert hoped(0.6, 0.2, 0.1, 0.1, 0, new=[]).tolist() == pytest.approx([0.6, 0.2, 0.1, 0.1, 0])


def test_hope_puts_nothing_before_what_has_shown_it():
    found = hoped(0.9, 0.05, 0.03, 0.02, 0, new=[4], behind=2)
    assert np.argsort(-found).tolist()[:3] == [0, 1, 2]


def test_each_group_hopes_for_itself():
    shares = np.array([[0.6, 0.2, 0.1, 0.1, 0], [0, 0, 0, 1, 0]], np.float32)
    both = expected(shares, TEAS, np.arange(5) == 4, behind=1)
    assert both[0].tolist() == hoped(*shares[0], new=[4]).tolist()
    assert both[1].tolist() == shares[1].tolist()


def test_what_a_new_product_has_come_to_itself_counts_where_it_is_more():
    found = hoped(0.1, 0.1, 0.1, 0.1, 0.6, new=[4])
    assert found[4] == pytest.approx(0.6)


def test_what_resembles_nothing_that_is_bought_is_not_hoped_for():
    assert hoped(0.6, 0.2, 0.2, 0, 0, new=[3])[3] == 0
    assert hoped(0, 0, 0, 0, 0, new=[3, 4]).tolist() == [0] * 5


@given(some.lists(some.booleans(), max_size=30), some.integers(0, 9), some.integers(0, 40))
def test_the_first_new_ones_stay_and_the_order_too(new, most, width):
    mask = np.array(new, bool)
    order = np.arange(len(new))[::-1].copy()
    kept = with_new(order, mask, most, width)
    assert len(kept) == min(width, len(new))
    assert (np.diff(kept) < 0).all()
    assert mask[kept].sum() >= min(most, width, mask.sum())
    assert mask.any() or kept.tolist() == order[:width].tolist()
