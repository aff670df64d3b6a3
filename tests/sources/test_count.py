"""Records are counted without the reader, and the same however the stream is cut."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.count import count_records

CASES = [
    (b"", 0),
    (b"\n", 0),
    (b"\r\n\r\n", 0),
    (b"a", 1),
    (b"a\n", 1),
    (b"a\nb", 2),
    (b"a\r\nb\r\n", 2),
    (b"a\rb\r", 2),
    (b"a\n\n\nb\n\n", 2),
    (b"\n\na\n", 1),
    (b'"a\nb"\nc\n', 2),
    (b'"a\n\nb"\nc\n', 2),
    (b'"a\r\n""\r\nb"\r\nc\r\n', 2),
    (b'a,"x"\n"",""\n', 2),
    (b'a,"x\n', 1),
]


@pytest.mark.parametrize(("content", "records"), CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_known_counts(content, records, size):
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    assert count_records(pieces, '"').records == records


def test_without_a_quote_every_line_counts():
    assert count_records([b'"a\nb"\n'], None).records == 2


def test_line_ends_between_quotes_are_not_mixed_ones():
    assert count_records([b'a,"x\ny"\r\nb,c\r\n'], '"').ends == {b"\r\n"}
    assert count_records([b"a\nb\r\n"], '"').ends == {b"\n", b"\r\n"}


@pytest.mark.parametrize(
    ("content", "is_odd"),
    [
        (b"a, b ,c\r\nd\n", False),
        (b'"a ","b"\n', False),
        (b"a\tb,c\n", True),
        (b"a\x0b,c\n", True),
        (b"a\x0c,c\n", True),
        (b'"a\n",b\n', True),
        (b'"a\r\n",b\r\n', True),
    ],
)
def test_blanks_that_are_no_spaces_are_noticed(content, is_odd):
    assert count_records([content[:3], content[3:]], '"').has_odd_blanks(",") == is_odd


def test_tabs_that_delimit_are_no_blanks_of_values_unless_quotes_may_hold_them():
    assert not count_records([b"a\tb\n"], '"').has_odd_blanks("\t")
    assert count_records([b'"a\t"\tb\n'], '"').has_odd_blanks("\t")


CELLS = st.text(st.sampled_from('ab,"\n\r '), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 20),
)
def test_the_count_is_that_of_the_csv_module(rows, end, size):
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    content = out.getvalue().encode()
    tally = count_records([content[i : i + size] for i in range(0, len(content), size)], '"')
    assert tally.records == len(rows)
    assert tally.is_closed
