"""What PostgreSQL and its library say is told apart; what servers do stands in tests/origins."""

import psycopg
import pytest

from alkasba.address import Address
from alkasba.sources.database.postgres import _refused, _refused_connection, open_snapshot


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.InvalidPassword, "login"),
        (psycopg.errors.InvalidCatalogName, "database"),
        (psycopg.errors.UndefinedTable, "place"),
        (psycopg.errors.UndefinedColumn, "column"),
        (psycopg.errors.InsufficientPrivilege, "right"),
        (psycopg.errors.LockNotAvailable, "locked"),
        (psycopg.errors.AdminShutdown, "lost"),
        (psycopg.errors.SerializationFailure, "lost"),
        (psycopg.errors.DivisionByZero, "query"),
        (psycopg.OperationalError, "lost"),
    ],
)
def test_states_are_told_apart_without_the_servers_words(
    error: type[psycopg.Error], kind: str
) -> None:
    found = _refused(error("value 4711 of someone"))
    assert found.kind == kind
    assert "4711" not in str(found)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('FATAL:  password authentication failed for user "reader"', "login"),
        ("fe_sendauth: no password supplied", "login"),
        ('FATAL:  database "erp" does not exist', "database"),
        ("FATAL:  the database system is starting up", "lost"),
        ("FATAL:  no pg_hba.conf entry for host", "connection"),
        ("connection refused", "away"),
        ("could not translate host name", "away"),
    ],
)
def test_a_connection_that_never_was_is_told_by_words(words: str, kind: str) -> None:
    assert _refused_connection(psycopg.OperationalError(words)).kind == kind


def test_names_are_quoted() -> None:
    assert open_snapshot(Address("postgresql"), "").quoted('a "b"') == '"a ""b"""'
