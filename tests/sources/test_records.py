"""The careful reader: every record is read, or is unread for a reason, and takes none with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.records import LINES_AT_MOST, Dialect, Splitter, records
from alkasba.sources.skipping import lines_of


def read(text: str, width: int | None = 2) -> list[tuple[int, list[str | None] | str]]:
    found = records(lines_of([text]), Dialect(), width=width)
    return [(one.line, one.fault.rule if one.fault else one.values) for one in found]


def test_lines_are_counted_through_values_of_several_lines_and_blank_ones():
    assert read('a,"x\ny"\n\nb,c\n') == [(1, ["a", "x\ny"]), (4, ["b", "c"])]


def test_too_many_and_too_few_values_are_ragged():
    assert read("a\nb,c,d\ne,f\n") == [(1, "ragged"), (2, "ragged"), (3, ["e", "f"])]


def test_delimiters_at_the_end_add_nothing():
    assert read("a,b,\nc,d,,\n") == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_a_quote_that_never_closes_loses_only_its_own_line():
    assert read('a,"x\nb,c\nd,e\n') == [(1, "quote"), (2, ["b", "c"]), (3, ["d", "e"])]


def test_a_forgotten_quote_does_not_swallow_lines_up_to_the_next_quote():
    assert read('a,"x\nb,c\nd,"e"\n') == [(1, "quote"), (2, ["b", "c"]), (3, ["d", "e"])]


def test_text_behind_a_closing_quote_spoils_only_its_record():
    assert read('"a"x,b\nc,d\n') == [(1, "quote"), (2, ["c", "d"])]


def test_a_value_of_more_lines_than_anyone_writes_is_a_forgotten_quote():
    text = 'a,"x\n' + "b,c\n" * LINES_AT_MOST + 'd,"\n'
    found = read(text)
    assert found[0] == (1, "quote")
    assert found[1] == (2, ["b", "c"])
    assert len(found) == LINES_AT_MOST + 2


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a,b", ["a", "b"]),
        ("a,", ["a", None]),
        ('"",""', [None, None]),
        ('"a""b",c', ['a"b', "c"]),
        ('5" pipe,x', ['5" pipe', "x"]),
        ('x, "y, z"', ["x", "y, z"]),
        ('"y, z"  ,x', ["y, z", "x"]),
        ('x,  "y"', ["x", '  "y"']),
        (" a , b ", [" a ", " b "]),
        ('"a",', ["a", None]),
    ],
)
def test_splitting(text, values):
    assert Splitter(Dialect()).split(text) == values


@given(st.text(st.sampled_from('ab,"; \t'), max_size=12))
def test_the_fast_way_and_the_slow_way_split_alike(text):
    splitter = Splitter(Dialect())

    def outcome(split):
        try:
            return split(text)
        except Exception as error:
            return type(error)

    assert outcome(splitter.split) == outcome(splitter._split_slowly)


@given(st.text(st.sampled_from("ab\r\n\x0b\u2028"), max_size=20), st.integers(1, 5))
def test_only_cr_and_lf_end_a_line_wherever_the_text_is_cut(text, size):
    whole = list(lines_of([text]))
    assert "".join(whole) == text
    assert list(lines_of(text[i : i + size] for i in range(0, len(text), size))) == whole
    assert all(
        line.rstrip("\r\n").isprintable() or "\x0b" in line or "\u2028" in line for line in whole
    )
