"""Rows that count as the same: which of them stays, and why the others went."""

import duckdb
import pytest

from alkasba.clean.duplicates import fate_of, rule_for, same_columns, winner_order
from alkasba.model.source import Duplicates
from tests.clean.build import table

KEYED = table('kind = "dimension"\nkey = ["id"]\n[columns]\nid = {type="code"}\nv = {type="whole"}')
KEYLESS = table(
    """kind = "fact"
    day = "on"
    [columns]
    on = { type = "day" }
    v = { type = "whole" }
    twice = { type = "whole", formula = "v * 2" }"""
)


def fates(rule, *rows, of=KEYED, deleted=()):
    """What becomes of rows (id, v, file, row), of which some, by position, are deleted."""
    db = duckdb.connect()
    db.execute(
        "CREATE TABLE rows (id VARCHAR, v BIGINT, _name VARCHAR, _row BIGINT, _deleted BOOL)"
    )
    marked = [(*row, place in deleted) for place, row in enumerate(rows)]
    db.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", marked)
    fate = fate_of(of, rule, columns=("id", "v"))
    return [row[0] for row in db.execute(f"SELECT {fate} FROM rows ORDER BY rowid").fetchall()]


def test_a_table_with_a_key_keeps_the_last_row_of_each_key():
    assert rule_for(KEYED, None) == Duplicates("last", ("id",))


def test_a_table_without_a_key_keeps_all_rows():
    assert rule_for(KEYLESS, None) == Duplicates("all")


def test_a_declared_rule_wins():
    assert rule_for(KEYED, Duplicates("first", ("id",))) == Duplicates("first", ("id",))


def test_exact_duplicates_are_equal_in_every_read_column():
    assert same_columns(KEYLESS, Duplicates("last")) == ("on", "v")
    assert same_columns(KEYED, Duplicates("last", ("id",))) == ("id",)


def test_exact_duplicates_are_also_equal_in_what_was_written():
    paid = """kind = "fact"
    day = "on"
    [columns]
    on = { type = "day" }
    in = { type = "code" }
    paid = { type = "money", currency = "in" }"""
    found = same_columns(table(paid), Duplicates("last"))
    assert found == ("on", "in", "paid", "paid_written")


def test_a_row_that_is_equal_to_the_kept_one_is_exact_and_another_one_by_key():
    found = fates(Duplicates("last", ("id",)), ("a", 1, "f", 0), ("a", 2, "f", 1), ("a", 2, "f", 2))
    assert found == ["by key", "exact", "kept"]


def test_blanks_are_equal_to_blanks():
    rows = [("a", None, "f", 0), ("a", None, "f", 1)]
    assert fates(Duplicates("last", ("id",)), *rows) == ["exact", "kept"]


def test_rows_of_different_keys_are_all_kept():
    assert fates(Duplicates("last", ("id",)), ("a", 1, "f", 0), ("b", 1, "f", 1)) == ["kept"] * 2


@pytest.mark.parametrize(("keep", "kept"), [("last", 2), ("first", 0)])
def test_the_order_is_that_of_file_names_and_rows(keep, kept):
    rows = [("a", 1, "2025-01.csv", 5), ("a", 2, "2025-02.csv", 0), ("a", 3, "2025-02.csv", 1)]
    found = fates(Duplicates(keep, ("id",)), *rows)
    assert found.index("kept") == kept
    assert found.count("kept") == 1


@pytest.mark.parametrize(("keep", "kept"), [("last", 1), ("first", 2), ("highest", 1)])
def test_a_declared_order_decides_before_files_do(keep, kept):
    rows = [("a", 5, "c", 0), ("a", 9, "a", 0), ("a", 1, "b", 0)]
    assert fates(Duplicates(keep, ("id",), "v"), *rows).index("kept") == kept


@pytest.mark.parametrize("keep", ["last", "first", "highest"])
def test_a_row_without_the_deciding_value_never_wins(keep):
    rows = [("a", None, "z", 9), ("a", 1, "m", 5), ("a", None, "a", 0)]
    assert fates(Duplicates(keep, ("id",), "v"), *rows) == ["by key", "kept", "by key"]


@pytest.mark.parametrize(("keep", "kept"), [("last", 1), ("first", 0), ("highest", 1)])
def test_ties_fall_to_the_file_and_row(keep, kept):
    rows = [("a", 1, "a", 0), ("a", 1, "b", 0)]
    assert fates(Duplicates(keep, ("id",), "v"), *rows).index("kept") == kept


@pytest.mark.parametrize("keep", ["last", "first", "highest"])
def test_the_order_names_the_file_and_the_row(keep):
    assert winner_order(Duplicates(keep)).count("_name") == 1
    assert winner_order(Duplicates(keep)).count("_row") == 1


def test_a_row_that_is_deleted_last_takes_the_others_along_and_one_after_it_stays():
    rule, rows = Duplicates("last", ("id",)), [("a", 1, "f", 0), ("a", 1, "f", 1), ("a", 1, "f", 2)]
    assert fates(rule, *rows, deleted=(2,)) == ["by key", "by key", "deleted"]
    assert fates(rule, *rows, deleted=(1,)) == ["exact", "by key", "kept"]
