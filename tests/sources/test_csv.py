"""CSV files are landed as they were written, and every record is accounted for."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources import csv as csv_source
from alkasba.sources import source_of
from alkasba.sources.encoding import Encoding
from alkasba.sources.sheet import Sheet


def written(rows: list[list[str]], **how: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


def kept(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    """Rows as they land: an empty value is nothing."""
    return [tuple(value or None for value in row) for row in rows]


def carefully(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let DuckDB read nothing."""
    examine = csv_source.sheet.examine
    monkeypatch.setattr(
        csv_source.sheet,
        "examine",
        lambda file, source: replace(examine(file, source), is_careful=True),
    )


def test_a_file_lands_under_the_names_of_its_header(land):
    landed = land(b"\xef\xbb\xbfOrder No , Price\nA1,2.50\nA2,\n")
    assert landed.one.names == ("Order No", "Price")
    assert landed.rows == [("A1", "2.50"), ("A2", None)]
    assert [file.records for file in landed.one.files] == [2]
    assert landed.lines() == [2, 3]


def test_names_that_come_twice_are_made_distinct(land):
    assert land(b"a,a,,a\n1,2,3,4\n").one.names == ("a", "a_2", "column_3", "a_3")


def test_files_of_one_shape_land_together_in_their_order(land):
    landed = land({f"in/{i:03}.csv": b"n\n" + f"{i}\n".encode() * 3 for i in range(40)})
    assert landed.rows == [(str(i),) for i in range(40) for _ in range(3)]
    assert [row[-1] for row in landed.rows_by_landing[0]] == [i for i in range(40) for _ in "123"]


def test_another_header_is_another_landing(land):
    landed = land({"in/1.csv": b"a,b\n1,2\n", "in/2.csv": b"b,a\n3,4\n", "in/3.csv": b"a,b\n5,6\n"})
    assert [one.names for one in landed.landings] == [("a", "b"), ("b", "a")]
    assert landed.rows_by_landing == [[("1", "2", 0), ("5", "6", 1)], [("3", "4", 0)]]


def test_a_batch_is_bounded(land, monkeypatch):
    monkeypatch.setattr(csv_source, "BATCH_BYTES", 10)
    landed = land({f"in/{i}.csv": b"n\n1\n" for i in range(5)})
    assert [len(one.files) for one in landed.landings] == [2, 2, 1]


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_has_no_records_and_a_note(land, content):
    landed = land(content)
    assert landed.rows == []
    assert landed.one.files[0].records == 0
    assert "empty" in landed.notes


def test_an_empty_file_lands_beside_the_others(land):
    landed = land({"in/1.csv": b"", "in/2.csv": b"a\n1\n"})
    assert [file.records for file in landed.one.files] == [0, 1]
    assert landed.rows_by_landing == [[("1", 1)]]


def test_a_header_alone_is_no_record(land):
    landed = land(b"a,b\n")
    assert (landed.one.names, landed.rows, landed.one.files[0].records) == (("a", "b"), [], 0)


def test_a_file_without_header_takes_the_names_of_the_declaration(land):
    landed = land(b"1,2\n3,4\n5\n", header=False, names=("a", "b"))
    assert landed.one.names == ("a", "b")
    assert landed.rows == [("1", "2"), ("3", "4")]
    assert [(row.line, row.rule) for row in landed.unread] == [(3, "ragged")]
    assert land(b"1,2\n", header=False).one.names == ("column_1", "column_2")


