"""The vault keeps personal values in one transaction, and forgets without a trace."""

import sqlite3
import stat
from contextlib import closing

import pytest

from alkasba.errors import StoreError
from alkasba.privacy.vault import BATCH, Vault, settle_vault, waiting_runs

COLUMNS = ["email", "phone"]
ADA = (1, "2026-01-01", 0, "ada-lovelace@example.org", "555-0001")
BOB = (1, "2026-01-01", 1, "bob-bobson@example.org", None)


def put_in_place(vault):
    vault.write_down("run")
    settle_vault(vault.path, "run")


def fill(path, *rows, columns=COLUMNS, table="customer"):
    with Vault(path) as vault:
        vault.prepare(table, columns)
        vault.put_seen(table, rows)
        put_in_place(vault)


def seen(path, table="customer"):
    with Vault(path) as vault:
        return sorted(row for batch in vault.seen(table) for row in batch)


def members(path, table="customer"):
    with closing(sqlite3.connect(path)) as db:
        return sorted(db.execute(f'SELECT * FROM "{table}"').fetchall())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "build" / "vault.sqlite"


def test_what_was_put_in_is_there(path):
    fill(path, ADA, BOB)
    assert seen(path) == [ADA, BOB]


def test_only_its_owner_may_read_the_vault(path):
    fill(path, ADA)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_waits_for_its_run_holds_once_that_is_published(path):
    fill(path, ADA)
    with Vault(path) as vault:
        vault.put_seen("customer", [BOB])
        vault.write_down("second")
    assert set(waiting_runs(path)) == {"second"}
    assert seen(path) == [ADA]
    settle_vault(path, "second")
    assert seen(path) == [ADA, BOB]
    assert [file.name for file in path.parent.iterdir()] == ["vault.sqlite"]


@pytest.mark.parametrize("published", ["another", None])
def test_what_waits_for_a_run_that_was_not_published_never_happened(path, published):
    fill(path, ADA)
    with Vault(path) as vault:
        vault.put_seen("customer", [BOB])
        vault.write_down("second")
    backup = path.with_name("vault.sqlite.backup")
    backup.touch()
    settle_vault(path, published)
    assert seen(path) == [ADA]
    assert {file.name for file in path.parent.iterdir()} == {"vault.sqlite", backup.name}


def test_leaving_without_writing_down_changes_nothing(path):
    fill(path, ADA)
    with Vault(path) as vault:
        vault.prepare("customer", COLUMNS)
        vault.forget_files("customer", [1])
        vault.put_seen("customer", [BOB])
        vault.put_members("customer", [("m", "x", "y")])
    assert seen(path) == [ADA]
    assert members(path) == []


def test_an_error_changes_nothing(path):
    fill(path, ADA)
    with pytest.raises(RuntimeError), Vault(path) as vault:
        vault.prepare("customer", ["other"])
        raise RuntimeError
    assert seen(path) == [ADA]


def test_other_columns_mean_that_it_is_filled_anew(path):
    fill(path, ADA)
    fill(path, (1, "2026-01-01", 0, "mail"), columns=["email"])
    assert seen(path) == [(1, "2026-01-01", 0, "mail")]


def test_the_same_columns_keep_what_is_there(path):
    fill(path, ADA)
    fill(path)
    assert seen(path) == [ADA]


def test_one_row_says_one_thing(path):
    fill(path, ADA)
    fill(path, (1, "2026-01-01", 0, "new@example.org", None))
    assert seen(path) == [(1, "2026-01-01", 0, "new@example.org", None)]


def test_files_are_forgotten_one_by_one(path):
    other = (2, "2026-01-01", 0, "eve@example.org", None)
    fill(path, ADA, BOB, other)
    with Vault(path) as vault:
        vault.forget_files("customer", [1])
        put_in_place(vault)
    assert seen(path) == [other]


def test_what_was_said_on_another_day_may_stay(path):
    later = (1, "2026-01-02", 0, "eve@example.org", None)
    fill(path, ADA, later)
    with Vault(path) as vault:
        vault.forget_files("customer", [1], seen_on="2026-01-02")
        put_in_place(vault)
    assert seen(path) == [ADA]


def test_members_replace_all_that_held_before(path):
    with Vault(path) as vault:
        vault.prepare("customer", COLUMNS)
        vault.put_members("customer", [("m1", "a", "b"), ("m2", "c", None)])
        vault.put_members("customer", [("m2", "d", None)])
        put_in_place(vault)
    assert members(path) == [("m2", "d", None)]


def test_tables_do_not_meet(path):
    fill(path, ADA, table="customer")
    fill(path, BOB, table="contact")
    assert (seen(path, "customer"), seen(path, "contact")) == ([ADA], [BOB])


def test_a_table_without_personal_columns_has_room_for_none(path):
    with Vault(path) as vault:
        vault.prepare("product", [])
        vault.forget_files("product", [1])
        put_in_place(vault)
    assert seen(path, "product") == []


def test_names_with_quotes_are_only_names(path):
    fill(path, (1, "2026-01-01", 0, "x"), columns=['a"; DROP TABLE x; --'])
    assert seen(path) == [(1, "2026-01-01", 0, "x")]


def test_many_rows_come_in_batches(path):
    rows = [(1, "2026-01-01", row, f"{row}@example.org", None) for row in range(BATCH + 1)]
    fill(path, *rows)
    with Vault(path) as vault:
        assert [len(batch) for batch in vault.seen("customer")] == [BATCH, 1]


def forget_file(vault):
    vault.forget_files("customer", [1])


def remake(vault):
    vault.prepare("customer", ["other"])


def put_no_members(vault):
    vault.put_members("customer", [])
    vault.forget_files("customer", [1])


@pytest.mark.parametrize("forget", [forget_file, remake, put_no_members])
def test_a_value_that_was_deleted_is_not_in_the_file_any_more(path, forget):
    value = b"ada-lovelace@example.org"
    with Vault(path) as vault:
        vault.prepare("customer", COLUMNS)
        rows = [(1, "2026-01-01", row, f"{row}-{value.decode()}", "555-0001") for row in range(500)]
        vault.put_seen("customer", rows)
        vault.put_members("customer", [(str(row), *rest) for _, _, row, *rest in rows])
        put_in_place(vault)
    assert value in path.read_bytes()
    with Vault(path) as vault:
        forget(vault)
        if forget is forget_file:
            vault.put_members("customer", [])
        put_in_place(vault)
    assert value not in path.read_bytes()
    assert [file.name for file in path.parent.iterdir()] == ["vault.sqlite"]


def test_a_full_disk_is_told_and_changes_nothing(path):
    fill(path, ADA)
    rows = [(1, "2026-01-01", row, f"{row}@example.org", None) for row in range(5000)]
    with pytest.raises(StoreError, match="disk is full") as told, Vault(path) as vault:
        vault.connection.execute("PRAGMA max_page_count = 8")
        vault.put_seen("customer", rows)
    assert "@" not in str(told.value)
    assert seen(path) == [ADA]
    assert [file.name for file in path.parent.iterdir()] == ["vault.sqlite"]


def test_what_was_seen_after_a_day_is_forgotten(path):
    later = (1, "2026-01-02", *ADA[2:])
    fill(path, ADA, later)
    with Vault(path) as vault:
        vault.forget_later("customer", "2026-01-01")
        put_in_place(vault)
    assert seen(path) == [ADA]
