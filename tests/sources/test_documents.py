"""The values of a JSON text, wherever the stream is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.documents import items


def read(text: str, size: int = 1000, *, is_whole: bool = False) -> list[tuple[int, object]]:
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    return [(one.line, one.fault or one.value) for one in items(parts, is_whole=is_whole)]


def reasons(text: str) -> list[str]:
    return [one.fault.reason for one in items([text], is_whole=False) if one.fault]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_elements_of_an_array_come_with_their_lines(size):
    text = '\n[\n  {"a": 12},\n\n {"a":\n 3}, 45\n]\n'
    assert read(text, size) == [(3, {"a": "12"}), (5, {"a": "3"}), (6, "45")]


def test_one_object_a_line():
    assert read('{"a":1}\n\n{"a":2}\r\n{"a":3}') == [
        (1, {"a": "1"}),
        (3, {"a": "2"}),
        (4, {"a": "3"}),
    ]


def test_a_broken_line_is_one_fault():
    found = read('{"a":1}\n{"a":\n{"a":3}\n')
    assert [line for line, _ in found] == [1, 2, 3]
    assert found[1][1].rule == "json"


def test_a_broken_first_line_makes_no_document_of_the_others():
    assert [line for line, _ in read('{"a":\n{"a":2}\n{"a":3}\n')] == [1, 2, 3]


def test_a_document_over_several_lines_is_one_value():
    assert read('{\n "a": {\n  "b": 1\n }\n}\n') == [(1, {"a": {"b": "1"}})]


def test_documents_may_follow_each_other_on_lines_of_their_own():
    assert read('{\n"a":1\n}\n{\n"a":2\n}') == [(1, {"a": "1"}), (4, {"a": "2"})]


def test_a_whole_array_is_one_value_where_rows_are_looked_for_inside():
    assert read("[1, 2]", is_whole=True) == [(1, ["1", "2"])]


def test_elements_before_a_fault_are_kept_and_the_rest_is_one_fault():
    found = read('[{"a":1},\n{"a":2},\n{"a":3,,},{"a":4}]')
    assert found[:2] == [(1, {"a": "1"}), (2, {"a": "2"})]
    assert len(found) == 3
    assert found[2][0] == 3
    assert "nothing after this place could be read" in found[2][1].reason


@pytest.mark.parametrize(
    "text", ["[1", "[1,", "[", "[1]x", "[1][2]", "[NaN]", '{"a":1}x', "[" * 9**5]
)
def test_what_is_no_json_is_a_fault_in_plain_words(text):
    (reason,) = reasons(text)
    assert reason.islower() or "JSON" in reason
    assert "\n" not in reason


@given(st.lists(st.dictionaries(st.text(max_size=3), st.integers() | st.text())), st.integers(1, 9))
def test_arrays_and_lines_hold_the_same_rows(rows, size):
    exact = [{key: str(value) for key, value in row.items()} for row in rows]
    as_array = json.dumps(rows, indent=1)
    as_lines = "".join(json.dumps(row) + "\n" for row in rows)
    assert [value for _, value in read(as_array, size)] == exact
    assert [value for _, value in read(as_lines)] == exact
