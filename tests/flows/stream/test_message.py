import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.flows.stream.message import (
    Unreadable,
    change_of,
    head_of,
    headers_of,
    place_of,
    version_of,
)
from alkasba.ports import Change, Message, Received

HEADERS = headers_of(7)
texts = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts, max_size=4)


@given(documents, texts, texts)
def test_what_is_said_is_understood(document: dict[str, object], source: str, moment: str) -> None:
    raw = json.dumps(document, ensure_ascii=False).encode()
    change = change_of(Message(b"P1", head_of(source, moment, 7).encode() + raw + b"}"))
    assert (change.id, change.version) == ("P1", 7)
    assert json.loads(change.document or b"") == document


def test_half_a_character_is_no_end_of_the_stream() -> None:
    value = b'{"document": {"a": "\\ud800"}, "schema": 1}'
    assert change_of(Message(b"P1", value, HEADERS)).document == b'{"a": "\\ud800"}'


def test_a_document_is_one_line_whoever_wrote_it() -> None:
    """A line break would end the document in a request of many, and begin a command."""
    value = head_of("test", "2026", 7).encode() + b'{"a": 1,\n"b": 2}}'
    document = change_of(Message(b"P1", value, HEADERS)).document or b""
    assert b"\n" not in document
    assert json.loads(document) == {"a": 1, "b": 2}


@pytest.mark.parametrize("document", [b"[1]", b"1", b"", b"null"])
def test_what_is_no_document_is_none_though_it_begins_as_ours(document: bytes) -> None:
    value = b"%b%b}" % (head_of("test", "2026", 7).encode(), document)
    with pytest.raises(Unreadable):
        change_of(Message(b"P1", value, HEADERS))


def test_no_value_means_gone() -> None:
    assert change_of(Message(b"P1", None, HEADERS)) == Change("P1", 7, None)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (Message(b"\xff", None, HEADERS), "its key is no UTF-8"),
        (Message(b"", None, HEADERS), "its key is empty or too long"),
        (Message(b"k" * 513, None, HEADERS), "its key is empty or too long"),
        (Message(b"P1", None), "it says no version"),
        (Message(b"P1", None, (("version", b"-1"),)), "it says no version"),
        (Message(b"P1", None, (("version", b"1" * 19),)), "it says no version"),
        (Message(b"P1", b'{"schema": 2, "version": true, "document": {}}'), "it says no version"),
        (Message(b"P1", b'{"schema": 2, "version": -1, "document": {}}'), "it says no version"),
        (Message(b"P1", b"\xff\xfe", HEADERS), "its value is no UTF-8"),
        (Message(b"P1", b"", HEADERS), "its value is no JSON"),
        (Message(b"P1", b"{", HEADERS), "its value is no JSON"),
        (Message(b"P1", b"[" * 100_000, HEADERS), "its value is no JSON"),
        (Message(b"P1", b"[]", HEADERS), "its value is no JSON object"),
        (Message(b"P1", b'{"schema": 3}', HEADERS), "written by another version"),
        (Message(b"P1", b'{"schema": 1, "document": 3}', HEADERS), "it holds no document"),
    ],
)
def test_what_cannot_be_understood_says_why(message: Message, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        change_of(message)


def test_others_may_write_it_in_another_order() -> None:
    value = b'{"document": {"a": 1}, "schema": 1}'
    assert json.loads(change_of(Message(b"P1", value, HEADERS)).document or b"") == {"a": 1}


@pytest.mark.parametrize("document", [b'{"a": 1}', b'{"a":\n1}'])
def test_what_the_first_release_wrote_has_its_version_in_a_header(document: bytes) -> None:
    head = b'{"schema": 1, "source": "shop", "fetched_at": "2026-01-01", "document": '
    change = change_of(Message(b"P1", head + document + b"}", HEADERS))
    assert change.version == 7
    assert json.loads(change.document or b"") == {"a": 1}


def test_others_may_say_the_version_too() -> None:
    value = b'{"version": 5, "document": {"a": 1}, "schema": 2}'
    assert change_of(Message(b"P1", value)) == Change("P1", 5, b'{"a": 1}')


def test_a_letter_has_a_version_though_it_is_unreadable() -> None:
    assert version_of(Message(b"P1", b"\xff", HEADERS)) == 7
    assert version_of(Message(b"P1", head_of("test", "2026", 9).encode() + b"{}}")) == 9


def test_a_place_is_told_as_it_is_looked_up() -> None:
    assert place_of(Received(Message(b"", None), "t", 2, 9)) == "t, partition 2, offset 9"
