from pathlib import Path

import pytest

from alkasba.errors import DeclarationError
from alkasba.model.recommend import learnt, reference_to
from tests.recommend_shop import RECOMMEND, SALE, recommend_shop
from tests.shop_builder import small_shop

LEAST = '[recommend]\nwho = "customer"\nwhat = "product"\ntogether = "order_id"\n'


def declared(folder: Path, recommend: str) -> str:
    """What is wrong with this part `[recommend]`; nothing where all is well."""
    shop = recommend_shop(folder, tables__sale=SALE + recommend)
    try:
        shop.open()
    except DeclarationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "recommend",
    [RECOMMEND, LEAST, LEAST + "least_people = 2\n", LEAST + "new_share = 0.1\nnew_days = 14\n"],
)
def test_what_is_right_is_taken(tmp_path, recommend):
    assert declared(tmp_path, recommend) == ""


@pytest.mark.parametrize(
    ("recommend", "what"),
    [
        ("[recommend]\n", "say which reference leads to those who buy"),
        (LEAST.replace("customer", "custumer"), "Did you mean 'customer'?"),
        (LEAST.replace('"product"', '"produkt"'), "Did you mean 'product'?"),
        (LEAST.replace("order_id", "order"), "Did you mean 'order_id'?"),
        (LEAST + 'pieces = "status"\n', "'status' is a choice; whole or number or money"),
        (LEAST + 'where = "status"\n', "a condition is needed, and this gives a text"),
        (LEAST + 'where = "stauts = 1"\n', "Did you mean 'status'?"),
        (LEAST + "where = \"product.category = 'Teas'\"\n", "of another table"),
        (LEAST + 'where = "sum(quantity) > 1"\n', "sums belong to a measure"),
        (LEAST + 'less = { of = "refunds", same = "order_id" }\n', "Did you mean 'refund'?"),
        (LEAST + 'less = { of = "refund", same = "oder_id" }\n', "Did you mean 'order_id'?"),
        (LEAST + 'less = { of = "refund" }\n', "say which fact takes back"),
        (LEAST + 'offer = "is_withdrwan"\n', "Did you mean 'is_withdrawn'?"),
        (LEAST + 'offer = "quantile(price, 5) = 1"\n', "sums belong to a measure"),
        (LEAST + 'alike = ["categroy"]\n', "Did you mean 'category'?"),
        (LEAST + 'price = "name"\n', "'name' is a text"),
        (LEAST + 'country = "town"\n', "nothing is called 'town'"),
        (LEAST + 'objects = "country"\n', "'country' is a code; flag is needed"),
        (LEAST + 'restricted = "country"\n', "'country' is a code; flag is needed"),
        (LEAST + 'restricted = "restrictd"\n', "Did you mean 'restricted'?"),
        (LEAST + 'objects = "objects"\nrestricted = "objects"\n', "name a flag of its own"),
        (LEAST + "least_people = 1\n", "one person's basket tells of that person"),
        (LEAST + "new_share = 10\n", "a share from 0 to 1 is needed (5 % is 0.05), not 10"),
        (LEAST + "new_share = true\n", "a share from 0 to 1"),
        (LEAST + "new_days = 0\n", "1 to 3,650"),
        (LEAST + "new_days = 99999999999\n", "1 to 3,650"),
        (LEAST + "season = 1\n", "unknown key 'season'"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path, recommend, what):
    told = declared(tmp_path, recommend)
    assert what in told
    assert "tables/sale.toml" in told and "recommend" in told


def test_a_dimension_has_no_purchases(tmp_path):
    shop = recommend_shop(tmp_path)
    shop.write("tables/sale.toml", SALE)
    product = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", product + LEAST)
    with pytest.raises(DeclarationError, match="in the rows of a fact"):
        shop.open()


def test_people_are_not_recommended(tmp_path):
    turned = LEAST.replace('what = "product"', 'what = "customer"')
    assert "people are not recommended" in declared(tmp_path, turned)


def test_a_shop_learns_from_one_fact(tmp_path):
    shop = recommend_shop(tmp_path)
    refund = (tmp_path / "tables/refund.toml").read_text()
    shop.write("tables/refund.toml", refund + LEAST.replace("customer", "product"))
    with pytest.raises(DeclarationError, match="a shop learns from one fact"):
        shop.open()


def test_products_are_called_as_their_index_is(tmp_path):
    shop = recommend_shop(tmp_path)
    found = learnt(shop.open().shop)
    assert found is not None and found.name == "product"
    product = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", product + '[search]\nindex = "index_herbs"\n')
    found = learnt(shop.open().shop)
    assert found is not None and found.name == "herbs"


def test_a_shop_that_says_nothing_learns_nothing(tmp_path):
    assert learnt(small_shop(tmp_path).open().shop) is None


def test_a_reference_is_found_by_where_it_leads(tmp_path):
    shop = recommend_shop(tmp_path).open().shop
    assert reference_to(shop.tables["refund"], shop.tables["product"]) == "product"
    assert reference_to(shop.tables["refund"], shop.tables["customer"]) is None
