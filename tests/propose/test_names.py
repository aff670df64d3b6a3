"""Names that a declaration and its formulas allow."""

import pytest

from alkasba.model.formula import read_formula
from alkasba.propose.names import column_name, measure_name, plural, singular, speaks_of, table_name


@pytest.mark.parametrize(
    "name", ["order", "select", "group", "from", "2024_sales", "valid_from", "x_key", "_a", "count"]
)
def test_any_word_becomes_a_name_that_a_formula_can_hold(name):
    made = column_name(name, [])
    assert made.isidentifier()
    assert not made.endswith("_key")
    assert str(read_formula(f"sum({made})"))


def test_names_are_free():
    assert column_name("price", ["price"]) == "price_2"
    assert table_name("orders", ["order"]) == "order_2"
    assert table_name("calendar", []) == "calendar_row"
    assert measure_name("total_net", ["total_net"]) == "total_net_2"


def test_one_and_many():
    for one, many in (("order", "orders"), ("category", "categories"), ("box", "boxes")):
        assert (singular(many), plural(one)) == (one, many)


def test_a_name_speaks_of_a_table():
    assert speaks_of("customer_id", "customer", "customer_id")
    assert speaks_of("product", "product", "code")
    assert not speaks_of("id", "customer", "id")
    assert not speaks_of("reports_to", "employee", "employee_id")
