import numpy as np
import pytest

from alkasba.flows.recommend.candidates import AGAIN, ALS, POPULAR, Candidates, of_source
from alkasba.flows.recommend.picking import Owned, items_of, picked
from alkasba.flows.recommend.suggested import Wanted
from alkasba.recommend.als import because as parts_of
from tests.recommend_shop import SPICES, TEAS, WITHDRAWN


def listed(view, keys, source=ALS) -> Candidates:
    numbers = np.array([view.product(key) for key in keys], np.int32)
    return of_source(numbers, np.linspace(1, 0.5, len(numbers)).astype(np.float32), source)


def owned(view, *keys) -> Owned:
    numbers = np.array([view.product(key) for key in keys], np.int32)
    return Owned(numbers, np.ones(len(numbers), np.float32))


def names(view, found):
    return [item.key for item in items_of(view, found)]


def test_what_may_not_be_shown_is_left_out_and_does_not_count_for_the_page(view):
    found, has_more = picked(view, listed(view, ["T1", WITHDRAWN, "T2", "T3"]), Wanted(limit=2))
    assert names(view, found) == ["T1", "T2"] and has_more
    found, has_more = picked(view, listed(view, ["T1", WITHDRAWN]), Wanted(limit=1))
    assert names(view, found) == ["T1"] and not has_more


@pytest.mark.parametrize(
    ("bought", "left"), [("any", ["T1", "T2"]), ("new", ["T2"]), ("again", ["T1"])]
)
def test_own_purchases_are_shown_as_asked(view, bought, left):
    found, _ = picked(view, listed(view, ["T1", "T2"]), Wanted(bought=bought), owned(view, "T1"))
    assert names(view, found) == left


def test_diversity_puts_the_other_kind_sooner_and_loses_nothing(view):
    keys = [*TEAS[:6], *SPICES[:6]]
    plain, _ = picked(view, listed(view, keys), Wanted(limit=100))
    spread, _ = picked(view, listed(view, keys), Wanted(limit=100, diversity=0.9))
    assert names(view, plain) == keys
    assert sorted(names(view, spread)) == sorted(keys)
    assert names(view, spread)[0] == keys[0] and names(view, spread)[1] in SPICES


def test_pages_of_a_diverse_list_fit_together(view):
    found = listed(view, [*TEAS[:6], *SPICES[:6]])
    whole, _ = picked(view, found, Wanted(limit=12, diversity=0.5))
    first, _ = picked(view, found, Wanted(limit=5, diversity=0.5))
    second, _ = picked(view, found, Wanted(limit=7, offset=5, diversity=0.5))
    assert names(view, first) + names(view, second) == names(view, whole)


def test_reasons_of_the_model_are_parts_of_the_score(view):
    basket = owned(view, "T1", "T2", "S1")
    product = view.product("T3")
    shown = of_source(np.array([product], np.int32), np.ones(1, np.float32), ALS)
    because = items_of(view, shown, owned=basket)[0].because
    assert {one.key for one in because} <= {"T1", "T2", "S1"}
    assert 0.99 <= sum(one.share for one in because) <= 1.01
    factors, settings = view.folding.factors, view.folding.settings
    parts = parts_of(factors, settings, basket.products, basket.weights, product)
    most = int(basket.products[np.argmax(parts)])
    assert because[0].key == view.model.products[most].decode()


def test_what_is_bought_again_is_its_own_reason_and_what_is_popular_has_none(view):
    basket = owned(view, "T1")
    again = items_of(view, listed(view, ["T1"], AGAIN), owned=basket)[0].because
    assert [(one.key, one.share) for one in again] == [("T1", 1.0)]
    assert items_of(view, listed(view, ["T1"], POPULAR), owned=basket)[0].because == ()


def test_an_empty_list_has_no_items(view):
    found, has_more = picked(view, listed(view, []), Wanted(diversity=0.5))
    assert items_of(view, found) == () and not has_more
