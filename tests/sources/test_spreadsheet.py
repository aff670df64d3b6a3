"""Sheets of workbooks land with what their cells say, on the rows where they say it."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlwt

from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.sources.spreadsheet import Sheets, SpreadsheetSource
from tests.shop_builder import small_shop
from tests.sources.workbooks import changed, ods, saved, xlsx

HEADER = ["id", "price", "on"]
ROW = [17850, 0.1 + 0.2, date(2024, 1, 31)]
TOLD = ("17850", "0.3", "2024-01-31")


@pytest.fixture
def sheet(land):
    def sheet(content, **declared):
        files = content if isinstance(content, dict) else {"in/a.xlsx": content}
        return land(files, kind="spreadsheet", **declared)

    return sheet


def values(landed):
    """The rows without the marks beside them."""
    width = len(landed.landings[0].names)
    return [tuple(row[:width]) for rows in landed.rows_by_landing for row in rows]


def test_numbers_days_and_text_land_as_people_write_them(sheet):
    landed = sheet(xlsx([HEADER, ROW, ["A1", "17,50", "31/01/2024"]]))
    assert landed.one.names == ("id", "price", "on")
    assert values(landed) == [TOLD, ("A1", "17,50", "31/01/2024")]
    assert landed.one.typed == {0: "t0", 1: "t1", 2: "t2"}


def test_a_column_without_text_is_typed_as_a_whole(sheet):
    landed = sheet(xlsx([HEADER, ROW, [None, None, None], [1, None, None]]))
    assert landed.one.typed == {0: "", 1: "", 2: ""}
    assert landed.notes == []


def test_titles_blank_rows_and_blank_columns_are_left_out(sheet):
    rows = [["Orders of 2024"], [], [None, *HEADER], [None, *ROW], [], [None, *ROW], [None, " "]]
    landed = sheet(xlsx(rows))
    assert landed.one.names == ("column_1", *HEADER)
    assert [row[1:] for row in values(landed)] == [TOLD, TOLD]
    assert [landed.one.lines(0, [0, 1])[place] for place in (0, 1)] == [4, 6]
    assert landed.notes == ["the header was found in row 3; declare skip = 2"]
    assert landed.one.files[0].records == 2


def test_a_table_that_begins_in_the_middle_of_a_sheet(sheet):
    rows = [[], [], [None, None, *HEADER], [None, None, *ROW]]
    landed = sheet(xlsx(rows))
    assert landed.one.names == tuple(HEADER)
    assert landed.one.lines(0, [0]) == {0: 4}


def test_lines_to_skip_and_no_header(sheet):
    rows = [["x", "y", "z"], ["Old header", "b", "c"], ROW]
    landed = sheet(xlsx(rows), skip=2, header=False, names=("id", "price", "on"))
    assert (landed.one.names, values(landed)) == (("id", "price", "on"), [TOLD])
    assert sheet(xlsx([ROW]), header=False).one.names == ("column_1", "column_2", "column_3")


def test_duplicate_and_blank_headers_get_names_of_their_own(sheet):
    landed = sheet(xlsx([["a", "a", None, "b"], [1, 2, 3, 4]]))
    assert landed.one.names == ("a", "a_2", "column_3", "b")


def test_errors_are_no_blanks(sheet):
    landed = sheet(xlsx([["id", "price"], [1, "#N/A"], [2, 5]]))
    assert values(landed) == [("1", "#N/A"), ("2", "5")]
    assert landed.one.typed == {0: "", 1: "t1"}
    assert landed.notes == ["1 cells hold an error, such as #N/A"]


def test_formulas_give_their_values_and_those_without_one_are_told(sheet):
    workbook = xlsx([["a", "b"], [1, "=A2*2"]])
    assert sheet(workbook).notes == [
        "1 formulas have no value; open the workbook and save it again"
    ]
    calculated = changed(workbook, "xl/worksheets/sheet1.xml", "<v />", "<v>2</v>")
    assert values(sheet(calculated)) == [("1", "2")]


def test_the_first_sheet_that_is_seen_is_read_and_told(sheet):
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "Hidden", "hidden"
    book.active["A1"] = "no"
    for name in ("Orders", "Notes"):
        book.create_sheet(name).append(["id"])
        book[name].append([name])
    assert values(sheet(saved(book))) == [("Orders",)]
    assert sheet(saved(book)).notes == ['the first of 2 sheets was read; declare sheet = "Orders"']
    assert values(sheet(saved(book), own=Sheets("Notes"))) == [("Notes",)]
    assert values(sheet(saved(book), own=Sheets(3))) == [("Notes",)]
    assert values(sheet(saved(book), rows_in="Notes", own=Sheets("Orders"))) == [("Notes",)]


def test_sheets_of_one_shape_are_files_of_their_own(sheet):
    book = xlsx(**{"2024": [["id"], [1]], "2025": [["id"], [2]], "Notes": [["x"], ["y"]]})
    landed = sheet(book, own=Sheets(all=("20*",)))
    assert values(landed) == [("1",), ("2",)]
    assert [reading.file.name for reading in landed.one.files] == [
        "in/a.xlsx/2024",
        "in/a.xlsx/2025",
    ]


def test_a_sheet_that_is_not_there_is_told(sheet):
    landed = sheet(xlsx(Orders=[["id"], [1]]), own=Sheets("Order"))
    assert [row.reason for row in landed.unread] == [
        "there is no sheet 'Order'. Did you mean 'Orders'? It has: Orders"
    ]
    landed = sheet(xlsx(Orders=[["id"], [1]]), own=Sheets(4))
    assert [row.reason for row in landed.unread] == ["there is no sheet 4, only 1"]
    landed = sheet(xlsx(Orders=[["id"], [1]]), own=Sheets(all=("x*",)))
    assert "there is no sheet 'x*'" in landed.unread[0].reason


def test_merged_cells_are_told(sheet):
    book = openpyxl.Workbook()
    for row in (["day", "id"], ["Monday", 1], [None, 2]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    landed = sheet(saved(book))
    assert values(landed) == [("Monday", "1"), (None, "2")]
    assert landed.notes == ["1 merged areas: only the first cell of each has the value"]


def test_old_workbooks_of_both_calendars(sheet):
    files = {}
    for name, is_1904 in (("1900", False), ("1904", True)):
        book = xlwt.Workbook()
        book.dates_1904 = is_1904
        page = book.add_sheet("A")
        page.write(0, 0, "on")
        page.write(1, 0, 45322, xlwt.easyxf(num_format_str="YYYY-MM-DD"))
        out = io.BytesIO()
        book.save(out)
        files[f"in/{name}.xls"] = out.getvalue()
    assert values(sheet(files)) == [("2024-01-31",), ("2028-02-01",)]


def test_workbooks_of_opendocument(sheet):
    rows = [
        ["id", "share", "on", "at", "is_open"],
        [
            ("float", "17850"),
            ("percentage", "0.25"),
            ("date", "2024-01-31"),
            ("date", "2024-01-31T10:05:00"),
            ("boolean", "true"),
        ],
    ]
    landed = sheet({"in/a.ods": ods(rows)})
    assert values(landed) == [("17850", "0.25", "2024-01-31", "2024-01-31 10:05:00", "true")]


def test_percent_and_moments_of_a_workbook(sheet):
    book = openpyxl.Workbook()
    book.active.append(["share", "at"])
    book.active.append([0.25, datetime(2024, 1, 31, 10, 5)])  # noqa: DTZ001
    book.active["A2"].number_format = "0%"
    assert values(sheet(saved(book))) == [("0.25", "2024-01-31 10:05:00")]


def test_files_that_are_none_and_files_without_rows(sheet):
    files = {
        "in/1.xlsx": b"",
        "in/2.xlsx": b"id;price\n1;2\n",
        "in/3.xlsx": xlsx([["id"]]),
        "in/4.xlsx": xlsx([]),
    }
    landed = sheet(files)
    assert landed.notes == ["empty", "empty", "empty"]
    assert [(row.rule, row.reason) for row in landed.unread] == [
        ("workbook", "this is no workbook")
    ]


def test_workbooks_in_an_archive(sheet):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.xlsx", xlsx([["id"], [1]]))
    assert values(sheet({"in/a.zip": out.getvalue()})) == [("1",)]


def test_sheets_of_another_shape_land_apart(sheet):
    files = {"in/1.xlsx": xlsx([["a"], [1]]), "in/2.xlsx": xlsx([["b"], [2]])}
    assert [one.names for one in sheet(files).landings] == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"sheet": True}, "the name of a sheet or its number"),
        ({"sheet": 0}, "the name of a sheet or its number"),
        ({"sheet": "A", "sheets": ["B"]}, "one of sheet and sheets"),
        ({"delimiter": ";"}, "a workbook has no such thing"),
    ],
)
def test_a_wrong_option_is_told(data, told):
    findings = Findings()
    SpreadsheetSource().options(Entry(findings, "a.toml", "", {"files": ["x"], **data}))
    assert told in "\n".join(one.what for one in findings.found)


SOURCE = """
kind = "spreadsheet"
files = ["data/*.xlsx"]
sheet = "Orders"
[format]
decimal = ","
thousands = "."
days = ["%d/%m/%Y"]
blank = ["#N/A"]
[feeds.sale]
"""


def test_cells_and_texts_of_one_column_are_each_read_right(tmp_path):
    shop = small_shop(tmp_path, sources__sales=SOURCE)
    rows = [
        ["order_id", "line", "sold_on", "product", "quantity", "price"],
        [1, 1, date(2025, 1, 2), "P1", 1, 1.234],
        [2, 1, "03/01/2025", "P1", 1, "1.234"],
        [3, 1, "2025-01-03", "P1", 1, "#N/A"],
        [4, 1, date(2025, 1, 4), "P1", "#N/A", 2],
    ]
    shop.write("data/a.xlsx", xlsx(Orders=rows))
    report = shop.run()
    assert shop.ask("net_sales", by="day") == [
        (date(2025, 1, 2), Decimal("1.234")),
        (date(2025, 1, 3), Decimal("1234")),
    ]
    assert shop.rejects() == [
        ("data/a.xlsx", 4, "type:sold_on"),
        ("data/a.xlsx", 5, "required:quantity"),
    ]
    assert report.records_read == 4 + 2


@pytest.mark.parametrize("form", [xlsx, ods])
def test_rows_of_totals_at_the_end_are_told_and_no_records(sheet, form):
    rows = [HEADER, ["Total", 1, "x"], ["A1", 2, "x"], ["Total:", 3, None], [None, "TOTAL", 3]]
    landed = sheet(form(rows), totals=("Total",))
    assert [row[0] for row in values(landed)] == ["Total", "A1"]
    assert landed.one.files[0].records == 2
    assert landed.notes == ["the last 2 lines begin with 'Total': totals, no records"]


def test_a_sheet_of_nothing_but_totals_is_empty(sheet):
    landed = sheet(xlsx([HEADER, ["Total", 0, None]]), totals=("Total",))
    assert (values(landed), landed.one.files[0].records) == ([], 0)
