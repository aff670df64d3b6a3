"""Pseudonyms are HMAC-SHA256 with a key that only its owner can read."""

import hashlib
import hmac
import stat
from functools import cache

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.errors import SettingsError
from alkasba.privacy.pseudonym import (
    LENGTH,
    make_key,
    prepare_pseudonyms,
    pseudonym,
    pseudonym_sql,
    read_key,
)

KEY = bytes.fromhex("0b" * 20)
TEXTS = st.text(st.characters(codec="utf-8"))


@cache
def workbench():
    return duckdb.connect()


def in_sql(text, key=KEY):
    db = workbench()
    prepare_pseudonyms(db, key)
    return db.execute(f"SELECT {pseudonym_sql('t')} FROM (SELECT $1 AS t)", [text]).fetchall()[0][0]


def test_a_pseudonym_is_the_published_answer_of_rfc_4231():
    assert pseudonym("Hi There", KEY) == "b0344c61d8db38535ca8afceaf0bf12b"
    assert in_sql("Hi There") == "b0344c61d8db38535ca8afceaf0bf12b"


@given(TEXTS, st.binary(min_size=16, max_size=100))
def test_sql_and_python_give_one_pseudonym(text, key):
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]
    assert in_sql(text, key) == pseudonym(text, key) == expected


@given(st.lists(TEXTS, unique=True, min_size=2))
def test_different_values_have_different_pseudonyms(texts):
    assert len({pseudonym(text, KEY) for text in texts}) == len(texts)


def test_another_key_gives_another_pseudonym():
    assert pseudonym("17850", KEY) != pseudonym("17850", b"1" * 32)


def test_nothing_has_no_pseudonym():
    assert in_sql(None) is None
    assert in_sql("") is not None


def test_the_key_is_in_no_sql():
    sql = pseudonym_sql("t")
    assert KEY.hex() not in sql
    assert sql == pseudonym_sql("t")


def test_a_new_key_is_random_and_its_owners_alone(tmp_path):
    one, other = tmp_path / "one.key", tmp_path / "deep" / "down" / "other.key"
    make_key(one)
    make_key(other)
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert len(read_key(one)) == 32
    assert read_key(one) != read_key(other)


def test_a_key_that_exists_stays(tmp_path):
    path = tmp_path / "alkasba.key"
    make_key(path)
    before = path.read_bytes()
    make_key(path)
    assert path.read_bytes() == before


def test_a_missing_key_is_told_with_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match="the key for pseudonyms is missing") as error:
        read_key(tmp_path / "alkasba.key")
    assert "backup" in error.value.next_step
    assert error.value.where == str(tmp_path / "alkasba.key")


@pytest.mark.parametrize("content", [b"", b"abcd", b"xyz" * 20, b"\xff\xfe" * 32, b"0" * 63])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path, content):
    path = tmp_path / "alkasba.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="this is no key") as error:
        read_key(path)
    assert "xyz" not in str(error.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "alkasba.key"
    make_key(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="others may read the key") as error:
        read_key(path)
    assert error.value.next_step == f"Run: chmod 600 {path}"


def test_a_key_that_its_owner_may_only_read_is_right(tmp_path):
    path = tmp_path / "alkasba.key"
    make_key(path)
    path.chmod(0o400)
    assert len(read_key(path)) == 32


def test_half_a_key_that_a_killed_run_left_is_none(tmp_path):
    path = tmp_path / "alkasba.key"
    path.with_name("alkasba.key.next").write_text("ab")
    make_key(path)
    assert len(read_key(path)) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["alkasba.key"]
