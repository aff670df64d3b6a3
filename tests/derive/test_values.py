import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.values import exact, to_csv, to_json


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_json_keeps_every_digit(value):
    assert json.loads(to_json({"x": value}), parse_float=Decimal, parse_int=Decimal)["x"] == value


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_has_no_decimals_is_plain_json(value):
    assert json.loads(to_json(value)) == value


def test_days_and_moments_are_written_in_iso():
    moment = datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert to_json([date(2026, 1, 31), moment]) == '["2026-01-31", "2026-01-31T08:00:00+00:00"]'


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("-0.50", "-0.5"), ("100", "100")])
def test_a_decimal_loses_only_zeros_that_say_nothing(value, text):
    assert exact(Decimal(value)) == text


@given(st.lists(st.tuples(st.text(), st.integers()), min_size=1))
def test_csv_keeps_every_text_and_number(rows):
    kept = [(text.replace("\r", ""), number) for text, number in rows]
    read = list(csv.reader(io.StringIO(to_csv(["a", "b"], kept))))
    assert read == [["a", "b"], *([text, str(number)] for text, number in kept)]
