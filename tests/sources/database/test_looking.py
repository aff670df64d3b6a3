"""A look at a database lands its tables, within bounds."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from alkasba.address import Address
from alkasba.errors import AlkasbaError
from alkasba.sources.database.looking import Bounds, Look, said_by
from alkasba.sources.looking import Looked

MANY = (
    "CREATE TABLE a (id INTEGER PRIMARY KEY, note TEXT)",
    (
        "INSERT INTO a WITH RECURSIVE s(n) AS "
        "(SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n, 'note' FROM s"
    ),
)


def looked(folder: Path, *statements: str, bounds: Bounds | None = None) -> Looked:
    path = folder / "a.db"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    with duckdb.connect() as db:
        address = Address("sqlite", path=str(path))
        return Look(address, "", {"url": "sqlite:a.db"}, db, bounds=bounds or Bounds()).look()


def test_a_table_is_a_group_with_what_is_declared_of_it(tmp_path: Path) -> None:
    statements = (*MANY, "CREATE TABLE b (a_id REFERENCES a, w VARCHAR(9), flag BOOLEAN)")
    first, second = looked(tmp_path, *statements).groups
    assert (first.rows_in, first.key, first.names) == ("a", ("id",), ("id", "note"))
    assert (first.rows, first.is_part, first.marks) == (900, False, {0})
    assert [(one.column, one.other_rows) for one in second.links] == [("a_id", "a")]
    assert second.said == {0: "", 1: "text", 2: "flag"}


def test_a_large_table_is_looked_at_in_part(tmp_path: Path) -> None:
    (group,) = looked(tmp_path, *MANY, bounds=Bounds(first_rows=10, rows=100)).groups
    assert (group.rows, group.is_part) == (100, True)
    assert group.unsure == ["100 rows were looked at"]


def test_of_wide_rows_fewer_are_looked_at(tmp_path: Path) -> None:
    (group,) = looked(tmp_path, *MANY, bounds=Bounds(first_rows=10, bytes=1_000)).groups
    assert 10 <= group.rows < 900


def test_a_table_as_large_as_the_first_look_is_whole(tmp_path: Path) -> None:
    (group,) = looked(tmp_path, *MANY, bounds=Bounds(first_rows=900)).groups
    assert (group.rows, group.is_part) == (900, False)


def test_what_takes_too_long_is_left_out(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) "
    found = looked(
        tmp_path,
        f"CREATE VIEW a AS {endless} SELECT count(*) AS n FROM s",
        "CREATE VIEW b AS SELECT 1 AS id",
        bounds=Bounds(seconds=0),
    )
    assert [name for name, _ in found.left][:1] == ["a"]
    assert "takes longer" in found.left[0][1]


def test_what_is_behind_when_time_is_over_is_told(tmp_path: Path) -> None:
    found = looked(tmp_path, *MANY, bounds=Bounds(seconds_in_all=-1))
    assert found.left == [("a", "the time was over before its turn")]


def test_names_that_a_feed_cannot_say_are_left_out(tmp_path: Path) -> None:
    found = looked(tmp_path, 'CREATE TABLE "a{b}" (x)', 'CREATE TABLE "c.sql" (x)')
    assert [name for name, _ in found.left] == ["a{b}", "c.sql"]


def test_bytes_are_left_out(tmp_path: Path) -> None:
    (group, other) = (
        *looked(tmp_path, "CREATE TABLE a (id INTEGER, picture BLOB)").groups,
        *looked(tmp_path, "CREATE TABLE b (picture BLOB)").left,
    )
    assert group.names == ("id",)
    assert group.unsure == ["bytes, so left out: picture"]
    assert "no column that can be read" in other[1]


def test_no_database_is_told_with_its_place_once(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("id,name\n" * 100)
    with duckdb.connect() as db, pytest.raises(AlkasbaError) as caught:
        Look(Address("sqlite", path=str(tmp_path / "a.db")), "", {}, db).look()
    assert str(caught.value).count("a.db") == 1


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("VARCHAR(20)", "text"),
        ("enum('a','b')", "text"),
        ("text[]", "document"),
        ("jsonb", "document"),
        ("uuid", "code"),
        ("smallmoney", "money"),
        ("tinyint(1)", "flag"),
        ("tinyint(4)", ""),
        ("bit(8)", "flag"),
        ("longblob", "bytes"),
        ("numeric(12,2)", ""),
        ("timestamp with time zone", ""),
        ("int(10) unsigned", ""),
        ("", ""),
    ],
)
def test_what_a_type_says(kind: str, said: str) -> None:
    assert said_by(kind) == said
