import sqlite3
from pathlib import Path

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.sqlite import opened

WORDS = {"name": "log", "next_step": "Move it away."}


def test_what_is_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path / "a.sqlite", **WORDS) as db:
            db.execute("CREATE TABLE IF NOT EXISTS t (n)")
            db.execute("INSERT INTO t VALUES (1)")
    with opened(tmp_path / "a.sqlite", **WORDS) as db:
        assert db.execute("SELECT count(*) FROM t").fetchone() == (2,)


def test_it_is_closed_though_the_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), opened(tmp_path / "a.sqlite", **WORDS) as db:
        raise ValueError("mine")
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")


def test_what_is_no_file_of_sqlite_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"no database" * 100)
    with (
        pytest.raises(StoreError, match="this is no log, or it is broken") as told,
        opened(tmp_path / "a.sqlite", **WORDS),
    ):
        pass
    assert told.value.next_step == "Move it away."


def test_a_place_that_is_not_there_may_come_back(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreAway, match="the log cannot be used"),
        opened(tmp_path / "nowhere" / "a.sqlite", **WORDS),
    ):
        pass
