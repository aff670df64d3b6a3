"""The shape of a file: encoding, delimiter, header, and a part where it is large."""

import pytest

from alkasba.errors import SourceError
from alkasba.ports import OriginFile
from alkasba.sources.file_shapes import Limits, shapes_of
from tests.sources.workbooks import xlsx


@pytest.fixture
def shapes(tmp_path):
    def shapes(content, kind="csv", limits=None):
        path = tmp_path / f"a.{kind}"
        path.write_bytes(content)
        file = OriginFile(path.name, path, "1", len(content))
        return list(shapes_of(kind, file, tmp_path, tmp_path / "scratch", limits or Limits()))

    return shapes


def test_how_a_csv_is_read_is_declared(shapes):
    (group,) = shapes("Ville;Prix\nNîmes;1,5\n".encode("windows-1252"))
    assert group.declared == {"encoding": "windows-1252", "delimiter": ";"}
    assert group.names == ("Ville", "Prix")


def test_a_file_without_header_gets_numbers(shapes):
    (group,) = shapes(b"1,2024-01-31\n2,2024-02-01\n")
    assert group.declared["header"] is False
    assert group.declared["names"] == ["column_1", "column_2"]
    assert "does not look like a header" in group.unsure[0]


def test_titles_above_a_table_are_skipped(shapes):
    (group,) = shapes(b"Export\na;b;c\n1;2;3\n")
    assert (group.declared["skip"], group.names) == (1, ("a", "b", "c"))


def test_titles_that_a_spreadsheet_has_filled_up_with_delimiters_are_skipped(shapes):
    (group,) = shapes(b"Sales of May;;;\nShop;Lyon;;\n\na;b;;d\n1;2;;3\n4;5;;6\n")
    assert group.names == ("a", "b", "column_3", "d")
    assert group.declared["skip"] == 2


def test_a_header_of_which_most_names_are_blank_stays_one(shapes):
    (group,) = shapes(b"a;;;\n1;2;3;4\n5;6;7;8\n")
    assert group.declared.get("skip") is None
    assert group.names[0] == "a"


def test_a_file_of_blank_lines_is_told_to_hold_nothing(shapes):
    with pytest.raises(SourceError, match="nothing but blank lines"):
        shapes(b"\n\r\n \n"[:3])


def test_a_large_file_is_looked_at_in_part(shapes):
    lines = b"".join(b"%d,x\n" % i for i in range(50_000))
    (group,) = shapes(b"id,v\n" + lines, limits=Limits(start=10_000, blocks=2, block=5_000))
    assert group.is_part
    assert 10_000 < group.files[0].path.stat().st_size < 30_000


def test_json_gives_nested_rows_too(shapes):
    found = shapes(b'[{"id": 1, "lines": [{"sku": "A"}]}]', "json")
    assert [(one.names, one.rows_in) for one in found] == [
        (("id",), ""),
        (("^.id", "sku"), "lines"),
    ]


def test_each_sheet_is_a_shape(shapes):
    found = shapes(xlsx(A=[["a"]], B=[["b"]]), "spreadsheet")
    assert [one.declared for one in found] == [{"sheet": "A"}, {"sheet": "B"}]


@pytest.mark.parametrize("kind", ["csv", "json", "parquet", "spreadsheet"])
def test_what_cannot_be_read_says_why(shapes, kind):
    for content in (b"", bytes(range(256)) * 9):
        with pytest.raises(SourceError):
            shapes(content, kind)


def test_totals_at_the_end_of_a_sheet_are_told(shapes):
    rows = [["a", "b", "c"], ["x", 1, 2], ["Total", None, 2], ["Grand total:", None, 4]]
    (group,) = shapes(xlsx(rows), "xlsx")
    assert group.declared["totals"] == ["Total", "Grand total"]
    assert group.source.totals == ("Total", "Grand total")
    (told,) = group.unsure
    assert told == "lines at its end that begin with 'Total' and 'Grand total' are taken for totals"


@pytest.mark.parametrize("last", [["Total", 1, 2], ["x", None, "Total"], [1, None, 2]])
def test_other_rows_at_the_end_of_a_sheet_are_rows(shapes, last):
    (group,) = shapes(xlsx([["a", "b", "c"], ["x", 1, 2], last]), "xlsx")
    assert "totals" not in group.declared
