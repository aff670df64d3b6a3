"""What is popular counts people, lately, and within groups."""

import numpy as np
import pytest

from alkasba.recommend.popular import popular, popularity
from tests.recommend.build import TODAY, purchases, whole


def test_each_person_counts_once_for_a_product():
    shop = purchases((0, 0, 0), (0, 0, 0), (0, 1, 0), (1, 1, 0), people=2, products=3)
    assert popularity(shop, TODAY, 30) == pytest.approx([1 / 3, 2 / 3, 0])


def test_what_was_bought_a_half_life_ago_counts_half():
    shop = purchases((0, 0, 30), (0, 1, 0), people=1, products=2)
    assert popularity(shop, TODAY, 30) == pytest.approx([1 / 3, 2 / 3])


def in_countries(k=2):
    """Many people of the first country want product 0, those of the second product 1."""
    shop = purchases(
        *[(p, 0, 0) for p in range(200)], *[(p, 1, 0) for p in range(200, 300)],
        people=300, products=4,
    )  # fmt: skip
    country = (shop.who >= 200).astype(np.int32)
    return popular(shop, TODAY, 30, k, group=country, groups=3)


def test_each_country_has_its_own_list():
    lists, shares = in_countries()
    assert lists[:2].tolist() == [[0, 1], [1, 0]]
    assert (np.diff(shares, axis=1) <= 0).all()


def test_a_country_without_sales_has_what_all_want():
    lists, _ = in_countries()
    assert lists[2].tolist() == [0, 1]


def test_what_nobody_bought_is_in_no_list():
    lists, shares = in_countries(k=9)
    assert lists.shape == (3, 4)
    assert (lists[:, 2:] == -1).all()
    assert (shares[:, 2:] == 0).all()


def test_equals_stand_in_the_order_of_products():
    shop = purchases((0, 2, 0), (0, 1, 0), (0, 3, 0), people=1, products=4)
    group = np.zeros(3, np.int32)
    assert popular(shop, TODAY, 30, 2, group=group, groups=1)[0].tolist() == [[1, 2]]


@pytest.mark.parametrize("products", [0, 3])
def test_a_shop_without_sales_has_empty_lists(products):
    shop = purchases(people=0, products=products)
    assert not popularity(shop, TODAY, 30).any()
    lists, _ = popular(shop, TODAY, 30, 5, group=whole(), groups=2)
    assert lists.shape == (2, products)
    assert (lists == -1).all()
