"""A role of the policy sees in the model what it may see."""

from dataclasses import replace

import pytest

from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.secured import hidden_columns, role_part, seen_rows
from alkasba.derive.powerbi.tmdl import file_of
from alkasba.errors import NotExpressible
from alkasba.model.policy import PersonalClass, Policy, Role
from tests.dax_engine import Model
from tests.derive import build
from tests.naughty import NAUGHTY

CUSTOMER = build.CUSTOMER.replace('"text" }', '"text", personal = "place" }')
SALE = build.SALE.replace(
    "[measures]",
    'far = { type = "flag", formula = "customer.city <> channel" }\n'
    'very_far = { type = "flag", formula = "far and is_gift" }\n[measures]',
)


@pytest.fixture
def shop():
    policy = Policy(
        {"contact": PersonalClass("contact"), "place": PersonalClass("place", analytic=True)}
    )
    return replace(build.shop({"customer": CUSTOMER, "sale": SALE}), policy=policy)


def test_a_class_that_is_not_seen_is_hidden(shop):
    roles = roles_of(shop)
    assert hidden_columns(shop, roles, Role("buyer"), "customer") == ["city"]
    assert hidden_columns(shop, roles, Role("analyst", ("place",)), "customer") == []
    assert hidden_columns(shop, roles, Role("buyer"), "calendar") == []


def test_so_is_what_is_calculated_from_it(shop):
    assert hidden_columns(shop, roles_of(shop), Role("buyer"), "sale") == ["far", "very_far"]


def test_a_role_reads(shop):
    text = file_of(role_part(shop, roles_of(shop), Role("buyer")))
    assert "modelPermission: read" in text
    assert "columnPermission city = none" in text


@pytest.mark.parametrize("name", ["../x", "a/b", "", "a\nb", "x" * 61, "a "])
def test_a_name_that_no_file_can_have_is_refused(shop, name):
    with pytest.raises(NotExpressible, match="Rename it"):
        role_part(shop, roles_of(shop), Role(name))


WAREHOUSE = build.WAREHOUSE + 'is_cold = { type = "flag" }\nfloor = { type = "whole" }\n'
SALES = (
    build.sale("2025-01-10", customer="C1", price=1),
    build.sale("2025-03-10", customer="C1", price=20),
    build.sale("2025-03-11", customer="C2", product="chai", price=300),
    build.sale("2025-03-12", customer=None, product="saffron", price=4000),
    build.sale("2025-03-13", customer="C2", product=None, price=50000),
)


def rows(table, **columns):
    """A role that sees some members of a dimension."""
    return Role("north", members={table: columns})


def filter_of(role, table, changes=None):
    shop = build.shop(changes)
    return seen_rows(shop, roles_of(shop), role, table)


def seen(role, measure="net_sales"):
    """What a measure is for a role, as the engine tells it of the model with the role's filters."""
    warehouse = build.warehouse(*SALES)
    model = Model(warehouse.shop, warehouse.db)
    filters = [
        f"FILTER('{table}', {text})"
        for table in model.roles.tables
        if (text := seen_rows(warehouse.shop, model.roles, role, table))
    ]
    under = f"CALCULATE([{measure}], {', '.join(filters)})"
    return warehouse, model.value("under", {}, under=under)


def test_members_are_seen_by_their_values():
    assert filter_of(rows("supplier", land=("India",)), "supplier") == (
        "'supplier'[land] IN { \"India\" }"
    )
    both = filter_of(rows("supplier", land=("India", "Peru"), name=("Kerala",)), "supplier")
    assert both == (
        '\'supplier\'[land] IN { "India", "Peru" } && \'supplier\'[name] IN { "Kerala" }'
    )


def test_a_blank_is_no_member_of_a_list():
    """In DAX a blank equals 0 and false, and what is not known has blanks."""
    changes = {"warehouse": WAREHOUSE}
    assert filter_of(rows("warehouse", is_cold=(False,)), "warehouse", changes) == (
        "NOT(ISBLANK('warehouse'[is_cold])) && 'warehouse'[is_cold] IN { FALSE() }"
    )
    assert filter_of(rows("warehouse", floor=(0, -1)), "warehouse", changes) == (
        "NOT(ISBLANK('warehouse'[floor])) && 'warehouse'[floor] IN { 0, -1 }"
    )


def test_every_part_that_a_dimension_plays_is_filtered():
    changes = {
        "refund": build.REFUND.replace("[measures]", 'maker = { refers = "supplier" }\n[measures]')
    }
    shop = build.shop(changes)
    roles = roles_of(shop)
    parts = [table for table, source in roles.tables.items() if source == "supplier"]
    assert len(parts) == 2
    told = [seen_rows(shop, roles, rows("supplier", land=("India",)), table) for table in parts]
    assert told == [f"'{table}'[land] IN {{ \"India\" }}" for table in parts]


def test_a_fact_that_is_closed_shows_no_row():
    role = Role("north", facts={"stock": "none", "sale": "all"})
    assert filter_of(role, "stock") == "FALSE()"
    assert filter_of(role, "sale") == filter_of(role, "product") == ""
    assert filter_of(role, "calendar") == ""


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (rows("supplier", land=("India",)), "supplier.land = 'India'"),
        (rows("supplier", land=("India", "Morocco")), "supplier.land in ('India', 'Morocco')"),
        (rows("product", category=("Tea",)), "category = 'Tea'"),
        (rows("product", category=("Tea", "unknown")), "category in ('Tea', 'unknown')"),
        (rows("customer", city=("Lyon",)), "city = 'Lyon'"),
        (rows("customer", city=("Paris",)), "city = 'Paris'"),
        (
            Role("a", members={"customer": {"city": ("Paris",)}, "product": {"name": ("Chai",)}}),
            "city = 'Paris' and product.name = 'Chai'",
        ),
    ],
)
@pytest.mark.parametrize("measure", ["net_sales", "average_order", "margin", "orders"])
def test_a_role_sees_what_ask_says_of_its_rows(role, where, measure):
    warehouse, told = seen(role, measure)
    assert told == pytest.approx(float(warehouse.ask(measure, where=where)))


def test_each_version_of_a_member_is_seen_by_its_own_value():
    assert seen(rows("customer", city=("Lyon",)))[1] == 20
    assert seen(rows("customer", city=("Paris",)))[1] == 1 + 300 + 50000


def test_what_is_not_known_is_seen_where_it_is_named():
    assert seen(rows("product", name=("Mint", "Chai", "Saffron")))[1] == 4321
    assert seen(rows("product", name=("unknown",)))[1] == 50000


def test_values_that_trip_programs_stay_texts():
    for text in (text for text in NAUGHTY if text.isprintable()):
        told = filter_of(rows("supplier", land=(text,)), "supplier")
        doubled = text.replace('"', '""')
        assert told == f"'supplier'[land] IN {{ \"{doubled}\" }}"


def test_a_role_tells_what_it_sees():
    shop = build.shop()
    role = replace(rows("supplier", land=("India", "Peru")), facts={"stock": "none"})
    text = file_of(role_part(shop, roles_of(shop), role))
    assert text.startswith(
        "/// Sees no personal data; where supplier.land is India or Peru; none of stock\n"
    )
    assert 'tablePermission supplier = \'supplier\'[land] IN { "India", "Peru" }' in text
    assert "tablePermission stock = FALSE()" in text
