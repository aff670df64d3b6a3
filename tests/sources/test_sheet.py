"""What is known of a CSV file before it is landed."""

from pathlib import Path

import pytest

from alkasba.model.source import Source
from alkasba.sources.files import list_files
from alkasba.sources.sheet import Sheet, body, examine, rows


def examined(folder: Path, content: bytes, **declared: object) -> Sheet:
    (folder / "a.csv").write_bytes(content)
    source = Source("origin", "csv", ("a.csv",), **declared)  # type: ignore[arg-type]
    (file,) = list_files(source, folder)
    return examine(file, source)


def test_plain_utf_8_is_read_where_it_lies(tmp_path):
    sheet = examined(tmp_path, b"a,b\n1,2\n3,4\n")
    assert (sheet.names, sheet.records) == (("a", "b"), 2)
    assert sheet.is_as_it_lies
    assert sheet.is_line_by_line
    assert not sheet.is_careful


def test_records_begin_behind_a_header_of_several_lines(tmp_path):
    sheet = examined(tmp_path, b'Title\n\n"a\nx",b\n1,2\n', skip=1)
    assert (sheet.first_line, sheet.data_line) == (3, 5)
    assert b"".join(body(sheet)) == b'"a\nx",b\n1,2\n'
    assert [(row.line, row.values) for row in rows(sheet)] == [(5, ["1", "2"])]


def test_skipping_more_lines_than_there_are_leaves_an_empty_file(tmp_path):
    assert examined(tmp_path, b"a\n1\n", skip=9).reading.notes == ("empty",)


@pytest.mark.parametrize(
    "content",
    [b"a,b\r\n1,2\n", b'a,b\n1,"2\n', b'a,b\n"1" "2",3\n'],
    ids=["mixed line ends", "open quote", "spaces between quotes"],
)
def test_what_duckdb_cannot_read_needs_care(tmp_path, content):
    assert examined(tmp_path, content).is_careful


def test_a_header_that_cannot_be_read_makes_the_file_unread(tmp_path):
    sheet = examined(tmp_path, b'"a"x,b\n1,2\n', delimiter=",")
    assert sheet.records == 1
    assert sheet.unread().rule == "quote"
    assert sheet.unread().reason.startswith("its header cannot be read")


def test_everything_guessed_is_a_note(tmp_path):
    notes = examined(tmp_path, "é;b\n1;2\n".encode("cp1252")).reading.notes
    assert [note.partition(":")[0] for note in notes] == ["encoding guessed", "delimiter detected"]


def test_lines_of_totals_are_no_records_and_told(tmp_path):
    sheet = examined(tmp_path, b"a,b\nx,1\n\nTotal,1\nTOTAL:,1\n", totals=("Total",))
    assert (sheet.records, sheet.is_as_it_lies) == (1, False)
    assert sheet.reading.notes == ("the last 2 lines begin with 'Total': totals, no records",)
    assert b"".join(body(sheet)) == b"a,b\nx,1\n\n"
    assert [row.values for row in rows(sheet)] == [["x", "1"]]


def test_a_header_is_no_line_of_totals(tmp_path):
    sheet = examined(tmp_path, b"Total,b\n", totals=("Total",))
    assert (sheet.names, sheet.records, sheet.end) == (("Total", "b"), 0, None)


@pytest.mark.parametrize("titles", [b"", b"Export\n", b"Export\nof May, by A\n\n", b"Net\n\n\n"])
def test_a_table_begins_at_the_line_that_has_a_name(tmp_path, titles):
    content = titles + b'"Order No",Net\n1,2\n'
    sheet = examined(tmp_path, content, skip_to="order no")
    assert (sheet.names, sheet.records) == (("Order No", "Net"), 1)
    assert sheet.data_line == titles.count(b"\n") + 2
    assert b"".join(body(sheet)) == b'"Order No",Net\n1,2\n'


def test_a_file_without_that_line_is_unread_as_a_whole(tmp_path):
    sheet = examined(tmp_path, b"a,b\n1,2\n", skip_to="Order No")
    assert sheet.unread().rule == "header"
    assert sheet.unread().reason == "no line has 'Order No', where the table begins"
