"""What a database holds is fetched as a whole, or later rows only."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alkasba.address import Address
from alkasba.errors import SourceAway, SourceChanged
from alkasba.model.source import Source
from alkasba.ports import Wanted
from alkasba.report import silent
from alkasba.sources.database import fetching, place
from alkasba.sources.database.declared import Declared
from alkasba.sources.database.fetching import fetch, keep, origins_of
from alkasba.sources.database.troubles import Refused
from alkasba.sources.extracts import Extracts


def no_secret(name: str) -> str:
    raise AssertionError(name)


def wanted(folder: Path, *rows: str, name: str = "erp", **declared: object) -> Wanted:
    own = Declared(Address("sqlite", path=str(folder / "erp.db")), **declared)
    return Wanted(Source(name, "database", (), own=own), rows, folder / name)


def database(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "erp.db") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def bring(*all_wanted: Wanted) -> None:
    for origins in origins_of(all_wanted):
        for origin, brought in zip(origins, fetch(origins, no_secret, silent), strict=True):
            keep(origin, brought)


def test_sources_of_one_database_are_read_in_one_view(tmp_path: Path) -> None:
    pair = [wanted(tmp_path, "a", name="one"), wanted(tmp_path, "a", name="two")]
    other = wanted(tmp_path / "elsewhere", "a")
    assert [len(group) for group in origins_of([*pair, other])] == [2, 1]


def test_each_place_is_kept_under_its_name(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE a (x)", 'CREATE TABLE "b c" (x)', "INSERT INTO a VALUES (1)")
    bring(wanted(tmp_path, "a", "b c", "main.a"))
    parts = Extracts(tmp_path / "erp").parts()
    assert [(p.rows, p.records) for p in parts] == [("a", 1), ("b c", 0), ("main.a", 1)]
    assert parts[1].file.startswith("b_c-")


def test_a_fetch_without_anything_new_keeps_nothing_new(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE a (x)", "INSERT INTO a VALUES (1), (NULL)")
    later = wanted(tmp_path, "a", since={"a": "x"})
    bring(later)
    first = (tmp_path / "erp/manifest.json").read_bytes()
    bring(later)
    assert (tmp_path / "erp/manifest.json").read_bytes() == first
    Extracts(tmp_path / "erp").drop_others(())
    assert len(list((tmp_path / "erp").glob("**/*.parquet"))) == 2


def test_a_table_that_gets_another_column_is_fetched_anew(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE a (x)", "INSERT INTO a VALUES (1), (2)")
    later = wanted(tmp_path, "a", since={"a": "x"})
    bring(later)
    database(tmp_path, "ALTER TABLE a ADD COLUMN y", "INSERT INTO a VALUES (3, 3)")
    bring(later)
    assert [part.records for part in Extracts(tmp_path / "erp").parts()] == [3]


def test_one_place_that_is_missing_leaves_all_as_it_was(tmp_path: Path) -> None:
    database(tmp_path, "CREATE TABLE orders (x)")
    with pytest.raises(SourceChanged, match="Did you mean 'orders'"):
        bring(wanted(tmp_path, "orders", "ordres"))
    assert Extracts(tmp_path / "erp").parts() == ()


def test_a_view_that_is_lost_is_asked_for_twice_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(address: Address, password: str) -> None:
        raise Refused("lost")

    pauses: list[float] = []
    told: list[str] = []
    monkeypatch.setattr(fetching, "snapshot_of", lost)
    monkeypatch.setattr("time.sleep", pauses.append)
    (group,) = origins_of([wanted(tmp_path, "a")])
    with pytest.raises(SourceAway, match="several times"):
        fetch(group, no_secret, lambda event, **_: told.append(event))
    assert pauses == [1.0, 5.0]
    assert told == ["origin.lost", "origin.lost"]


def test_a_database_that_never_answered_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(SourceAway, match="no database in"):
        bring(wanted(tmp_path, "a"))


def test_fetches_follow_each_other_whatever_the_clock_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "moment", lambda: datetime(2026, 5, 1, tzinfo=UTC))
    later = wanted(tmp_path, "a", since={"a": "x"})
    database(tmp_path, "CREATE TABLE a (x)")
    for number in range(3):
        database(tmp_path, f"INSERT INTO a VALUES ({number})")
        bring(later)
    moments = [part.fetched_at for part in Extracts(tmp_path / "erp").parts()]
    assert moments == sorted(set(moments))
