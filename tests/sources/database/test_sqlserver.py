"""What can be known of SQL Server without one: what is asked, and what answers mean."""

import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType, SimpleNamespace

import pytest

from alkasba.address import Address
from alkasba.sources.database.dialect import Later
from alkasba.sources.database.troubles import Refused

MODULE = "alkasba.sources.database.sqlserver"


class Cursor:
    """Answers every query with the same two rows, and notes it."""

    description = (("id",), ("total",))

    def __init__(self, asked: list[str]) -> None:
        self.asked, self.rows = asked, [[(1, "x"), (2, None)]]

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, query: str) -> None:
        self.asked.append(query)

    def fetchmany(self, size: int) -> list[tuple]:
        return self.rows.pop() if self.rows else []

    def fetchall(self) -> list[tuple]:
        return [("dbo",)]


class Driver(ModuleType):
    """A driver that connects to nothing."""

    Error = type("Error", (Exception,), {})

    def __init__(self) -> None:
        super().__init__("mssql_python")
        self.asked: list[str] = []

    def connect(self, words: str, *, autocommit: bool) -> SimpleNamespace:
        self.asked.append(words)
        return SimpleNamespace(cursor=lambda: Cursor(self.asked), close=lambda: None)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    one = Driver()
    monkeypatch.setitem(sys.modules, "mssql_python", one)
    sys.modules.pop(MODULE, None)
    yield one
    sys.modules.pop(MODULE, None)


ADDRESS = Address("mssql", "db.example", None, "reader", "erp", "", (("Encrypt", "yes"),))


def test_it_is_read_in_one_view(driver: Driver) -> None:
    with import_module(MODULE).open_snapshot(ADDRESS, "a}b;c") as snapshot:
        place = f"{snapshot.quoted(snapshot.default_schema())}.{snapshot.quoted('a]b')}"
        texts = snapshot.texts(place, ["id", "total"], Later("id", "7"))
        rows = [batch.to_pydict() for batch in texts.batches]
    assert rows == [{"id": ["1", "2"], "total": ["x", None]}]
    assert driver.asked[0].startswith("Server={db.example,1433};Database={erp};UID={reader};")
    assert "PWD={a}}b;c};Encrypt={yes}" in driver.asked[0]
    assert "SET TRANSACTION ISOLATION LEVEL SNAPSHOT" in driver.asked
    assert driver.asked[-1] == (
        "SELECT [id], [total] FROM [dbo].[a]]b] WHERE [id] >= 7 OR [id] IS NULL"
    )


def test_its_errors_are_told_apart_by_words(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Cursor, query: str) -> None:
        raise driver.Error("Invalid object name 'sale'.")

    with import_module(MODULE).open_snapshot(ADDRESS, "") as snapshot:
        monkeypatch.setattr(Cursor, "execute", refuse)
        with pytest.raises(Refused, match="place"):
            snapshot.columns("sale")
