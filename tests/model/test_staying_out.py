"""What stays out of the warehouse is known also in a shop that has mistakes."""

import pytest

from alkasba.model.policy import PersonalClass, Policy
from alkasba.model.shop import Calendar, Shop
from alkasba.model.staying_out import has_pseudonym, stays_out
from alkasba.model.table import Column, Table

CLASSES = {"identifier": PersonalClass("identifier"), "city": PersonalClass("city", analytic=True)}
CUSTOMER = Table(
    "customer",
    "dimension",
    {
        "code": Column("code", "code", personal="identifier"),
        "city": Column("city", "text", personal="city"),
        "other": Column("other", "text", personal="no class of this name"),
    },
    key=("code",),
)


@pytest.fixture
def shop(tmp_path):
    return Shop(
        tmp_path, "Test", "EUR", Calendar(), {"customer": CUSTOMER}, {}, policy=Policy(CLASSES)
    )


@pytest.mark.parametrize(
    ("column", "is_out"),
    [
        (CUSTOMER.columns["code"], True),
        (CUSTOMER.columns["city"], False),
        (CUSTOMER.columns["other"], False),
        (Column("who", "code", refers="customer"), True),
        (Column("who", "code", refers="nowhere"), False),
    ],
)
def test_what_stays_out(shop, column, is_out):
    assert stays_out(shop, column) is is_out


def test_a_key_has_a_pseudonym():
    assert has_pseudonym(CUSTOMER, "code")
    assert not has_pseudonym(CUSTOMER, "city")
