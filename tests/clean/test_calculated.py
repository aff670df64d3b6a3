"""Calculated columns follow those they are calculated from, and are empty where too large."""

from decimal import Decimal

import pytest

from alkasba.clean.calculated import calculated_columns
from tests.clean.build import table, workbench

SALE = """
total = { type = "money", formula = "net + tax" }
tax = { type = "money", formula = "net * 0.2" }
net = { type = "money", formula = "quantity * price" }
quantity = { type = "whole" }
price = { type = "money" }
"""


def calculated(columns, **values):
    """Every calculated column over one row of SQL values."""
    row = ", ".join(f"{value} AS {name}" for name, value in values.items())
    sql = f"SELECT {row}"
    for name, value in calculated_columns(table(columns)):
        sql = f'SELECT *, {value} AS "{name}" FROM ({sql})'
    result = workbench().execute(sql)
    names = [column[0] for column in result.description]
    return dict(zip(names, result.fetchall()[0], strict=True))


def test_columns_stand_after_those_they_are_calculated_from():
    assert [name for name, _ in calculated_columns(table(SALE))] == ["net", "tax", "total"]


def test_what_is_read_is_not_calculated():
    assert calculated_columns(table('a = { type = "whole" }')) == []


def test_amounts_are_calculated_exactly():
    row = calculated(SALE, quantity="3::BIGINT", price="0.1::DECIMAL(18,4)")
    assert [row[name] for name in ("net", "tax", "total")] == [
        Decimal("0.3"),
        Decimal("0.06"),
        Decimal("0.36"),
    ]


def test_an_amount_has_the_decimals_of_its_column():
    columns = 'half = { type = "money", decimals = 2, formula = "price / 3" }\nprice = '
    row = calculated(columns + '{ type = "money" }', price="10::DECIMAL(18,4)")
    assert str(row["half"]) == "3.33"


@pytest.mark.parametrize(
    ("quantity", "price"),
    [
        ("9000000000000000000::BIGINT", "99999999999999::DECIMAL(18,4)"),
        ("2::BIGINT", "99999999999999::DECIMAL(18,4)"),
        ("NULL::BIGINT", "1::DECIMAL(18,4)"),
    ],
)
def test_what_is_too_large_or_lacks_a_part_is_empty(quantity, price):
    row = calculated(SALE, quantity=quantity, price=price)
    assert [row[name] for name in ("net", "tax", "total")] == [None] * 3


def test_the_largest_amount_is_calculated():
    row = calculated(SALE, quantity="1::BIGINT", price="99999999999999.9999::DECIMAL(18,4)")
    assert row["net"] == Decimal("99999999999999.9999")


def test_a_division_by_nothing_is_empty():
    columns = 'r = { type = "number", formula = "1 / a" }\na = { type = "whole" }'
    assert calculated(columns, a="0::BIGINT")["r"] is None
