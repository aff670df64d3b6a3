"""What SQLite says of itself; servers are asked in tests/origins/test_inspect.py."""

import sqlite3
from pathlib import Path

import pytest

from alkasba.address import Address
from alkasba.sources.database.catalogue import Held, Reference, catalogue
from alkasba.sources.database.dialect import snapshot_of


def held(folder: Path, *statements: str) -> dict[str, Held]:
    path = folder / "a.db"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    with snapshot_of(Address("sqlite", path=str(path)), "") as snapshot:
        return {one.place[1]: one for one in catalogue(snapshot, "sqlite")}


def test_columns_and_a_key_of_several_in_its_own_order(tmp_path: Path) -> None:
    found = held(tmp_path, "CREATE TABLE a (x INT, y VARCHAR(9), z, PRIMARY KEY (y, x))")["a"]
    assert dict(found.columns) == {"x": "INT", "y": "VARCHAR(9)", "z": ""}
    assert found.key == ("y", "x")


def test_references_of_one_column(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        "CREATE TABLE Head (id INTEGER PRIMARY KEY)",
        "CREATE TABLE pair (a, b, PRIMARY KEY (a, b))",
        "CREATE TABLE line (head REFERENCES head, other REFERENCES nowhere (x), a, b, "
        "FOREIGN KEY (a, b) REFERENCES pair)",
    )["line"]
    assert set(found.references) == {
        Reference("head", ("main", "Head"), "id"),
        Reference("other", ("main", "nowhere"), "x"),
    }


@pytest.mark.parametrize("name", ['we"ird', "select", "a.b", "ünïcode", "sqlitefied"])
def test_whatever_a_table_is_called(tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    found = held(tmp_path, f"CREATE TABLE {quoted} (id INTEGER PRIMARY KEY)")
    assert found[name].key == ("id",)


def test_views_are_told_apart_and_a_broken_one_spoils_nothing(tmp_path: Path) -> None:
    found = held(
        tmp_path,
        "CREATE TABLE a (x)",
        "CREATE VIEW b AS SELECT x FROM a",
        "CREATE VIEW c AS SELECT x FROM nowhere",
    )
    assert {name: one.is_view for name, one in found.items()} == {"a": False, "b": True, "c": True}
