"""A workbook holds the figures of `ask`, and nothing that a spreadsheet would run."""

import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from alkasba.derive.values import to_json
from alkasba.flows.serving import Serving
from alkasba.web.report import workbook
from alkasba.web.report.laid_out import laid_out
from alkasba.web.report.taking import take_away
from alkasba.web.report.workbook import make
from tests.served_shop import HOSTILE, report_of_shop, served_shop


def read(report):
    return openpyxl.load_workbook(BytesIO(make(report).data))


def table(sheet, head):
    """The rows of a sheet below the row that begins with a head."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(at for at, row in enumerate(rows) if row[0] == head)
    return [row for row in rows[at + 1 :] if row[0] is not None]


DAYS = "day >= '2026-10-01' and day <= '2026-10-31'"


def test_numbers_are_those_of_ask(report, shop):
    book = read(report(period="2026-10"))
    ((now, then, change),) = shop.ask("net_sales", where=DAYS, compare="last_year")
    ((title, *found),) = table(book["Sales"], "Figure")
    assert title == "Net sales"
    assert found[0] == float(now)
    assert found[2:4] == ["Last year", float(then)]
    assert found[4] == pytest.approx(change)


def test_rows_are_those_of_ask_under_the_names_that_people_read(report, shop):
    book = read(report(period="2026-10"))
    names = {"P1": "Mint"} | {f"H{at}": name for at, name in enumerate(HOSTILE)}
    asked = shop.ask("units", "share", by="product", where=DAYS)
    told = [
        ["unknown" if p == "unknown" else names.get(p, p), units, share]
        for p, units, share in asked
    ]
    found = [row[:3] for row in table(book["Units, Share · Product"], "Product")]
    assert [row[:2] for row in found] == [row[:2] for row in told]
    assert [row[2] for row in found] == pytest.approx([float(row[2]) for row in told])


def test_months_are_days_that_are_shown_as_months(report, shop):
    sheet = read(report(period="all"))["Net sales, Units · Month"]
    cell = next(row[0] for row in sheet.iter_rows() if row[0].is_date)
    assert cell.value.strftime("%Y-%m-%d") == "2025-10-01"
    assert cell.number_format == "[$-809]mmm yyyy"


def test_a_matrix_has_its_second_column_along_the_top(report, shop):
    sheet = read(report(period="2026"))["Units, Orders · Year · Category"]
    asked = shop.ask("units", by=("quarter", "category"), where="year = 2026")
    found = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {category for _, category, _ in asked if category} <= found
    assert sheet.merged_cells.ranges


def test_nothing_of_the_shop_is_a_formula_or_a_link(report):
    book = read(report(period="all"))
    texts = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                texts.add(cell.value)
                if cell.hyperlink:
                    assert cell.hyperlink.target is None
                    assert cell.hyperlink.location.startswith("'")
    assert set(HOSTILE) <= texts


def test_the_first_sheet_says_what_it_is(report):
    found = report(period="2026-10")
    cells = [c for row in read(found).worksheets[0].iter_rows(values_only=True) for c in row]
    for told in ("Test", found.run, "Sales", "Oct 2026 (1 Oct 2026 – 31 Oct 2026)", "Net sales"):
        assert told in cells
    assert "Orders for each piece\nCalculated as: orders / units" in cells


def test_each_link_of_the_first_sheet_leads_to_a_sheet(report):
    book = read(report())
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    places = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert [place.removesuffix("!A1").strip("'") for place in places] == book.sheetnames[1:]


def test_charts_are_drawn_from_the_cells(report):
    with zipfile.ZipFile(BytesIO(make(report(period="all")).data)) as file:
        charts = [file.read(n).decode() for n in file.namelist() if "charts/chart" in n]
    assert len(charts) == 3
    assert all("<c:numRef><c:f>" in chart for chart in charts)


def test_sheets_in_arabic_begin_at_the_right(report):
    assert all(sheet.sheet_view.rightToLeft for sheet in read(report(language="ar")))
    assert not any(sheet.sheet_view.rightToLeft for sheet in read(report()))


def test_the_same_run_gives_the_same_bytes(report):
    assert make(report()).data == make(report()).data


def test_more_rows_than_a_sheet_holds_are_said(report, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 8)
    sheet = read(report(period="all"))["Units, Share · Product"]
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert texts[-1] == "The sheet is full; there is more."
    assert len(texts) == 8


def test_a_view_with_nothing_in_it_says_so(report):
    book = read(report(period="2020"))
    cells = [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row]
    assert any(str(cell).startswith("Nothing in this view") for cell in cells)


def test_an_ampersand_in_a_title_is_no_order_to_the_footer(report):
    found = report()
    part = replace(found.parts[0], title="Tea & &P")
    sheet = read(replace(found, parts=(part,))).worksheets[0]
    assert sheet.oddFooter.left.text == "Tea && &&P"


def test_more_columns_than_a_sheet_holds_are_said(report, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_COLUMNS", 5)
    sheet = read(report(period="all"))["Units, Orders · Year · Category"]
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert texts[-1] == "The sheet is full; there is more."
    assert sheet.max_column <= 5


def test_a_table_has_more_rows_than_the_screen(tmp_path):
    shop = served_shop(tmp_path)
    shop.sales("more.csv", *(f"M{at},1,2026-10-10,Q{at},1,1" for at in range(600)))
    shop.run()
    take_away(Serving(tmp_path), (), [], "en", [tmp_path / "a.xlsx"], writes=True)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Units, Share · Product"]
    assert len(table(sheet, "Product")) == len(shop.ask("units", by="product")) > 600
    cut = [row[0] for row in sheet.iter_rows(values_only=True) if "there are more" in str(row[0])]
    assert cut == []


def test_no_more_rows_than_an_answer_may_have_and_that_is_said(tmp_path):
    shop = served_shop(tmp_path, alkasba="[serve]\nrows = 510\n")
    shop.sales("more.csv", *(f"M{at},1,2026-10-10,Q{at},1,1" for at in range(600)))
    shop.run()
    take_away(Serving(tmp_path), (), [], "en", [tmp_path / "a.xlsx"], writes=True)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Units, Share · Product"]
    assert len(table(sheet, "Product")) == 510
    assert "The first 510 rows; there are more." in [row[0].value for row in sheet.iter_rows()]


def test_what_is_to_be_reached_stands_beside_a_number(tmp_path):
    shop = served_shop(tmp_path)
    tile = '[[tiles]]\nshow = "number"\nmeasure = "orders"\ntarget = "units"\n'
    shop.write("dashboards/sales.toml", f'title = {{ en = "Sales" }}\n{tile}')
    shop.run()
    ((orders, units),) = shop.ask("orders", "units")
    ((_, value, *_, target, part),) = table(read(report_of_shop(tmp_path))["Sales"], "Figure")
    assert (value, target) == (orders, units)
    assert part == pytest.approx(orders / units)
    assert f"Target: \u2068{units}\u2069" in to_json(laid_out(report_of_shop(tmp_path), str, ["A"]))
