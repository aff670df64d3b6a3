"""A working copy is published whole or not at all, and leaves nothing behind."""

from pathlib import Path

import pytest

from alkasba.warehouse.working_copy import WorkingCopy, default_memory, open_published


def published(path: Path) -> list[tuple[int]]:
    db = open_published(path)
    try:
        return db.execute("SELECT * FROM kept ORDER BY 1").fetchall()
    finally:
        db.close()


def publish(path: Path, number: int) -> None:
    with WorkingCopy(path) as copy:
        copy.workbench.execute("CREATE TABLE IF NOT EXISTS shop.kept (number INTEGER)")
        copy.workbench.execute("INSERT INTO shop.kept VALUES ($1)", [number])
        copy.write_down()
        copy.publish()


def test_what_is_published_is_read(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    publish(path, 1)
    publish(path, 2)
    assert published(path) == [(1,), (2,)]
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]


def test_an_unpublished_copy_changes_nothing(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    publish(path, 1)
    with pytest.raises(ZeroDivisionError), WorkingCopy(path) as copy:
        copy.workbench.execute("INSERT INTO shop.kept VALUES (2)")
        raise ZeroDivisionError
    assert published(path) == [(1,)]
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]


def test_a_reader_that_stays_open_sees_its_state_and_a_new_one_the_new(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    publish(path, 1)
    reader = open_published(path)
    publish(path, 2)
    assert reader.execute("SELECT count(*) FROM kept").fetchall() == [(1,)]
    reader.close()
    assert published(path) == [(1,), (2,)]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path):
    path = tmp_path / "warehouse.duckdb"
    (tmp_path / "warehouse.duckdb.next").write_bytes(b"half a file")
    (tmp_path / "warehouse.duckdb.next.wal").write_bytes(b"half a log")
    (tmp_path / "warehouse.duckdb.landing").mkdir()
    publish(path, 1)
    assert published(path) == [(1,)]
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]


def test_memory_is_bounded_where_nobody_says():
    megabytes = int(default_memory().removesuffix("MB"))
    assert 0 < megabytes <= 4000
