"""Errors and formulas without a value are found in an XLSX sheet."""

import io

from alkasba.sources import cell_errors
from alkasba.sources.cell_errors import cell_faults
from tests.sources.workbooks import changed, xlsx


def faults(workbook, sheet="Sheet"):
    return cell_faults(io.BytesIO(workbook), sheet)


def test_errors_are_told_by_row_and_column():
    found = faults(xlsx([["a", "b"], [1, "#N/A"], [], ["#DIV/0!", 2]]))
    assert found.errors == {1: {1: "#N/A"}, 3: {0: "#DIV/0!"}}
    assert found.count == 2


def test_a_formula_that_was_never_calculated_is_counted():
    assert faults(xlsx([["a"], ["=1+1"], ["=2+2"], [3]])).uncalculated == 2


def test_a_formula_with_a_value_is_none_of_them():
    workbook = xlsx([["a"], ["=1+1"]])
    part = "xl/worksheets/sheet1.xml"
    assert faults(changed(workbook, part, "<v />", "<v>2</v>")).uncalculated == 0


def test_a_sheet_that_is_read_in_many_parts(monkeypatch):
    monkeypatch.setattr(cell_errors, "CHUNK", 300)
    rows = [[i, "#N/A" if i % 7 == 0 else "x"] for i in range(500)]
    assert faults(xlsx(rows)).errors == {i: {1: "#N/A"} for i in range(0, 500, 7)}


def test_only_the_sheet_that_is_asked_for():
    workbook = xlsx(One=[["#N/A"]], Two=[["a"]])
    assert faults(workbook, "Two").count == 0
    assert faults(workbook, "One").count == 1


def test_what_is_no_xlsx_has_no_faults():
    assert faults(b"PK\x03\x04").count == 0
    assert faults(b"").count == 0
