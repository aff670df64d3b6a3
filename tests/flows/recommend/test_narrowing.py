"""What a list may be narrowed by."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from alkasba.errors import UnknownName, WrongValue
from alkasba.flows.recommend.narrowing import LONGEST_TOLD, MOST_TOLD, narrowed
from alkasba.flows.recommend.reading import Shelf
from alkasba.flows.recommend.suggested import Wanted
from tests.recommend_shop import PRODUCT, RECOMMEND, SALE, recommend_shop


def shelf(*categories, by_key=None):
    nothing = np.zeros(0, np.int32)
    return Shelf(np.zeros(0, "S1"), (), categories, nothing, nothing, nothing, (), by_key or {})


SHELF = shelf("Spices", "Teas")


def of(*categories, price=(-inf, inf)):
    return Wanted(categories=categories, price=price)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return recommend_shop(tmp_path_factory.mktemp("narrowed")).open().shop


def test_what_asks_for_nothing_is_left_as_it_is(shop):
    wanted = Wanted(limit=3, bought="new")
    assert narrowed(shop, SHELF, wanted) is wanted
    assert narrowed(shop, SHELF, of("", " ")).categories == ()


def test_a_category_is_found_as_the_shelf_writes_it(shop, tmp_path):
    assert narrowed(shop, SHELF, of(" Teas ", "Spices")).categories == ("Teas", "Spices")
    product = PRODUCT.replace(
        'category = { type = "text" }', 'category = { type = "code", case = "upper" }'
    )
    upper = recommend_shop(tmp_path, tables__product=product).open().shop
    assert narrowed(upper, shelf("TEAS"), of("teas")).categories == ("TEAS",)


def test_a_category_is_found_by_its_key_too(shop):
    known = shelf("Spices", "Teas", by_key={"1": "Teas", "2": "Spices"})
    assert narrowed(shop, known, of("2", "Teas")).categories == ("Spices", "Teas")
    with pytest.raises(UnknownName, match="of a category '3'"):
        narrowed(shop, known, of("3"))


def test_a_category_that_no_product_has_is_told_with_the_nearest(shop):
    with pytest.raises(UnknownName, match=r"of a category 'Tea'. Did you mean 'Teas'\?") as told:
        narrowed(shop, SHELF, of("Teas", "Tea"))
    assert told.value.where == "category"
    assert told.value.next_step == "Leave it out, or write one of: Spices, Teas."


def test_of_many_categories_some_are_told_and_of_a_long_word_its_beginning(shop):
    many = tuple(f"category {n:03}" for n in range(MOST_TOLD + 1))
    with pytest.raises(UnknownName) as told:
        narrowed(shop, shelf(*many), of("x" * 1_000))
    assert told.value.next_step.endswith(f", {many[MOST_TOLD - 1]} and others.")
    assert "x" * LONGEST_TOLD in told.value.what
    assert "x" * (LONGEST_TOLD + 1) not in told.value.what


@pytest.mark.parametrize(
    ("word", "wanted"), [("category", of("Teas")), ("price", of(price=(1.0, inf)))]
)
def test_what_the_shop_names_no_column_for_narrows_nothing(tmp_path, word, wanted):
    recommend = "\n".join(
        line for line in RECOMMEND.splitlines() if not line.startswith(f"{word} =")
    )
    plain = recommend_shop(tmp_path, tables__sale=f"{SALE}{recommend}\n").open().shop
    with pytest.raises(WrongValue, match="narrowed by it") as told:
        narrowed(plain, SHELF, wanted)
    assert told.value.where == word and f'{word} = "..."' in told.value.next_step
    assert narrowed(plain, SHELF, replace(wanted, categories=(), price=(-inf, inf)))
