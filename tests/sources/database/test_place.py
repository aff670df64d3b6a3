"""Rows of a place are kept in files that follow each other."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alkasba.address import Address
from alkasba.sources.database import texts
from alkasba.sources.database.dialect import Later, snapshot_of
from alkasba.sources.database.place import Place
from alkasba.sources.extracts import Extracts, Fetched


def fetched(folder: Path, *names: str, newer: Later | None = None) -> Fetched:
    with closing(sqlite3.connect(folder / "erp.db")) as db:
        db.execute("CREATE TABLE IF NOT EXISTS a (x, y, z)")
        db.execute("INSERT INTO a VALUES (1, 'secret', 3), (2, 'secret', 4)")
        db.commit()
    with snapshot_of(Address("sqlite", path=str(folder / "erp.db")), "") as snapshot:
        place = Place(
            source="erp",
            kept=Extracts(folder / "erp"),
            snapshot=snapshot,
            name="a",
            rows="a",
            there=("x", "y", "z"),
            names=names,
            key=("x",),
        )
        return place.written(newer)


def test_only_the_columns_that_are_asked_for_are_written(tmp_path: Path) -> None:
    one = fetched(tmp_path, "x", "z")
    assert texts.shape(one.path) == texts.Shape(("x", "z"), frozenset({"x", "z"}), ("y",))
    assert b"secret" not in one.path.read_bytes()
    assert one.is_whole and one.records == 2


def test_a_condition_may_name_a_column_that_is_not_asked_for(tmp_path: Path) -> None:
    one = fetched(tmp_path, "x", newer=Later("z", "4"))
    assert (one.records, one.is_whole) == (1, False)
