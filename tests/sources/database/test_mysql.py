"""How MySQL writes a row, and what its numbers mean; servers stand in tests/origins."""

import pymysql
import pytest
from pymysql.constants import FIELD_TYPE

from alkasba.address import Address
from alkasba.sources.database.mysql import _refused, _value, open_snapshot


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (pymysql.OperationalError(1045, "Access denied for 4711"), "login"),
        (pymysql.OperationalError(1049, "Unknown database"), "database"),
        (pymysql.OperationalError(1142, "SELECT command denied"), "right"),
        (pymysql.ProgrammingError(1146, "no such table"), "place"),
        (pymysql.OperationalError(1054, "Unknown column"), "column"),
        (pymysql.OperationalError(1205, "Lock wait timeout"), "locked"),
        (pymysql.OperationalError(2013, "Lost connection"), "lost"),
        (pymysql.OperationalError(2003, "Can't connect"), "away"),
        (pymysql.InterfaceError(0, ""), "lost"),
        (ConnectionResetError(104, "reset"), "lost"),
    ],
)
def test_numbers_are_told_apart_without_the_servers_words(error: Exception, kind: str) -> None:
    found = _refused(error, unknown="away")
    assert found.kind == kind
    assert "4711" not in str(found)


def test_a_value_is_plain_or_in_quotes() -> None:
    assert _value("`a`", FIELD_TYPE.NEWDECIMAL) == "IFNULL(`a`, '')"
    assert _value("`a`", FIELD_TYPE.TIMESTAMP) == "IFNULL(CONCAT(`a`, '+00:00'), '')"
    assert "HEX(`a`)" in _value("`a`", FIELD_TYPE.BLOB)
    assert "REPLACE(ST_AsText(`a`)" in _value("`a`", FIELD_TYPE.GEOMETRY)
    assert "REPLACE(CONVERT(`a` USING utf8mb4)" in _value("`a`", FIELD_TYPE.JSON)


def test_names_are_quoted() -> None:
    assert open_snapshot(Address("mysql"), "").quoted("a `b`") == "`a ``b```"
