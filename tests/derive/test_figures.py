from decimal import Decimal

import pytest

from alkasba.derive.figures import Signs, figures, pattern


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        ([Decimal("12.5"), Decimal("1234.567")], "EUR", ["12.50", "1,234.57"]),
        ([0.45, 12.3], "EUR", ["0.45", "12.30"]),
        ([0.4567, 1.5], "", ["0.4567", "1.5000"]),
        ([123.4, None], "", ["123.40", ""]),
        ([3, 1200], "orders", ["3", "1,200"]),
        ([0.43, Decimal("1.2"), 0, None], "%", ["43.0 %", "120.0 %", "0.0 %", ""]),
        ([Decimal("0.0012")], "EUR", ["0.0012"]),
        ([0.00001234], "", ["0.000012"]),
        ([0.0], "EUR", ["0.00"]),
        ([float("inf"), float("nan")], "EUR", ["inf", "nan"]),
        ([], "", []),
    ],
)
def test_a_column_is_rounded_alike(values, unit, shown):
    assert figures(values, unit) == shown


def test_a_language_writes_figures_its_own_way():
    french = Signs(decimal=",", thousands="\u202f", percent="\u202f%", yes="oui", no="non")
    assert figures([Decimal("1234.5"), None], "EUR", french) == ["1\u202f234,50", ""]
    assert figures([0.256], "%", french) == ["25,6\u202f%"]
    assert figures([True, False, -1200], "", french) == ["oui", "non", "-1\u202f200"]


@pytest.mark.parametrize(
    ("values", "unit", "told"),
    [
        ([Decimal("12.5"), None], "EUR", "#,##0.00"),
        ([0.4567, 1.5], "", "#,##0.0000"),
        ([Decimal("0.0012")], "EUR", "#,##0.0000"),
        ([3, 1200], "orders", "#,##0"),
        ([0.43], "%", "0.0%"),
        ([None], "", "#,##0"),
    ],
)
def test_a_spreadsheet_shows_as_many_decimals(values, unit, told):
    assert pattern(values, unit) == told
