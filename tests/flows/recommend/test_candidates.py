import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.flows.recommend.candidates import (
    ALS,
    POPULAR,
    SIMILAR,
    TOGETHER,
    best_of,
    by_basket,
    by_likeness,
    by_meeting,
    by_person,
    by_popularity,
    fused,
    of_source,
)
from tests.recommend_shop import TEAS


def listed(products, source=ALS):
    numbers = np.array(products, np.int32)
    return of_source(numbers, np.linspace(1, 0.5, len(numbers)).astype(np.float32), source)


def test_a_list_ends_where_nothing_stands():
    found = of_source(np.array([3, 1, -1], np.int32), np.zeros(3, np.float32), TOGETHER)
    assert found.products.tolist() == [3, 1] and set(found.sources.tolist()) == {TOGETHER}


def test_lists_are_put_behind_each_other_without_what_stands_twice():
    found = listed([2, 1]).then(listed([1, 3], POPULAR))
    assert found.products.tolist() == [2, 1, 3]
    assert found.sources.tolist() == [ALS, ALS, POPULAR]
    assert found.without(np.array([1], np.int32)).products.tolist() == [2, 3]
    assert found.first(1, start=1).products.tolist() == [1]
    assert found.first(5, start=9).products.tolist() == []


def test_what_stands_high_in_several_lists_comes_first_and_its_best_list_speaks():
    found = fused([listed([1, 2, 3]), listed([3, 4], TOGETHER), listed([5, 3], SIMILAR)])
    assert found.products[0] == 3 and found.sources[0] == TOGETHER
    assert sorted(found.products.tolist()) == [1, 2, 3, 4, 5]
    # 1 and 5 stand first in one list each: the number decides.
    assert found.products[1:3].tolist() == [1, 5]


@given(st.lists(st.integers(-3, 3), max_size=30), st.integers(1, 40))
def test_the_best_are_the_first_of_all_in_order(values, most):
    scores = np.array(values, np.float32)
    order = sorted(range(len(values)), key=lambda at: (-values[at], at))
    assert best_of(scores, most).tolist() == order[:most]


def test_each_question_has_candidates(view):
    product = view.product(TEAS[1])
    lists = [
        by_person(view, 0),
        by_popularity(view, ""),
        by_likeness(view, product),
        by_meeting(view, product),
        by_basket(view, np.array([product], np.int32)),
    ]
    for found in lists:
        assert len(found) > 0
        assert len(np.unique(found.products)) == len(found)
        assert np.isfinite(found.scores).all() and (np.diff(found.scores) <= 1e-6).all()
    assert product not in lists[-1].products


@pytest.mark.parametrize("country", ["BE", "XX", ""])
def test_a_country_has_a_list_of_its_own_or_that_of_all(view, country):
    found = by_popularity(view, country)
    assert len(np.unique(found.products)) == len(found)
    assert (country in view.model.told["countries"]) == (country == "BE")
