"""Which columns are in the model, as what, and which of them people see."""

import pytest

from alkasba.derive.powerbi.columns import columns_of, model_type, own_columns
from alkasba.derive.powerbi.roles import roles_of
from alkasba.errors import NotExpressible
from alkasba.model.table import Column
from tests.derive import build


def columns(table):
    shop = build.shop()
    return columns_of(shop, roles_of(shop), table)


def test_personal_columns_are_absent_and_not_hidden():
    assert "email" not in columns("customer")
    assert "city" in columns("customer")


def test_what_is_added_up_and_what_relates_is_hidden():
    shown = {name for name, column in columns("sale").items() if not column.is_hidden}
    assert shown == {"order_id", "channel", "is_gift"}
    assert shown == set(own_columns(build.shop(), build.shop().tables["sale"]))
    assert {n for n, c in columns("product").items() if c.is_key} == {"product_key"}
    assert {n for n, c in columns("calendar").items() if c.is_key} == {"day"}


def test_where_a_row_came_from_and_moments_are_left_out():
    assert {"_file", "_row", "placed_at", "valid_from"} & {
        *columns("sale"),
        *columns("customer"),
    } == ({"valid_from"})


def test_relationships_join_columns_of_one_type():
    assert columns("sale")["product_key"].type == columns("product")["product_key"].type == "int64"
    assert columns("sale")["sold_on"].type == columns("calendar")["day"].type == "dateTime"


def test_money_is_exact():
    assert model_type(Column("a", "money")) == "decimal"
    assert model_type(Column("a", "number", decimals=6)) == "double"
    with pytest.raises(NotExpressible, match=r"keeps 4 decimals.*'a' has 6"):
        model_type(Column("a", "money", decimals=6))
