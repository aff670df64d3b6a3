"""The careful reader of JSON."""

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
