"""Fetched rows land with the proof that all of them came."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from alkasba.errors import SourceError
from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources.database import landed, texts
from alkasba.sources.database.texts import Texts
from alkasba.sources.extracts import Extracts, Fetched, list_extracts

SOURCE = Source("erp", "database", ())


def fetched(shop: Path, *rows: str, names: tuple[str, ...] = ("a",), records: int = 0) -> None:
    kept = Extracts(shop / "build/extracts/erp")
    number = len(kept.parts())
    path = kept.path(f"{number}.parquet")
    schema = pa.schema([(name, pa.string()) for name in names])
    columns = [pa.array(rows, pa.string())] * len(names)
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    counted = texts.write(Texts(names, iter([batch]), {"a"}), path)
    kept.keep([Fetched("orders", path, records or counted, f"{number}", is_whole=False)])


def files(shop: Path) -> list[OriginFile]:
    return list_extracts(SOURCE, shop, is_whole=False)


def test_files_of_one_shape_land_together_in_their_order(tmp_path: Path) -> None:
    fetched(tmp_path, "1", "2")
    fetched(tmp_path, "3")
    with duckdb.connect() as db:
        (found,) = landed.land(files(tmp_path), db)
        rows = db.execute(f"SELECT c0, _file FROM {found.table} ORDER BY rowid").fetchall()
    assert rows == [("1", 0), ("2", 0), ("3", 1)]
    assert [reading.records for reading in found.files] == [2, 1]
    assert (found.names, found.typed) == (("a",), {0: ""})
    assert found.lines(0, [0, 1]) == {0: 1, 1: 2}


def test_another_shape_and_a_large_file_land_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched(tmp_path, "1")
    fetched(tmp_path, "2", names=("a", "A"))
    fetched(tmp_path, "3", names=("a", "A"))
    monkeypatch.setattr(landed, "BATCH_BYTES", 1)
    with duckdb.connect() as db:
        assert [one.names for one in landed.land(files(tmp_path), db)] == [
            ("a",),
            ("a", "A"),
            ("a", "A"),
        ]


def test_a_row_that_was_fetched_and_does_not_land_is_an_error(tmp_path: Path) -> None:
    fetched(tmp_path, "1", "2", records=3)
    with duckdb.connect() as db, pytest.raises(SourceError, match="records were lost"):
        list(landed.land(files(tmp_path), db))


@pytest.mark.parametrize("break_it", [Path.unlink, lambda path: path.write_text("no")])
def test_a_file_that_is_gone_or_damaged_is_told(tmp_path: Path, break_it) -> None:
    fetched(tmp_path, "1")
    break_it(tmp_path / "build/extracts/erp/0.parquet")
    with duckdb.connect() as db, pytest.raises(SourceError, match="gone or damaged"):
        list(landed.land(files(tmp_path), db))
