"""Keys of an origin against what is kept of it: what is gone, and what was never fetched."""

from pathlib import Path

import pyarrow as pa
import pytest

from alkasba.errors import SourceError
from alkasba.sources.database import texts
from alkasba.sources.database.comparing import Compared, compare
from alkasba.sources.database.texts import Texts

Row = tuple[str | None, ...]


def file(path: Path, names: tuple[str, ...], *rows: Row) -> Path:
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(names))]
    schema = pa.schema([(name, pa.string()) for name in names])
    texts.write(Texts(names, iter([pa.RecordBatch.from_arrays(columns, schema=schema)])), path)
    return path


def compared(folder: Path, there: list[Row], *kept: list[Row]) -> Compared:
    """Rows of (a, B) there, rows of (x, B, a) kept."""
    keys = file(folder / "keys.parquet", ("a", "B"), *there)
    files = [file(folder / f"{n}.parquet", ("x", "B", "a"), *rows) for n, rows in enumerate(kept)]
    return compare(keys, files, ("a", "B"), folder / "spill")


def test_what_is_gone_is_found_in_every_file(tmp_path: Path) -> None:
    kept = [("v", "1", "k"), ("w", "2", "k")], [("u", "2", "k"), ("t", "1", "k"), ("s", "2", "k")]
    found = compared(tmp_path, [("k", "1")], *map(list, kept))
    assert found == Compared({tmp_path / "0.parquet": [1], tmp_path / "1.parquet": [0, 2]}, 0)


def test_what_was_never_fetched_is_counted(tmp_path: Path) -> None:
    assert compared(tmp_path, [("k", "1"), ("k", "3"), ("l", "1")], [("v", "1", "k")]).unknown == 2


def test_empty_parts_of_a_key_are_parts_of_it_and_parts_do_not_run_together(tmp_path: Path) -> None:
    there: list[Row] = [(None, "1"), ("", "2"), ("ab", "c")]
    kept: list[Row] = [("v", "1", None), ("v", "2", None), ("v", "bc", "a"), ("v", "c", "ab")]
    found = compared(tmp_path, there, kept)
    assert found == Compared({tmp_path / "0.parquet": [1, 2]}, 1)


def test_nothing_there_means_that_all_is_gone(tmp_path: Path) -> None:
    assert compared(tmp_path, [], [("v", "1", "k")]).gone == {tmp_path / "0.parquet": [0]}
    assert not (tmp_path / "spill").exists()


@pytest.mark.parametrize("text", [None, b"", b"PAR1 and no more"])
def test_a_kept_file_that_is_gone_or_damaged_says_what_to_do(
    tmp_path: Path, text: bytes | None
) -> None:
    keys = file(tmp_path / "keys.parquet", ("a",), ("1",))
    if text is not None:
        (tmp_path / "kept.parquet").write_bytes(text)
    with pytest.raises(SourceError, match="gone or damaged") as caught:
        compare(keys, [tmp_path / "kept.parquet"], ("a",), tmp_path / "spill")
    assert str(tmp_path) in caught.value.next_step
