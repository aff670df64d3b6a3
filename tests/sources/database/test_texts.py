"""Rows are kept as exact texts, with a note on which of them the origin types."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from alkasba.sources.database import texts
from alkasba.sources.database.texts import Shape, Texts


def made(*batches: list[str | None]) -> Texts:
    schema = pa.schema([("a", pa.string())])
    arrays = (
        pa.RecordBatch.from_arrays([pa.array(b, pa.string())], schema=schema) for b in batches
    )
    return Texts(("a",), arrays, {"a"})


def values(path: Path) -> list[str | None]:
    return [v for batch in texts.read(path).batches for v in batch.column(0).to_pylist()]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert texts.write(made(["1", None], ["", "نعناع"]), path) == 4
    assert values(path) == ["1", None, "", "نعناع"]
    assert texts.shape(path) == Shape(("a",), frozenset({"a"}), ())


def test_columns_that_nobody_asked_for_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts.write(replace(made(["1"]), others=("ü", "b")), path)
    assert texts.shape(path).others == ("ü", "b")
    texts.write(texts.without(texts.read(path), [0]), tmp_path / "b.parquet")
    assert texts.shape(tmp_path / "b.parquet").others == ("ü", "b")


def test_nothing_is_a_file_too(tmp_path: Path) -> None:
    assert texts.write(made(), tmp_path / "a.parquet") == 0
    assert values(tmp_path / "a.parquet") == []


def test_the_same_rows_make_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "BYTES_A_GROUP", 10)
    for name in ("a", "b"):
        texts.write(made(["1"] * 9, ["2"] * 9, ["3"]), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_are_left_out_by_position(tmp_path: Path) -> None:
    texts.write(texts.without(made(["0", "1"], ["2", "3"]), [1, 2]), tmp_path / "a")
    assert values(tmp_path / "a") == ["0", "3"]


def test_an_error_among_the_rows_comes_through(tmp_path: Path) -> None:
    def broken():
        yield from made(["1"]).batches
        raise ConnectionError

    with pytest.raises(ConnectionError):
        texts.write(Texts(("a",), broken()), tmp_path / "a")
