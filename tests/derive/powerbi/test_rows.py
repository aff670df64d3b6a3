"""A column of a formula is told as the place demands from which it is seen."""

import pytest

from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.rows import Rows
from alkasba.errors import NotExpressible
from alkasba.model.expression import Aggregate, Name
from tests.derive import build


@pytest.fixture
def rows():
    shop = build.shop()
    return Rows(shop, roles_of(shop), shop.tables["sale"])


@pytest.mark.parametrize(
    ("name", "row", "column"),
    [
        (Name("net"), "'sale'[net]", "'sale'[net]"),
        (Name("unit_cost", "product"), "RELATED('product'[unit_cost])", "'product'[unit_cost]"),
        (Name("land", "product.supplier"), "RELATED('supplier'[land])", "'supplier'[land]"),
        (Name("month"), "RELATED('calendar'[month])", "'calendar'[month]"),
        (Name("sold_on"), "'sale'[sold_on]", "'sale'[sold_on]"),
        (Name("customer"), "'sale'[customer]", "'sale'[customer]"),
    ],
)
def test_other_tables_are_reached_by_related(rows, name, row, column):
    assert rows.from_row(name).text == row
    assert rows.in_filter(name).text == column


def test_what_may_be_missing_says_so(rows):
    assert rows.from_row(Name("sold_on")).blank == "never"
    assert rows.from_row(Name("quantity")).blank == "empty"
    # A member that is not known has nothing, whatever its table demands.
    assert rows.from_row(Name("product_id", "product")).blank == "empty"


def test_a_moment_is_refused(rows):
    with pytest.raises(NotExpressible, match=r"'placed_at' is a moment.*Use the day"):
        rows.from_row(Name("placed_at"))


def test_an_aggregation_is_no_column(rows):
    with pytest.raises(NotExpressible, match="inside an aggregation"):
        rows.from_row(Aggregate("count"))


def test_a_variable_is_called_as_no_table():
    shop = build.shop({"_counted": build.WAREHOUSE})
    rows = Rows(shop, roles_of(shop), shop.tables["stock"])
    assert rows.variable("counted") == "_counted_2"
