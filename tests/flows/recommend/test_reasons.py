"""Why an answer is no more than what is popular, or nothing at all."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from alkasba.flows.recommend import suggested
from alkasba.flows.recommend.reasons import why_new, why_nothing
from alkasba.flows.recommend.suggested import Wanted
from tests.recommend_shop import LONELY, OBJECTING, RESTRICTED, WITHDRAWN

ALL = Wanted(limit=100)


def with_data(asking, **counts):
    """What answers, had the model been learnt from so much."""
    model = asking.view.model
    data = model.told["data"] | counts
    other = replace(model, told=model.told | {"data": data})
    return type(asking)(replace(asking.view, model=other), asking.edition)


def with_offer(asking, is_offered):
    """What answers, were other products on offer."""
    shelf = replace(asking.view.shelf, is_offered=is_offered)
    return type(asking)(replace(asking.view, shelf=shelf), asking.edition)


def shelf_of(asking, category):
    shelf = asking.view.shelf
    return shelf.category == shelf.categories.index(category)


def test_who_is_new_and_a_shop_that_knows_nobody_are_told_apart(asking):
    assert why_new(asking.view) == suggested.NEW
    assert why_new(with_data(asking, people=0).view) == suggested.ANONYMOUS


def test_a_model_of_no_sale_says_so_first(asking):
    empty = with_data(with_offer(asking, np.zeros(len(asking.view.shelf), bool)), lines=0)
    assert empty.popular(ALL).reason == suggested.NO_SALES


def test_where_everything_is_sold_out_each_answer_says_so(asking):
    gone = with_offer(asking, np.zeros(len(asking.view.shelf), bool))
    answers = [
        gone.popular(ALL),
        gone.popular(ALL, "BE"),
        gone.person("C0", ALL),
        gone.person("C999", ALL),
        gone.basket(("T1",), ALL),
        gone.like("T1", ALL),
        gone.together("T1", ALL),
    ]
    assert [(one.items, one.reason) for one in answers] == [((), suggested.SOLD_OUT)] * 7


@pytest.mark.parametrize(
    ("who", "reason"), [(OBJECTING, suggested.OBJECTS), (RESTRICTED, suggested.RESTRICTED)]
)
def test_who_is_left_out_is_told_of_her_right_also_where_nothing_is_on_offer(asking, who, reason):
    gone = with_offer(asking, np.zeros(len(asking.view.shelf), bool))
    assert (gone.person(who, ALL).items, gone.person(who, ALL).reason) == ((), reason)


def test_a_category_and_a_price_of_which_nothing_is_on_offer_are_told(asking):
    spices = with_offer(asking, shelf_of(asking, "Spices"))
    assert spices.popular(replace(ALL, categories=("Teas",))).reason == suggested.CATEGORY_EMPTY
    dear = replace(ALL, price=(1_000.0, inf))
    assert asking.popular(dear).reason == suggested.PRICE_EMPTY
    both = replace(ALL, categories=("Teas",), price=(10.0, inf))
    assert asking.person("C0", both).reason == suggested.PRICE_EMPTY


def test_what_was_bought_before_or_not_is_told(asking):
    spices = with_offer(asking, shelf_of(asking, "Spices"))
    found = spices.person("C0", replace(ALL, bought="again"))
    assert (found.items, found.reason) == ((), suggested.NONE_AGAIN)
    owned = {item.key for item in asking.person("C0", replace(ALL, bought="again")).items}
    keys = asking.view.shelf.keys
    hers = with_offer(asking, np.isin(keys, [key.encode() for key in owned]))
    assert hers.person("C0", replace(ALL, bought="new")).reason == suggested.ALL_BOUGHT


def test_a_product_that_too_few_bought_with_others_and_a_narrow_list_are_told(asking):
    assert asking.together(LONELY, ALL).reason == suggested.FEW_TOGETHER
    narrow = replace(ALL, categories=("Spices",))
    assert asking.together("T1", ALL).items
    assert asking.together("T1", narrow).reason == suggested.NOTHING_FITS


def test_what_too_few_bought_is_in_no_list_of_what_is_popular_which_says_so(asking):
    lonely = with_offer(asking, asking.view.shelf.keys == LONELY.encode())
    for found in (lonely.popular(ALL), lonely.popular(ALL, "BE"), lonely.person("C999", ALL)):
        assert (found.items, found.reason) == ((), suggested.FEW_BOUGHT)


def test_what_resembles_nothing_on_offer_is_told(asking):
    itself = with_offer(asking, asking.view.shelf.keys == b"T1")
    assert itself.like("T1", ALL).reason == suggested.NOTHING_ALIKE


def test_a_part_behind_the_last_is_told_and_a_list_that_has_some_is_not(asking):
    assert asking.popular(replace(ALL, offset=900)).reason == suggested.THE_END
    assert asking.popular(ALL).reason == asking.like(WITHDRAWN, ALL).reason == ""


def test_the_widest_reason_is_told(asking):
    nothing = np.zeros(0, np.int32)
    assert why_nothing(asking.view, "popular", nothing, ALL) == suggested.FEW_BOUGHT
    anonymous = with_data(asking, people=0).view
    assert why_nothing(anonymous, "popular", nothing, ALL) == suggested.FEW_BOUGHT
    assert why_nothing(anonymous, "together", nothing, ALL) == suggested.FEW_TOGETHER
    assert why_nothing(anonymous, "history", nothing, ALL) == suggested.ANONYMOUS
    assert why_nothing(asking.view, "together", nothing, ALL) == suggested.FEW_TOGETHER
