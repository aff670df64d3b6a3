"""The careful reader of JSON."""

import sys
from pathlib import Path

from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources.rows import Reader


def reader(path: Path, content: bytes, *names: str) -> Reader:
    path.write_bytes(content)
    file = OriginFile("one.json", path, "", len(content))
    return Reader(file, Source("origin", "json", ("*",)), "", names, ())


def test_rows_that_cannot_be_read_are_put_aside(tmp_path):
    one = reader(tmp_path / "one.json", b'{"a": 1.10}\n{"a"\n[1]\n{"a": 2}\n', "a")
    assert list(one.rows()) == [["1.10"], ["2"]]
    assert [row.line for row in one.unread] == [2, 3]
    assert one.lines_of([1]) == {1: 4}
    assert one.reading().records == 4


def test_a_reader_can_begin_again(tmp_path):
    one = reader(tmp_path / "one.json", b'{"a": 1}', "a")
    assert list(one.rows()) == list(one.again().rows())


def test_the_head_is_the_first_rows_that_have_keys(tmp_path):
    content = b'{"a": 1.10, "b": null}\n{"a"\n[1]\n{"c": {"d": 2}}\n{"a": 3}\n'
    found = reader(tmp_path / "one.json", content, "a", "c.d").head(3)
    assert [(set(row.keys), row.values) for row in found] == [
        ({"a", "b"}, ("1.10", None)),
        ({"c"}, (None, "2")),
    ]


def test_a_row_of_the_head_that_is_nested_too_deep_is_left_out(tmp_path):
    deep = b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}"
    one = reader(tmp_path / "one.json", b'{"a": 1}\n' + deep * 1 + b'\n{"a": 2}\n', "a")
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(600)
        found = one.head(9)
    finally:
        sys.setrecursionlimit(limit)
    assert [row.values for row in found] == [("1",), ("2",)]
