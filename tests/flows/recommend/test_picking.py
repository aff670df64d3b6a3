import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alkasba.flows.recommend.candidates import (
    AGAIN,
    ALS,
    POPULAR,
    Candidates,
    by_popularity,
    of_source,
)
from alkasba.flows.recommend.picking import Owned, items_of, picked
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.serving import Serving
from alkasba.recommend.als import because as parts_of
from tests.recommend_shop import ARRIVALS, SPICES, TEAS, UNSOLD, WITHDRAWN, asked


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


NEW = {*ARRIVALS, UNSOLD}


def share_is_kept(keys, share=0.2):
    told = np.cumsum([key in NEW for key in keys])
    places = np.arange(1, len(keys) + 1)
    return (told >= np.minimum(np.floor(share * places), len(NEW))).all()


@pytest.fixture(params=["person", "popular"])
def ask(request, asking_of_arrivals):
    """A list in which what is new has a fifth of the places."""
    asked = asking_of_arrivals
    if request.param == "popular":
        return asked.popular
    return lambda wanted: asked.person("C4", wanted)


def listed_keys(answer):
    return [item.key for item in answer.items]


@pytest.mark.parametrize("diversity", [0.0, 0.4])
def test_every_beginning_of_a_list_has_the_share_of_new_products(ask, diversity):
    keys = listed_keys(ask(Wanted(limit=100, diversity=diversity)))
    assert share_is_kept(keys) and len(keys) == len(set(keys))
    assert WITHDRAWN not in keys and set(keys) >= NEW


def test_what_is_new_says_by_whom_it_is_placed_and_beside_what(ask):
    told = {item.key: item for item in ask(Wanted(limit=100)).items if item.key in NEW}
    assert {item.source for item in told.values()} == {"similar"}
    for item in told.values():
        assert item.because and {one.key for one in item.because} <= {*TEAS, *NEW, "L1"}


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_of_a_list_with_new_products_add_up_to_the_whole(ask, limit):
    whole = listed_keys(ask(Wanted(limit=100)))
    found, place = [], None
    while place != 0:
        page = ask(Wanted(limit=limit, passed=place or 0))
        found += listed_keys(page)
        place = page.place
    assert found == whole
    assert listed_keys(ask(Wanted(limit=5, offset=3))) == whole[3:8]


def test_what_is_sold_out_between_two_pages_moves_nothing_and_shows_nothing_twice(
    ask, asking_of_arrivals
):
    whole = ask(Wanted(limit=100))
    first = ask(Wanted(limit=6))
    is_offered = asking_of_arrivals.view.is_offered
    for key in listed_keys(first):
        number = asking_of_arrivals.view.product(key)
        is_offered[number] = False
        second = listed_keys(ask(Wanted(limit=100, passed=first.place)))
        is_offered[number] = True
        assert not set(second) & set(listed_keys(first))
        assert set(second) | set(listed_keys(first)) == set(listed_keys(whole))


def test_filters_hold_for_what_is_new_too(ask):
    spices = listed_keys(ask(Wanted(limit=100, categories=("Spices",))))
    assert set(spices) <= set(SPICES)
    dear = listed_keys(ask(Wanted(limit=100, price=(5.0, 6.0))))
    assert share_is_kept(dear) and NEW - {UNSOLD} <= set(dear) and UNSOLD not in dear


def test_what_stands_beside_a_product_has_no_places_for_what_is_new(asking_of_arrivals):
    like = asking_of_arrivals.like("S1", Wanted(limit=5))
    assert not NEW & set(listed_keys(like))


@given(some.integers(0, 10**7))
def test_no_cursor_breaks_a_list(taught_numbers, passed):
    view, found = taught_numbers
    shown, place = picked(view, found, Wanted(limit=3, passed=passed))
    assert len(shown) <= 3 and place >= 0


@pytest.fixture(scope="module")
def taught_numbers(with_arrivals):
    serving = Serving(with_arrivals.folder)
    with serving.edition() as edition:
        view = asked(with_arrivals, edition).view
        yield view, by_popularity(view, "BE")
    serving.close()
