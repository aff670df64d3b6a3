"""Every way in which a database gives no rows has words and a next step."""

import pytest

from alkasba.address import Address
from alkasba.errors import SourceAway, SourceChanged
from alkasba.sources.database.troubles import (
    KINDS,
    Refused,
    missing_driver,
    no_column,
    no_place,
    told,
)

ADDRESS = Address("postgresql", "db.example", None, "reader", "erp")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_where_and_what_next(kind: str) -> None:
    error = told(Refused(kind, code="42"), ADDRESS, source="erp", rows="orders")
    assert error.where == "sources/erp.toml, orders"
    assert error.what.endswith("(42).")
    assert error.next_step
    assert "{" not in error.what + error.next_step


def test_a_database_that_is_away_may_come_back() -> None:
    error = told(Refused("away"), ADDRESS, source="erp")
    assert isinstance(error, SourceAway)
    assert "postgresql://db.example/erp" in error.what


def test_names_are_offered() -> None:
    assert "Did you mean 'orders'?" in no_place("order", ["orders"], source="erp").what
    found = no_column("change_at", ["changed_at"], source="erp", rows="orders")
    assert isinstance(found, SourceChanged)
    assert "Did you mean 'changed_at'?" in found.what


def test_a_missing_driver_says_how_to_get_it() -> None:
    assert missing_driver("mysql", "mysql").next_step == "Run: pip install 'alkasba[mysql]'"
