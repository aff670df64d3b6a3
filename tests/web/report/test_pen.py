from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from xlsxwriter import Workbook

from alkasba.web.cards import Cell
from alkasba.web.report.pen import Looks, Pen


def written(*cells):
    """The cells of a sheet that was written, as another program reads them."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    pen = Pen(book.add_worksheet("S"), Looks(book))
    for at, cell in enumerate(cells):
        pen.cell(at, 0, cell)
    book.close()
    sheet = openpyxl.load_workbook(file)["S"]
    return [sheet.cell(at + 1, 1) for at in range(len(cells))]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd()|' /C calc'!A0",
        "+1",
        "@SUM(A1)",
        "-1+1",
        "https://example.com",
        "mailto:a@example.com",
        "internal:S!A1",
        "00123",
        "1e5",
        "<script>alert(1)</script>",
        "\u202eKarcade",
        "{=1+1}",
    ],
)
def test_a_text_stays_a_text(text):
    (cell,) = written(Cell(text))
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_a_text_that_would_be_a_formula_stays_one_when_it_is_edited():
    harmless, formula = written(Cell("Mint"), Cell("=1+1"))
    assert not harmless.quotePrefix
    assert formula.quotePrefix


def test_what_xml_has_no_way_to_write_is_shown_as_unknown():
    bell, odd, escaped = written(Cell("a\x07b"), Cell("a\ufffeb"), Cell("_x0041_"))
    assert bell.value == "a\ufffdb"
    assert odd.value == "a\ufffdb"
    assert escaped.value == "_x0041_"


def test_a_text_that_is_too_long_is_cut():
    (cell,) = written(Cell("x" * 40_000))
    assert len(cell.value) == 32_767


def test_numbers_and_days_are_what_they_are():
    amount, share, day, count = written(
        Cell("1,234.50", True, value=Decimal("1234.5000"), pattern="#,##0.00"),
        Cell("12.5 %", True, value=0.125, pattern="0.0%"),
        Cell("5 Mar 2026", value=date(2026, 3, 5), pattern="d mmm yyyy"),
        Cell("3", True, value=3, pattern="#,##0"),
    )
    assert (amount.value, amount.number_format) == (1234.5, "#,##0.00")
    assert (share.value, share.number_format) == (0.125, "0.0%")
    assert (day.value, day.is_date) == (datetime(2026, 3, 5), True)  # noqa: DTZ001
    assert count.value == 3


def test_what_a_number_of_a_spreadsheet_would_round_is_text_with_its_cents():
    (cell,) = written(
        Cell("12,345,678,901,234.56", True, value=Decimal("12345678901234.56"), pattern="#,##0.00")
    )
    assert (cell.data_type, cell.value) == ("s", "12,345,678,901,234.56")


@pytest.mark.parametrize("value", [None, True, float("nan"), datetime(2026, 1, 1, tzinfo=UTC)])
def test_the_rest_is_told_as_on_the_page(value):
    (cell,) = written(Cell("told", True, value=value, pattern="" if value is None else "0"))
    assert cell.value == "told"
