"""Ways from a fact to a dimension: the shortest, the one of its name, or the one that is said."""

import pytest

from alkasba.errors import Ambiguous, UnknownName
from alkasba.model.ways import end_of, way_to, ways
from tests.model.build import shop_of

CUSTOMER = 'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = { type = "code" }\n'
SUPPLIER = CUSTOMER + 'partner = { refers = "customer" }\n'
SALE = """
kind = "fact"
day = "sold_on"
[columns]
sold_on = { type = "day" }
"""


def shop_with(folder, references):
    files = {
        "tables/sale.toml": SALE + references,
        "tables/customer.toml": CUSTOMER,
        "tables/supplier.toml": SUPPLIER,
    }
    return shop_of(folder, files)


def told(folder, references, dimension="customer", by=None):
    shop = shop_with(folder, references)
    return way_to(shop, shop.tables["sale"], dimension, by)


CUSTOMER_OF = 'customer = { refers = "customer" }\n'
BILLED = 'billed_to = { refers = "customer" }\n'
SHIPPED = 'shipped_to = { refers = "customer" }\n'
SUPPLIER_OF = 'supplier = { refers = "supplier" }\n'


@pytest.mark.parametrize(
    ("references", "by", "way"),
    [
        (CUSTOMER_OF, None, ("customer",)),
        (BILLED, None, ("billed_to",)),
        (CUSTOMER_OF + BILLED, None, ("customer",)),
        (CUSTOMER_OF + BILLED, "billed_to", ("billed_to",)),
        (BILLED + SHIPPED, "shipped_to", ("shipped_to",)),
        (SUPPLIER_OF, None, ("supplier", "partner")),
        (SUPPLIER_OF + BILLED, None, ("billed_to",)),
        (SUPPLIER_OF + BILLED, "supplier.partner", ("supplier", "partner")),
    ],
)
def test_the_way_that_is_meant(tmp_path, references, by, way):
    assert told(tmp_path, references, by=by) == way


def test_two_that_are_as_good_are_told_apart_by_the_owner(tmp_path):
    with pytest.raises(Ambiguous, match=r'billed_to, shipped_to.*by = "billed_to"'):
        told(tmp_path, BILLED + SHIPPED)


def test_a_way_that_there_is_not(tmp_path):
    with pytest.raises(UnknownName, match="no row of sale refers to supplier"):
        told(tmp_path / "a", BILLED, dimension="supplier")
    with pytest.raises(UnknownName, match=r"Did you mean 'billed_to'"):
        told(tmp_path / "b", BILLED, by="biled_to")
    with pytest.raises(UnknownName, match=r"There are: billed_to\."):
        told(tmp_path / "c", BILLED, by="warehouse")


def test_every_way_and_where_it_ends(tmp_path):
    shop = shop_with(tmp_path, SUPPLIER_OF + BILLED)
    found = {
        way: end_of(shop, shop.tables["sale"], way).name for way in ways(shop, shop.tables["sale"])
    }
    assert found == {
        ("supplier",): "supplier",
        ("supplier", "partner"): "customer",
        ("billed_to",): "customer",
    }
