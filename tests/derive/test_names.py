"""A name of a question has one meaning, or the choices are told."""

import pytest

from alkasba.derive.names import find_own, find_place, name_of, reachable_names, same_meaning
from alkasba.errors import Ambiguous, UnknownName, WrongValue
from tests.derive import build

TRANSFER = """
kind = "fact"
day = "moved_on"
[columns]
moved_on  = { type = "day" }
product   = { refers = "product" }
warehouse = { refers = "warehouse" }
target    = { refers = "warehouse" }
supplier  = { refers = "supplier" }
[measures]
moves = { formula = "count()" }
"""
SHIPMENT = """
kind = "fact"
day = "left_on"
[columns]
left_on = { type = "day" }
from_site = { refers = "warehouse" }
to_site   = { refers = "warehouse" }
[measures]
shipments = { formula = "count()" }
"""
SHOP = build.shop({"transfer": TRANSFER, "shipment": SHIPMENT})


def place(term, fact="sale"):
    found = find_place(SHOP, SHOP.tables[fact], name_of(term))
    return found.path, found.table, found.column


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("month", ((), "calendar", "month")),
        ("calendar.month", ((), "calendar", "month")),
        ("channel", ((), "sale", "channel")),
        ("sale.channel", ((), "sale", "channel")),
        ("sold_on", ((), "sale", "sold_on")),
        ("product", ((), "sale", "product")),
        ("product.product_id", ((), "sale", "product")),
        ("product_id", ((), "sale", "product")),
        ("category", (("product",), "product", "category")),
        ("product.category", (("product",), "product", "category")),
        ("supplier", (("product",), "product", "supplier")),
        ("product.supplier", (("product",), "product", "supplier")),
        ("product.supplier.supplier_id", (("product",), "product", "supplier")),
        ("land", (("product", "supplier"), "supplier", "land")),
        ("supplier.land", (("product", "supplier"), "supplier", "land")),
        ("product.supplier.land", (("product", "supplier"), "supplier", "land")),
    ],
)
def test_names_lead_to_their_column(term, expected):
    assert place(term) == expected


def test_a_reference_wins_over_the_same_dimension_further_away():
    assert place("supplier", "transfer") == ((), "transfer", "supplier")
    assert place("supplier.land", "transfer") == (("supplier",), "supplier", "land")


def test_a_reference_wins_over_another_to_the_same_dimension():
    assert place("warehouse", "transfer") == ((), "transfer", "warehouse")
    assert place("target.city", "transfer") == (("target",), "warehouse", "city")


@pytest.mark.parametrize(
    ("term", "fact", "choices"),
    [
        ("name", "sale", ["product.name", "product.supplier.name"]),
        ("land", "transfer", ["product.supplier.land", "supplier.land"]),
        ("city", "transfer", ["target.city", "warehouse.city"]),
        ("warehouse", "shipment", ["shipment.from_site", "shipment.to_site"]),
    ],
)
def test_several_meanings_are_listed(term, fact, choices):
    with pytest.raises(Ambiguous) as error:
        place(term, fact)
    assert all(choice in error.value.what for choice in choices)


def test_an_unknown_name_is_told_with_the_nearest_and_what_there_is():
    with pytest.raises(UnknownName) as error:
        place("product.categry")
    assert "Did you mean 'product.category'?" in error.value.what
    assert "sale" in error.value.what and "product.supplier.land" in error.value.what


@pytest.mark.parametrize("term", ["", ".", "product.", "product..name", "product.name.x", "a.b.c"])
def test_what_leads_nowhere_is_unknown(term):
    with pytest.raises(UnknownName):
        place(term)


@pytest.mark.parametrize("term", ["email", "customer.email"])
def test_what_lies_in_the_vault_cannot_be_asked(term):
    with pytest.raises(WrongValue, match="personal"):
        place(term)


def test_names_of_a_vaulted_column_are_not_offered():
    assert "customer.email" not in list(reachable_names(SHOP, SHOP.tables["sale"]))


def test_every_offered_name_is_found():
    for fact in SHOP.facts.values():
        for name in reachable_names(SHOP, fact):
            assert find_place(SHOP, fact, name_of(name))


def test_a_measure_means_its_own_column_first():
    own = find_own(SHOP, SHOP.tables["refund"], name_of("channel"))
    assert (own.table, own.column) == ("refund", "channel")


def test_places_of_several_facts_must_mean_the_same():
    def places(term, *facts):
        return {f: find_place(SHOP, SHOP.tables[f], name_of(term)) for f in facts}

    same_meaning("product", places("product", "sale", "refund"))
    same_meaning("supplier", places("supplier", "sale", "transfer"))
    same_meaning("channel", places("channel", "sale", "refund"))
    with pytest.raises(Ambiguous, match=r"customer\.city"):
        same_meaning("city", places("city", "sale", "stock"))


def test_references_in_a_circle_end():
    circle = """
    kind = "dimension"
    key = ["supplier_id"]
    [columns]
    supplier_id = { type = "code" }
    parent = { refers = "supplier" }
    land = { type = "text" }
    """
    shop = build.shop({"supplier": circle})
    assert find_place(shop, shop.tables["sale"], name_of("land")).path == ("product", "supplier")
