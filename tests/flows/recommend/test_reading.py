import numpy as np
import pytest

from alkasba.flows.answers import open_current
from alkasba.flows.recommend.reading import (
    NOBODY,
    keys_of,
    place_of,
    places_of,
    read_lines,
    read_people,
    read_shelf,
)
from alkasba.model.recommend import learnt
from tests.recommend_shop import (
    CSV,
    PRODUCT,
    SPICES,
    TEAS,
    WITHDRAWN,
    recommend_shop,
)


@pytest.fixture
def said(taught):
    return learnt(taught.open().shop)


@pytest.fixture
def db(taught):
    found = open_current(taught.open())
    yield found
    found.close()


def test_the_shelf_says_what_is_shown_of_each_product(db, said):
    shelf = read_shelf(db, said)
    assert len(shelf) == len(TEAS) + len(SPICES) + 2
    at = place_of(shelf.keys, "S0")
    assert (shelf.names[at], shelf.categories[shelf.category[at]]) == ("Spice S0", "Spices")
    assert shelf.price[at] == 10 and shelf.is_offered[at] and shelf.words[at] == ("Spices",)
    assert not shelf.is_offered[place_of(shelf.keys, WITHDRAWN)]


KINDS = """
kind = "dimension"
key = ["kind_id"]
label = "name"
[columns]
kind_id = { type = "code" }
name = { type = "text" }
"""


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ('name = { type = "text" }', ("Fine teas", "Spices")),
        ('name = { type = "text", personal = "location" }', ("2", "7")),
    ],
)
def test_a_category_of_another_dimension_is_told_by_its_label(tmp_path, name, called):
    shop = recommend_shop(
        tmp_path,
        people=3,
        tables__product=PRODUCT.replace('{ type = "text" }\nprice', '{ refers = "kind" }\nprice'),
        tables__kind=KINDS.replace('name = { type = "text" }', name),
        sources__kinds=CSV.format("kinds", "kind"),
    )
    shop.write("data/kinds.csv", "kind_id,name\n7,Fine teas\n2,Spices\n9,Empty\n")
    listed = shop.folder / "data/products.csv"
    listed.write_text(listed.read_text().replace(",Teas,", ",7,").replace(",Spices,", ",2,"))
    shop.run()
    opened = shop.open()
    said, found = learnt(opened.shop), open_current(opened)
    shelf = read_shelf(found, said)
    found.close()
    assert shelf.categories == called
    at = place_of(shelf.keys, "T0")
    assert shelf.by_key["7"] == shelf.categories[shelf.category[at]]
    assert set(shelf.by_key) == {"7", "2"}


def test_people_are_told_by_pseudonyms_alone(db, said):
    people = read_people(db, said)
    assert len(people.keys) == 61 and all(len(key) == 32 for key in people.keys.tolist())
    assert (people.left_out.sum(), people.restricted.sum()) == (2, 1)
    assert len(people.to_learn_from().keys) == 59


def test_lines_are_of_those_who_may_be_learnt_from(db, said, taught):
    people, shelf = read_people(db, said), read_shelf(db, said)
    shop = taught.open().shop
    everyone = read_lines(db, shop, said, people=people.keys, products=shelf.keys)
    fewer = people.to_learn_from()
    rest = read_lines(db, shop, said, people=fewer.keys, products=shelf.keys)
    for left_out in np.flatnonzero(people.left_out).tolist():
        assert (everyone.who == left_out).sum() > 0
    assert len(everyone) - len(rest) == people.left_out[everyone.who].sum()
    bought = rest.purchases(people=59, products=len(shelf))
    assert bought.times.sum() == len(rest)


def test_keys_are_found_among_sorted_ones():
    keys = keys_of(["A", "Thé", "Z"])
    assert [place_of(keys, key) for key in ("A", "Thé", "Z", "", "ZZ")] == [0, 1, 2, -1, -1]
    assert places_of(keys, keys_of(["Z", "B"])).tolist() == [2, -1]
    assert places_of(keys_of([]), keys).tolist() == [-1] * 3
    assert place_of(keys_of([]), "A") == NOBODY
