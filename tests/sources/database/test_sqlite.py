"""SQLite holds in each row what it was given; it is read as it lies there."""

import sqlite3
from pathlib import Path

import pytest

from alkasba.address import Address
from alkasba.sources.database.dialect import Later
from alkasba.sources.database.sqlite import SqliteSnapshot, open_snapshot
from alkasba.sources.database.troubles import Refused


def opened(folder: Path, *statements: str) -> SqliteSnapshot:
    connection = sqlite3.connect(folder / "a #1%.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return open_snapshot(Address("sqlite", path=str(folder / "a #1%.db")), "")


def rows(snapshot: SqliteSnapshot, place: str, later: Later | None = None) -> list[tuple]:
    found = snapshot.texts(place, snapshot.columns(place), later).batches
    return [row for b in found for row in zip(*(c.to_pylist() for c in b.columns), strict=True)]


def test_a_column_may_hold_values_of_every_kind(tmp_path: Path) -> None:
    with opened(
        tmp_path,
        "CREATE TABLE a (x, y)",
        "INSERT INTO a VALUES (1, 9007199254740993), (0.1, 2), ('1,5', NULL), (x'00ff', 3)",
    ) as snapshot:
        texts = snapshot.texts("a", ["x", "y"])
        found = [value for b in texts.batches for value in b.column(0).to_pylist()]
    assert found == ["1", "0.1", "1,5", "00ff"]
    assert texts.typed == {"y"}


def test_tables_and_views_are_places(tmp_path: Path) -> None:
    with opened(tmp_path, "CREATE TABLE a (x)", "CREATE VIEW b AS SELECT 1 AS y") as snapshot:
        assert sorted(snapshot.places()) == [("main", "a"), ("main", "b")]
        assert snapshot.columns("b") == ["y"]
        assert rows(snapshot, "a") == []


def test_later_rows_and_the_highest(tmp_path: Path) -> None:
    with opened(
        tmp_path, "CREATE TABLE a (x)", "INSERT INTO a VALUES (1), (2), (NULL), (10)"
    ) as snapshot:
        assert snapshot.highest("a", "x") == "10"
        assert rows(snapshot, "a", Later("x", "2")) == [("2",), (None,), ("10",)]


def test_it_cannot_be_written_to(tmp_path: Path) -> None:
    with opened(tmp_path, "CREATE TABLE a (x)") as snapshot, pytest.raises(Refused, match="query"):
        snapshot.highest("(DELETE FROM a)", "x")


@pytest.mark.parametrize(
    ("place", "kind"), [("b", "place"), ("(SELECT y FROM a)", "column"), ("(", "query")]
)
def test_what_is_not_there_is_told_apart(tmp_path: Path, place: str, kind: str) -> None:
    with opened(tmp_path, "CREATE TABLE a (x)") as snapshot, pytest.raises(Refused) as caught:
        snapshot.columns(place)
    assert caught.value.kind == kind


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with (
        opened(tmp_path, "CREATE TABLE a (x)", "INSERT INTO a VALUES (CAST(x'ff' AS TEXT))") as one,
        pytest.raises(Refused, match="value"),
    ):
        rows(one, "a")


def test_no_file_and_no_database_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no file"), SqliteSnapshot(tmp_path / "none.db"):
        pass
    (tmp_path / "text.db").write_text("id,name\n" * 100)
    with pytest.raises(Refused, match="no database file"), SqliteSnapshot(tmp_path / "text.db"):
        pass


def test_a_file_that_someone_rebuilds_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.sources.database.sqlite.LOCK_SECONDS", 0)
    snapshot = opened(tmp_path, "CREATE TABLE a (x)")
    writer = sqlite3.connect(tmp_path / "a #1%.db", isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Refused, match="locked"), snapshot:
        pass
    writer.close()


def test_a_file_that_cannot_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: object, **more: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    snapshot = opened(tmp_path, "CREATE TABLE a (x)")
    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(Refused, match="unreadable"), snapshot:
        pass
