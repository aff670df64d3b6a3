"""Patterns are found in bytes, whatever the bytes are."""

import re

from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.searching import holds, is_utf8

BYTES = st.binary(max_size=40) | st.text(max_size=20).map(str.encode)


@given(st.lists(st.sampled_from([b"\n", b"\r", b"a", b"\0", b"\xff", "é".encode()])).map(b"".join))
def test_what_python_finds_is_found(data):
    assert holds(data, "\n\n") == (b"\n\n" in data)
    assert holds(data, r"a\s*\n") == bool(re.search(rb"a[ \t\n\f\r]*\n", data))


@given(BYTES)
def test_text_is_what_python_decodes(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        assert not is_utf8(data)
    else:
        assert is_utf8(data)


def test_halves_of_a_character_are_no_text():
    assert not is_utf8(b"\xed\xa0\x80")
    assert is_utf8(b"")
