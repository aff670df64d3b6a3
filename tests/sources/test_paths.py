"""What stands at a path, as text exactly as it was written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.paths import MISSING, Number, dump, find, parse_path, text_of

ROW = {"id": "7", "a": {"b": ["x", {"c": "y"}]}, "a.b": "dotted", "d": {"e.f": {"g": "z"}}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "7"),
        ("", ROW),
        ("a.b", "dotted"),
        ("a.b.0", MISSING),
        ("d.e.f.g", "z"),
        ("nothing", MISSING),
        ("id.more", MISSING),
    ],
)
def test_finding(path, value):
    assert find(ROW, path) == value


def test_a_number_in_a_path_counts_from_nought():
    row = {"lines": [{"sku": "A"}, {"sku": "B"}]}
    assert find(row, "lines.1.sku") == "B"
    assert find(row, "lines.2.sku") is MISSING
    assert find(row, "lines.x") is MISSING


def test_a_hat_goes_to_the_row_around():
    around = ({"sku": "A"}, {"id": "7", "customer": {"city": "Nice"}})
    assert parse_path("^.customer.city").value(around) == "Nice"
    assert parse_path("sku").value(around) == "A"
    assert parse_path(".").value(around) == {"sku": "A"}
    assert parse_path("^").value(around) == around[1]
    assert parse_path("^^.x").value(around) is MISSING


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (MISSING, None),
        (True, "true"),
        (False, "false"),
        (Number("1.10"), "1.10"),
        ("", ""),
        ({"é": [Number("-0"), None, True]}, '{"é":[-0,null,true]}'),
    ],
)
def test_text(value, text):
    assert text_of(value) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(JSON)
def test_what_is_dumped_reads_the_same(value):
    exact = json.loads(json.dumps(value), parse_int=Number)
    assert json.loads(dump(exact)) == value
