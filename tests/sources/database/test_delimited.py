"""Delimited text keeps every value: nothing, an empty text, quotes and line ends."""

import pytest

from alkasba.sources.database import delimited
from alkasba.sources.database.troubles import Refused


def rows(*pieces: bytes, names: tuple[str, ...] = ("a", "b")) -> list[tuple[str | None, ...]]:
    found = delimited.batches(iter(pieces), names)
    return [row for b in found for row in zip(*(c.to_pylist() for c in b.columns), strict=True)]


def test_nothing_and_an_empty_text_are_told_apart() -> None:
    assert rows(b'1,\n,""\n') == [("1", None), (None, "")]


def test_quotes_commas_and_line_ends_are_part_of_a_text() -> None:
    assert rows(b'"a ""b"", c","d\ne"\n', b"2,NULL\n") == [('a "b", c', "d\ne"), ("2", "NULL")]


def test_a_column_alone_may_hold_nothing() -> None:
    assert rows(b"1\n\n3\n", names=("a",)) == [("1",), (None,), ("3",)]


def test_two_columns_of_one_name_keep_their_values() -> None:
    assert rows(b"1,2\n", names=("a", "a")) == [("1", "2")]


def test_pieces_are_read_together_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "AT_ONCE", 7)
    found = list(delimited.batches((b"%d,x\n" % i for i in range(5)), ("a", "b")))
    assert [batch.num_rows for batch in found] == [2, 2, 1]


def test_no_rows_are_no_batches() -> None:
    assert rows() == []


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused, match="value"):
        rows(b"\xff,1\n")


def test_an_error_among_the_pieces_comes_through() -> None:
    def broken():
        yield b"1,2\n"
        raise Refused("lost")

    with pytest.raises(Refused, match="lost"):
        list(delimited.batches(broken(), ("a", "b")))
