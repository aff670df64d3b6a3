"""Sums of what adds up, levels of what does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from alkasba.propose.tables import propose_tables
from tests.propose.build import column, days, known, seen


def measures(*groups):
    found = propose_tables(known(*groups))
    return {one.name: one for table in found.tables for one in table.measures}


def test_rows_and_amounts_are_measured_and_prices_are_not():
    group = seen(
        "sales",
        column("sale_id", whole=1),
        days("sold_on"),
        column("quantity", 9, whole=1),
        column("unit_price", 50, point=1, decimals=2),
    )
    found = measures(group)
    assert {name: one.formula for name, one in found.items()} == {
        "sales": "count()",
        "total_quantity": "sum(quantity)",
        "total_amount": "sum(amount)",
    }


def test_stock_is_a_level():
    group = seen("stock", days("counted_on"), column("product", 9), column("on_hand", 9, whole=1))
    assert measures(group)["total_on_hand"].is_level


def test_no_two_measures_have_one_name():
    one = seen("sales", column("sale_id", whole=1), days("sold_on"), column("total", 50, point=1))
    other = seen(
        "orders", column("order_id", whole=1), days("sold_on"), column("total", 50, point=1)
    )
    assert set(measures(one, other)) == {"sales", "orders", "sale_total", "order_total"}


@pytest.mark.parametrize(
    ("least", "most", "filled", "formula"),
    [
        ("0", "0.25", 90, "quantity * unit_price * (1 - coalesce(discount, 0))"),
        ("0", "0.25", 100, "quantity * unit_price * (1 - discount)"),
        ("0", "15", 100, "quantity * unit_price"),
        ("-1", "0.5", 100, "quantity * unit_price"),
        ("0", "0", 100, "quantity * unit_price"),
    ],
)
def test_a_discount_between_nothing_and_all_is_a_share(least, most, filled, formula):
    discount = replace(
        column("discount", 9, point=1, decimals=2),
        least=Decimal(least),
        most=Decimal(most),
        filled=filled,
    )
    group = seen(
        "sales",
        column("sale_id", whole=1),
        days("sold_on"),
        column("quantity", 9, whole=1),
        column("unit_price", 50, point=1, decimals=2),
        discount,
    )
    (table,) = propose_tables(known(group)).tables
    assert next(one.formula for one in table.fields if one.name == "amount") == formula
    assert any(f"calculated as {formula};" in doubt for doubt in table.unsure)
