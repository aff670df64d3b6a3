"""Lines of totals at the end of a file are told apart from its records."""

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from alkasba.sources.encoding import Encoding
from alkasba.sources.ending import NONE, TAIL, Ending, Tail, ending, without_end
from alkasba.sources.records import Dialect

WORDS = ("Total", "Grand total")


def found(text: str, encoding: str = "utf-8", bom: bytes = b"", **dialect: str) -> Ending:
    tail = Tail()
    content = bom + text.encode(encoding)
    for _ in tail.watch(content[at : at + 7] for at in range(0, len(content), 7)):
        pass
    return ending(tail, Encoding(encoding, len(bom)), Dialect(**dialect), WORDS)


@pytest.mark.parametrize(
    ("end", "words", "filled"),
    [
        ("Total,,3\n", ("Total",), (2,)),
        ("TOTAL:,,3", ("TOTAL:",), (2,)),
        (',"Total",3\n', ("Total",), (2,)),
        ("Total,3\r\n", ("Total",), (2,)),
        ("Total,,3\n\n\nGrand Total,,3\n\n", ("Grand Total", "Total"), (2, 2)),
    ],
)
def test_lines_that_begin_with_the_word_are_the_end(end, words, filled):
    assert found(f"a,b,c\nx,y,3\n{end}") == Ending(words, filled, len(end), len(words))


@pytest.mark.parametrize(
    "text",
    [
        "a,b\nTotal,1\nx,2\n",
        "a,b\nTotally,1\n",
        "a,b\nx,Total\n",
        "",
        "\n\n",
        # The last line is the end of a value.
        'a,b\nx,"two lines\nTotal, all in"\n',
        'a,b\nTotal,"open\n',
    ],
)
def test_other_lines_are_none(text):
    assert found(text) == NONE


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", b""), ("utf-8", codecs.BOM_UTF8)],
)
def test_bytes_are_those_of_the_encoding(encoding, bom):
    end = "Total;é\n"
    told = found(f"a;b\n1;2\n{end}", encoding, bom, delimiter=";")
    assert (told.bytes, told.records) == (len(end.encode(encoding)), 1)


def test_lines_that_cannot_be_read_are_not_left_out():
    tail = Tail()
    list(tail.watch([b"a\n1\nTotal,\xff\n"]))
    assert ending(tail, Encoding("utf-8"), Dialect(), WORDS) == NONE


def test_of_a_long_file_the_end_is_looked_at():
    line = "x,1\n" * TAIL
    assert found(f"{line}Total,2\n").bytes == len("Total,2\n")
    # Where nothing but totals is seen, a record may begin before.
    assert found("Total,2\n" * TAIL).bytes < TAIL


@given(st.lists(st.binary(max_size=9)), st.none() | st.integers(0, 40))
def test_a_stream_ends_where_it_is_told(parts, end):
    assert b"".join(without_end(parts, end)) == b"".join(parts)[:end]


LINES = 'id,sold,n\n1,"a\nb",2\n2,c\n3,d,4\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "iso-8859-15"])
def test_a_file_lands_without_them_whatever_its_encoding(land, encoding):
    content = f"{LINES}Total,é,6\n".encode(encoding)
    landed = land(content, encoding=encoding, totals=WORDS)
    assert landed.rows == [("1", "a\nb", "2"), ("3", "d", "4")]
    assert [(row.line, row.rule) for row in landed.unread] == [(4, "ragged")]
    assert landed.lines() == [2, 5]
    assert [file.records for file in landed.one.files] == [3]


@pytest.mark.parametrize("name", ["in/a.csv", "in/a.csv.gz", "in/a.csv.zst"])
def test_so_does_one_that_is_packed(land, name):
    content = f"{LINES}Total,,6\nGrand total\n".encode()
    packs = {"gz": gzip.compress, "st": ZstdCompressor().compress}
    landed = land({name: packs.get(name[-2:], bytes)(content)}, totals=WORDS)
    assert landed.rows == [("1", "a\nb", "2"), ("3", "d", "4")]


@pytest.mark.parametrize(
    "spoiling", ['4,"open,5\n', "4,mixed,5\r\n", '4,"a" "b",5\n'], ids=["quote", "ends", "spaced"]
)
def test_so_does_one_that_needs_care(land, spoiling):
    landed = land(f"{LINES}{spoiling}5,e,6\nTotal,,6\n".encode(), totals=WORDS)
    assert landed.rows[-1] == ("5", "e", "6")
    records = sum(file.records for file in landed.one.files)
    assert records == len(landed.rows) + len(landed.unread)
    assert not any("Total" in row.row for row in landed.unread)


def test_files_with_and_without_them_land_together(land):
    files = {
        "in/1.csv": b"a,b\n1,2\nTotal,2\n",
        "in/2.csv": b"a,b\n3,4\n",
        "in/3.csv": b"a,b\nTotal,\n",
    }
    landed = land(files, totals=WORDS)
    assert landed.rows == [("1", "2"), ("3", "4")]
    assert [file.records for file in landed.one.files] == [1, 1, 0]
