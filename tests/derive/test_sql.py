"""Names and values are written so that SQL reads them as they are, whatever they hold."""

from decimal import Decimal
from functools import cache

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.sql import listed, literal, quoted

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@cache
def database():
    return duckdb.connect()


def evaluated(sql):
    return database().execute(f"SELECT {sql}").fetchall()[0][0]


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text):
    assert evaluated(literal(text)) == text


@given(TEXTS.filter(bool))
def test_a_name_comes_back_as_it_was(name):
    assert database().execute(f"SELECT 1 AS {quoted(name)}").description[0][0] == name


@given(st.decimals(-(10**14), 10**14, places=4))
def test_a_decimal_comes_back_exactly(value):
    assert evaluated(literal(value)) == value


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_whole_number_comes_back_exactly(value):
    assert evaluated(f"CAST({literal(value)} AS BIGINT)") == value


@pytest.mark.parametrize(
    ("value", "sql"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("1.50"), "1.50"),
        ("l'herbe", "'l''herbe'"),
        ("'; DROP TABLE sale; --", "'''; DROP TABLE sale; --'"),
    ],
)
def test_a_value_is_a_literal(value, sql):
    assert literal(value) == sql


@given(st.lists(TEXTS, min_size=1))
def test_listed_texts_are_found_and_no_others(texts):
    assert evaluated(f"{literal(texts[0])} IN ({listed(texts)})")
    assert evaluated(f"{literal(''.join(texts) + 'x')} IN ({listed(texts)})") is False


def test_a_quote_in_a_name_is_doubled():
    assert quoted('a"b') == '"a""b"'
