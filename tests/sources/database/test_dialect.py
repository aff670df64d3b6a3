"""A dialect is loaded only where a source declares it, and a missing driver is told."""

import sys

import pytest

from alkasba.address import Address
from alkasba.errors import SourceError
from alkasba.sources.database.dialect import DRIVERS, Later, snapshot_of, where_later
from alkasba.sources.database.sqlite import SqliteSnapshot


def test_each_dialect_has_its_module() -> None:
    assert isinstance(snapshot_of(Address("sqlite", path="a.db"), ""), SqliteSnapshot)


@pytest.mark.parametrize(
    ("dialect", "driver"),
    [("postgresql", "psycopg"), ("mysql", "pymysql"), ("mssql", "mssql_python")],
)
def test_a_missing_driver_says_what_to_install(
    dialect: str, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, extra = DRIVERS[dialect]
    monkeypatch.delitem(sys.modules, f"alkasba.sources.database.{module}", raising=False)
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(SourceError, match="not installed") as caught:
        snapshot_of(Address(dialect), "")
    assert caught.value.next_step == f"Run: pip install 'alkasba[{extra}]'"


@pytest.mark.parametrize(
    ("later", "where"),
    [
        (None, ""),
        (Later("at", "2026-05-01"), """ WHERE "at" >= '2026-05-01' OR "at" IS NULL"""),
        (Later('a"t', "17"), ' WHERE "a""t" >= 17 OR "a""t" IS NULL'),
    ],
)
def test_later_rows_and_those_that_cannot_tell(later: Later | None, where: str) -> None:
    assert where_later(snapshot_of(Address("sqlite", path="a.db"), ""), later) == where
