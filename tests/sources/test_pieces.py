"""A JSON text is cut between records, wherever the stream is cut."""

import json

import pytest

from alkasba.sources import pieces
from alkasba.sources.pieces import DoubtError, separator

ARRAY = b' [\n {"a": 1, "b": [{"a": 2}]},\n {"a": 3},\n {"a": 4}\n]\n'


def cut(text: bytes, *, is_whole: bool = False) -> list[pieces.Piece]:
    parts = [text[i : i + 10] for i in range(0, len(text), 10)]
    return list(pieces.pieces(parts, is_whole=is_whole))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 20)
    monkeypatch.setattr(pieces, "RECORD_AT_MOST", 40)
    monkeypatch.setattr(pieces, "HEAD_BYTES", 10)


def test_lines_stay_whole_and_are_counted_without_the_blank_ones():
    text = b'\n{"a": 1}\n\n{"a": "xxxxxxxxxxxxxxx"}\n \t\r\n{"a": 3}'
    found = cut(text)
    assert b"".join(one.data for one in found).split() == text.split()
    assert [one.records for one in found] == [2, 1]
    assert {one.format for one in found} == {"newline_delimited"}


def test_elements_of_an_array_stay_whole_and_are_counted(monkeypatch):
    monkeypatch.setattr(pieces, "HEAD_BYTES", 50)
    found = cut(ARRAY)
    assert [row for one in found for row in json.loads(one.data)] == json.loads(ARRAY)
    assert [one.records for one in found] == [len(json.loads(one.data)) for one in found]
    assert len(found) > 1


def test_a_document_is_one_piece(monkeypatch):
    (one,) = cut(b'{\n "a": [1]\n}\n', is_whole=True)
    assert one.format == "unstructured"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"1",
        b"[[1],[2],[3]," + b"[4]," * 9 + b"[5]]",
        b'{\n "a": "' + b"x" * 40 + b'"}',
        b"{}\0",
    ],
)
def test_what_cannot_be_cut_is_in_doubt(text):
    with pytest.raises(DoubtError):
        cut(text)


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        (b'[{"id": 1}, {"id": 2}]', b'}, {"id"'),
        (b'[\n  {\n    "id": 1\n  },\n  {\n    "id": 2\n  }\n]', b'\n  },\n  {\n    "id"'),
        (b"[1, 2]", b""),
        (b'[{"id": 1}]', b""),
        (b'[{"id"', b""),
    ],
)
def test_separator(head, mark):
    assert separator(head) == mark


@pytest.mark.parametrize(
    ("text", "is_flat"),
    [
        (b'{"a":1}\n\n{"a":"x"}\n', True),
        (b'{"a":1}\n{"a":"[x]"}\n', False),
        (b'{"a":1}\n{"a":[]}\n', False),
        (b'{"a":{}}\n3\n', True),  # No record but an error of DuckDB's.
        (b'[{"a":1},{"a":2}]', True),
        (b'[{"a":1},{"a":{"a":2}}]', False),
        (b'[{"a":1},{"b":[{"a":3},{"a":4}]}]', False),
        (b'[{"a":1}]', False),  # What stands between two is not known.
    ],
)
def test_pieces_without_lists_and_objects_in_records_are_flat(monkeypatch, text, is_flat):
    monkeypatch.setattr(pieces, "PIECE_BYTES", 100)
    monkeypatch.setattr(pieces, "HEAD_BYTES", 100)
    (one,) = cut(text)
    assert one.is_flat == is_flat
