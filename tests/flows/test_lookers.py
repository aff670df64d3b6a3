"""Which place is looked at as what."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from alkasba.errors import AlkasbaError, SettingsError
from alkasba.flows.lookers import Asked, look_at
from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import Looked


def looked(where: str, scratch: Path, secret: str = "") -> Looked:
    with duckdb.connect() as db:
        return look_at(Asked(where, secret), db, scratch, Limits())


def database(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE a (id)")
    connection.close()
    return path


def test_a_file_of_sqlite_is_a_database_whatever_it_is_called(tmp_path: Path) -> None:
    path = database(tmp_path / "orders.data")
    found = looked(str(path), tmp_path)
    assert (found.name, found.folder) == ("orders", tmp_path)
    assert [group.declared for group in found.groups] == [{"url": "sqlite:{data}/orders.data"}]


def test_a_name_that_no_declaration_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlkasbaError, match="braces"):
        looked(f"sqlite:{database(tmp_path / 'a{b}.db')}", tmp_path)


def test_a_secret_that_is_nowhere_is_told_before_anyone_is_asked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="NOWHERE"):
        looked("postgresql://reader@db.invalid/erp", tmp_path, "NOWHERE")


def test_what_is_asked_is_told_nowhere() -> None:
    assert "p4ss" not in repr(Asked("postgresql://u:p4ss@h/d"))
