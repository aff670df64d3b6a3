"""A role of the policy sees in the model what it may see."""

from dataclasses import replace

import pytest

from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.secured import hidden_columns, role_part
from alkasba.derive.powerbi.tmdl import file_of
from alkasba.errors import NotExpressible
from alkasba.model.policy import PersonalClass, Policy, Role
from tests.derive import build

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
