"""Surrogate keys are the same for the same member, and different for different ones."""

from functools import cache

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.keys import (
    UNKNOWN_KEY,
    natural_key,
    surrogate_key,
    surrogate_of,
    version_key,
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
PARTS = st.text(st.sampled_from("ab|\\@"), max_size=4)


@cache
def database():
    return duckdb.connect()


def row(sql, **columns):
    """SQL over one row with these columns."""
    given_columns = ", ".join(f"${n + 1} AS {name}" for n, name in enumerate(columns))
    query = f"SELECT {sql} FROM (SELECT {given_columns}) AS m"
    return database().execute(query, list(columns.values())).fetchall()[0][0]


@given(TEXTS)
def test_sql_and_python_give_one_key(text):
    assert row(surrogate_key("a"), a=text) == surrogate_of(text)


@given(TEXTS)
def test_a_key_fits_a_whole_number_and_is_not_the_unknown_one(text):
    assert UNKNOWN_KEY < surrogate_of(text) < 2**60


@given(st.lists(TEXTS, unique=True, min_size=2))
def test_different_members_have_different_keys(texts):
    assert len({surrogate_of(text) for text in texts}) == len(texts)


def test_a_key_is_the_same_in_every_version_of_the_program():
    assert surrogate_of("P1") == 428608539963551292


def test_a_key_of_one_column_is_its_text():
    assert row(natural_key(["a"]), a="x|y\\z") == "x|y\\z"
    assert row(natural_key(["a"], of="m"), a=7) == "7"


@given(st.tuples(PARTS, PARTS), st.tuples(PARTS, PARTS))
def test_two_keys_of_several_columns_are_never_taken_for_one(one, other):
    sql = natural_key(["a", "b"], of="m")
    keys = [row(sql, a=left, b=right) for left, right in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


def test_every_version_of_a_member_has_a_key_of_its_own():
    keys = {row(version_key("a", "b"), a="P1", b=day) for day in ("2025-01-01", "2025-01-02")}
    assert len(keys | {surrogate_of("P1")}) == 3
    assert surrogate_of("P1@2025-01-01") in keys
