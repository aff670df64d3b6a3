"""What PostgreSQL refuses is told by who can mend it, without a word of its own or a password."""

from pathlib import Path

import psycopg
import pytest

from alkasba.address import Address
from alkasba.errors import SettingsError, StoreAway, StoreError
from alkasba.settings import SharedWarehouse
from alkasba.warehouse.postgres.connection import (
    TOLD,
    Lost,
    away,
    connect,
    refused,
    told,
    transaction,
)
from tests.services import free_port
from tests.shop_builder import small_shop
from tests.stores.shared import PASSWORD, Shared, as_user

SOMEWHERE = SharedWarehouse(
    Address("postgresql", "db.example", user="me", database="w"), "", "s", ""
)


@pytest.mark.parametrize(
    ("error", "what", "make"),
    [
        (psycopg.errors.InsufficientPrivilege, "'me' may not make", StoreError),
        (psycopg.errors.DependentObjectsStillExist, "something of yours", StoreError),
        (psycopg.errors.DiskFull, "no room left", StoreAway),
        (psycopg.errors.OutOfMemory, "so many tables", StoreError),
        (psycopg.errors.LockNotAvailable, "somebody has held", StoreAway),
        (psycopg.errors.QueryCanceled, "somebody has stopped", StoreAway),
        (psycopg.errors.UntranslatableCharacter, "cannot keep a text", StoreError),
        (psycopg.ProgrammingError, "refuses what the warehouse needs", StoreError),
        (psycopg.errors.SyntaxError, "refuses what the warehouse needs", StoreError),
    ],
)
def test_states_are_told_without_the_servers_words(
    error: type[psycopg.Error], what: str, make: type[StoreError]
) -> None:
    with pytest.raises(make, match=what) as found, told(SOMEWHERE):
        raise error("value 4711 of someone")
    assert "4711" not in f"{found.value} {found.value.next_step}"
    assert found.value.exit_code == 5
    assert found.value.next_step


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError,
        psycopg.errors.AdminShutdown,
        psycopg.errors.CannotConnectNow,
        psycopg.errors.TooManyConnections,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.SerializationFailure,
    ],
)
def test_what_may_do_when_tried_again_is_lost(error: type[psycopg.Error]) -> None:
    with pytest.raises(Lost), told(SOMEWHERE):
        raise error("gone")


def test_every_kind_says_where_and_what_to_do_next() -> None:
    for kind in TOLD:
        error = refused(kind, SOMEWHERE, "12345")
        assert isinstance(error, StoreError)
        assert (error.where, "(12345)" in error.what) == ("[warehouse] url", True)
        assert "{" not in error.what + error.next_step
    assert "db.example/w" in away(SOMEWHERE).what


def test_a_server_that_is_not_there_is_lost() -> None:
    address = Address("postgresql", "127.0.0.1", free_port(), "me", "w")
    with pytest.raises(Lost):
        connect(SharedWarehouse(address, "", "shop", ""), "pa55")


def test_a_wrong_password_is_told_without_it(
    tmp_path: Path, database: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings())
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    monkeypatch.setenv(PASSWORD, "not-the-pa55")
    with pytest.raises(StoreError, match="does not let 'alkasba' in") as error:
        shop.run()
    assert "not-the-pa55" not in f"{error.value} {error.value.next_step}"
    assert shop.ask("units") == [(2,)], "what is published here stays"
    monkeypatch.delenv(PASSWORD)
    with pytest.raises(SettingsError, match=f"the secret {PASSWORD} is nowhere"):
        shop.run()


def test_no_database_and_no_rights_are_told(tmp_path: Path, database: Shared) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings().replace(database.database, "nowhere"))
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    with pytest.raises(StoreError, match="there is no database"):
        shop.run()
    with as_user(database, "weak", database.server.password):
        shop.write("alkasba.toml", database.settings().replace("//alkasba@", "//weak@"))
        with pytest.raises(StoreError, match="'weak' may not make") as error:
            shop.run()
    assert "GRANT CREATE ON DATABASE" in error.value.next_step


def test_nothing_is_committed_where_the_block_ends_badly(database: Shared) -> None:
    address = Address("postgresql", "127.0.0.1", database.server.port, "alkasba", database.database)
    shared = SharedWarehouse(address, PASSWORD, "shop", "")
    with pytest.raises(KeyError), transaction(shared, database.server.password) as connection:
        connection.execute("CREATE TABLE half (a int)")
        raise KeyError
    with transaction(shared, database.server.password) as connection:
        connection.execute("CREATE TABLE whole (a int)")
    assert database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [
        ("whole",)
    ]
