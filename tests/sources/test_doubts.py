"""What DuckDB would read otherwise than the careful reader is found in the bytes of a text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.doubts import is_doubtful


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,}',
        "[1, \n]",
        '{"a":-0}',
        '{"a":1.}',
        '{"a": NaN }',
        '{"a":-Infinity}',
        '{"a":"\\u002e"}',
    ],
)
def test_what_json_forbids_and_duckdb_takes(text):
    assert is_doubtful(text.encode())


@pytest.mark.parametrize("data", [b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc3'])
def test_bytes_that_are_no_text(data):
    assert is_doubtful(data)


@pytest.mark.parametrize(
    "text",
    ["", '{"a":-0.5,"b":[1,2]}', '{"a":"NaN","b":"Herbes Inc., Nice."}', '{"a":"Thé, Hainan"}'],
)
def test_what_both_read_alike(text):
    assert not is_doubtful(text.encode(), ["b.c"])


@pytest.mark.parametrize("key", ['"b.c"', '"b.c" ', '"b.\\u0063"', '"\\u0062.c"', '"b\\u002ec"'])
def test_a_key_that_would_go_before_a_path_however_it_is_written(key):
    text = f'{{"b":{{"c":1}},{key}:2}}'.encode()
    assert is_doubtful(text, ["b.c"])
    assert is_doubtful(text, ["x.y", "b.c"])


def test_other_keys_with_points_or_escapes_are_no_doubt():
    text = b'{"b":{"c":1},"x.y":2,"\\u00e9":3,"n":"b.c","m":"a. \\"b\\""}'
    assert not is_doubtful(text, ["b.c"])


@given(st.dictionaries(st.text(), st.integers(), max_size=3), st.text(), st.booleans())
def test_a_key_with_a_point_is_never_overlooked(others, key, is_ascii):
    dotted = f"{key}."
    text = json.dumps({**others, dotted: 1}, ensure_ascii=is_ascii)
    assert is_doubtful(text.encode("utf-8", "surrogatepass"), [dotted])
