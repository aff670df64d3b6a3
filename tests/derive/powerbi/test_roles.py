"""A dimension is in the model once for each part that it plays."""

from alkasba.derive.powerbi.roles import Link, roles_of
from tests.derive import build

PAID = build.SALE.replace(
    'customer = { refers = "customer" }',
    'customer = { refers = "customer" }\npayer = { refers = "customer" }',
)
BOUGHT = """
kind = "fact"
day = "bought_on"
[columns]
bought_on = { type = "day" }
product   = { refers = "product" }
supplier  = { refers = "supplier" }
"""


def test_a_dimension_that_is_reached_in_one_way_stands_once():
    roles = roles_of(build.shop())
    assert set(roles.tables) == {"calendar", *build.TABLES}
    assert Link("product", "supplier", "supplier") in roles.links


def test_a_second_reference_leads_to_a_table_of_its_own():
    roles = roles_of(build.shop({"sale": PAID}))
    assert roles.tables["payer"] == "customer"
    assert roles.along("sale", ("customer",)) == "customer"
    assert roles.along("sale", ("payer",)) == "payer"


def test_no_table_reaches_another_in_two_ways():
    """A purchase has a supplier, and so has its product: the two need not be one."""
    roles = roles_of(build.shop({"bought": BOUGHT}))
    assert roles.along("bought", ("supplier",)) == "supplier"
    assert roles.along("bought", ("product", "supplier")) == "product supplier"
    assert roles.tables["product supplier"] == "supplier"
    for table in roles.tables:
        reached = roles.reached(table)
        assert len(reached) == len(set(reached)), table


def test_a_further_part_has_what_it_leads_to_itself():
    sale = build.SALE.replace(
        'product  = { refers = "product" }',
        'product  = { refers = "product" }\ngift = { refers = "product" }',
    )
    roles = roles_of(build.shop({"sale": sale}))
    assert roles.along("sale", ("gift", "supplier")) == "gift supplier"