def test_lines_before_the_header_are_skipped(land):
    landed = land(b'Sales of "May\n\n\na,b\n1,2\n', skip=1)
    assert landed.one.names == ("a", "b")
    assert landed.rows == [("1", "2")]
    assert landed.lines() == [5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line(land, end):
    landed = land(end.join(["a,b", "1,2", "", '3,"x', 'y"', "5,6", ""]).encode())
    assert landed.rows == [("1", "2"), ("3", f"x{end}y"), ("5", "6")]
    assert landed.lines() == [2, 4, 6]


def test_line_ends_may_be_mixed(land):
    landed = land(b"a,b\r\n1,2\n3,4\r5,6\r\n")
    assert landed.rows == [("1", "2"), ("3", "4"), ("5", "6")]


def test_a_blank_line_is_no_record_in_one_column_either(land):
    landed = land(b'a\n1\n\n""\n2\n')
    assert landed.rows == [("1",), (None,), ("2",)]
    assert landed.lines() == [2, 4, 5]


def test_ragged_records_are_kept_aside_and_never_become_the_header(land):
    landed = land(b'a,b\n1,2\n3\n"x\ny",5\n\n6,7,8,9,10\n11,12\n')
    assert landed.one.names == ("a", "b")
    assert landed.rows == [("1", "2"), ("x\ny", "5"), ("11", "12")]
    assert [(row.line, row.rule, row.row) for row in landed.unread] == [
        (3, "ragged", "3"),
        (7, "ragged", "6,7,8,9,10"),
    ]
    assert landed.unread[1].reason == "it has 5 values where 2 are expected"
    assert landed.one.files[0].records == 5
    assert landed.lines() == [2, 4, 8]


def test_an_unclosed_quote_loses_one_line(land):
    landed = land(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 3000)
    assert landed.rows == [("1", "2")] + [("5", "6")] * 3000
    assert [(row.line, row.rule, row.row) for row in landed.unread] == [(3, "quote", '3,"4')]


def test_bytes_that_the_declared_encoding_has_not_are_kept_aside(land):
    landed = land(b"a,b\n1,caf\xe9\n2,tea\n", encoding="utf-8")
    assert landed.rows == [("2", "tea")]
    assert [(row.line, row.rule, row.row) for row in landed.unread] == [
        (2, "encoding", "1,caf\ufffd")
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings_that_can_be_found_out(land, encoding):
    landed = land('nom,ville\n"Thé ""vert""","Saint-Étienne"\n'.encode(encoding))
    assert landed.rows == [('Thé "vert"', "Saint-Étienne")]


@pytest.mark.parametrize("encoding", ["cp1256", "shift_jis", "gb18030", "iso-8859-15", "utf-7"])
def test_encodings_that_must_be_declared(land, encoding):
    words = {"cp1256": "زعتر", "shift_jis": "緑茶", "gb18030": "绿茶"}.get(encoding, "café")
    landed = land(f"nom,n\n{words},1\n".encode(encoding), encoding=encoding)
    assert landed.rows == [(words, "1")]


def test_text_declared_as_utf_16_that_is_none_is_unread_as_a_whole(land):
    landed = land(b"a,b\n1,2\n", encoding="utf-16")
    assert [row.rule for row in landed.unread] == ["encoding"]


def test_members_of_a_zip_land_as_files(land):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("1.csv", "a\n1\n")
        archive.writestr("2.csv", "a\n2\n")
    landed = land({"in/all.zip": out.getvalue()})
    assert [file.file.name for file in landed.one.files] == ["in/all.zip/1.csv", "in/all.zip/2.csv"]
    assert landed.rows == [("1",), ("2",)]


def test_signs_that_duckdb_takes_for_wildcards_may_stand_in_a_name(land):
    landed = land({"in/a[1].csv": b"a\n1\n", "in/it's.csv": b"a\n2\n"})
    assert landed.rows == [("1",), ("2",)]


def test_a_value_longer_than_duckdb_takes_is_landed(land):
    landed = land(b"a,b\n1,2\n3," + b"x" * 3_000_000 + b"\n5,6\n")
    assert [len(row[1]) for row in landed.rows] == [1, 3_000_000, 1]


def test_other_delimiters_and_quotes(land):
    assert land(b"a;b\n'x;y';2\n", delimiter=";", quote="'").rows == [("x;y", "2")]
    assert land(b'a||b\n"x||2\n', delimiter="||", quote=None).rows == [('"x', "2")]


def test_a_file_that_duckdb_cannot_add_up_leaves_the_others_as_they_are(land):
    landed = land(
        {"in/1.csv": b"a,b\n1,2\n", "in/2.csv": b'a,b\n3,"4\n5,6\n', "in/3.csv": b"a,b\n7,8\n"}
    )
    rows = [("1", "2", 0), ("5", "6", 1), ("7", "8", 2)]
    assert landed.rows_by_landing == [rows]
    assert [file.records for file in landed.one.files] == [1, 2, 1]


@pytest.mark.parametrize(("width", "expected"), [(10, 8 << 20), (80, 80 * 153_600), (400, 8 << 20)])
def test_duckdb_reads_so_much_at_a_time_as_it_keeps_together_where_memory_allows(width, expected):
    file = OriginFile("a.csv", Path("a.csv"), "", 0)
    one = Sheet(file, Encoding("utf-8"), records=1000, bytes=1000 * width)
    assert csv_source._part_bytes([one, one]) == expected


def test_the_order_of_rows_holds_over_several_parts(land):
    numbers = [str(n).rjust(20, "0") for n in range(700_000)]
    assert len("\n".join(numbers)) > csv_source.PART_AT_LEAST
    landed = land(("n\n" + "\n".join(numbers) + "\n").encode())
    assert [row[0] for row in landed.rows] == numbers


def test_many_rows_read_in_parallel_keep_their_order_and_rejects_their_lines(land):
    lines = [f"{i},{'x' * (i % 90)}" for i in range(400_000)]
    lines[123_456] = lines[399_998] = "too,many,values"
    landed = land(("n,x\n" + "\n".join(lines)).encode())
    assert [int(row[0]) for row in landed.rows] == [
        i for i in range(400_000) if i not in (123_456, 399_998)
    ]
    assert [row.line for row in landed.unread] == [123_458, 400_000]
    assert landed.one.lines(0, [123_455, 123_456]) == {123_455: 123_457, 123_456: 123_459}


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.text(
    st.sampled_from('ab,;" \n\r\t'), max_size=8
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), max_size=12)
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TABLES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example([["\ufeff", "a"]], ",", csv.QUOTE_MINIMAL)
@example([["\x00", "\x00"]], ",", csv.QUOTE_MINIMAL)
def test_any_table_that_the_csv_module_writes_lands_exactly(land, rows, delimiter, quoting):
    width = len(rows[0]) if rows else 1
    header = [f"name {i}" for i in range(width)]
    content = written([header, *rows], delimiter=delimiter, quoting=quoting)
    landed = land(content, delimiter=delimiter, encoding="utf-8")
    assert landed.rows == kept(rows)
    assert landed.unread == []


SNIPPETS = st.lists(
    st.sampled_from([*'ab,"" ', "\n", "\n", "\r\n", "1,2\n", '"x",y\n']), max_size=25
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SNIPPETS.map("".join))
@example('a,"\n1,2\n')
@example('1,2,"\n')
@example('"" "x",y\n')
def test_the_fast_and_the_careful_reader_agree(land, text):
    content = f"a,b\n{text}".encode()
    fast = land(content, delimiter=",")
    with pytest.MonkeyPatch.context() as patch:
        carefully(patch)
        careful = land(delimiter=",")
    assert fast.rows == careful.rows
    assert fast.unread == careful.unread
    assert fast.one.files == careful.one.files
    assert fast.lines() == careful.lines()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab,"\n\r \t\v\f'), max_size=30))
def test_a_landing_of_spaces_only_has_no_other_blank_at_an_end(land, text):
    landed = land(f"a,b\n{text}".encode(), delimiter=",")
    values = [value or "" for row in landed.rows for value in row]
    if landed.one.only_spaces:
        assert all(value.rstrip() == value.rstrip(" ") for value in values)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_are_accounted_for(land, content):
    landed = land(content)
    assert landed.one.files[0].records == len(landed.rows) + len(landed.unread)


def test_csv_spectrum_gives_its_known_answers(land, nasty_files):
    files = sorted(nasty_files.glob("csv-spectrum/csvs/*.csv"))
    assert len(files) == 12
    for path in files:
        if path.stem == "location_coordinates":
            continue  # Its answer was given another telephone number than the file has.
        expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text("utf-8"))
        landed = land(pattern=str(path))
        rows = [dict(zip(landed.one.names, row, strict=True)) for row in landed.rows]
        expected = expected if isinstance(expected, list) else [expected]
        assert [{name: value or "" for name, value in row.items()} for row in rows] == expected


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_awkward_files_have_the_records_that_were_counted_for_them(land, nasty_files):
    for entry in manifest(nasty_files):
        landed = land(pattern=str(nasty_files / entry["file"]))
        blank_lines = entry["widths"].startswith("0")
        wanted = 0 if blank_lines else max(0, int(entry["records"]) - 1)
        assert landed.one.files[0].records == wanted, entry["file"]


def test_what_is_no_text_is_unread_and_says_what_it_is(land, nasty_files):
    files = [path for path in nasty_files.glob("messytables/*") if path.suffix[1:] in BINARY]
    assert len(files) >= 8
    for path in files:
        landed = land(pattern=str(path))
        assert landed.rows == []
        assert "workbook" in landed.unread[0].reason


BINARY = ("xls", "xlsx", "xlsm", "ods")


def test_a_landing_leaves_no_other_table_behind(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n1\n1,2\n")
    source = Source("origin", "csv", ("*.csv",))
    reader = source_of(source)
    with duckdb.connect() as workbench:
        (landing,) = reader.land(
            source,
            reader.list_files(source, tmp_path),
            workbench,
            rows="",
            names=(),
            scratch=tmp_path,
        )
        assert workbench.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [
            (landing.table,)
        ]
