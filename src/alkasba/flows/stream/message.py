"""What a message says: a member's document, where it is from, and which version it is."""

import json
import re
from typing import Any

from alkasba.derive.search.documents import LONGEST_ID
from alkasba.ports import Change, Message, Received

SCHEMA = 1
"""Raised when messages are written in another way; readers know those before."""
VERSION, KIND = "version", "schema"
END = "}"
"""What a message says behind the document."""

HEAD = re.compile(
    rb'\{"schema": 1, "source": "(?:[^"\\]|\\.)*", "fetched_at": "[^"\\]*", "document": '
)


class Unreadable(Exception):
    """A message that cannot be understood; the text says why, and names no value."""


def head_of(source: str, fetched_at: str) -> str:
    """What a message says before the document."""
    told = json.dumps({"schema": SCHEMA, "source": source, "fetched_at": fetched_at})
    return told[:-1] + ', "document": '


def headers_of(version: int) -> tuple[tuple[str, bytes], ...]:
    """The headers of all messages of one round."""
    return ((KIND, b"%d" % SCHEMA), (VERSION, b"%d" % version))


def change_of(message: Message) -> Change:
    """What a message says; raises Unreadable."""
    return Change(_id(message.key), version_of(message), _document(message.value))


def version_of(message: Message) -> int:
    """The version in its headers; raises Unreadable where there is none."""
    told = dict(message.headers).get(VERSION)
    if told is None or not told.isdigit() or len(told) > 18:
        raise Unreadable("it says no version")
    return int(told)


def _id(key: bytes) -> str:
    text = _text(key, "key")
    if not text or len(key) > LONGEST_ID:
        raise Unreadable("its key is empty or too long")
    return text


def _document(value: bytes | None) -> bytes | None:
    if value is None:
        return None
    text = _text(value, "value")
    written = as_written(value)
    if written is not None:
        # What is wrong within is told by the index, which reads it all the same.
        return written
    told = _object(text)
    schema, document = told.get("schema"), told.get("document")
    if schema != SCHEMA:
        raise Unreadable("it is written by another version of this program")
    if not isinstance(document, dict):
        raise Unreadable("it holds no document")
    # Half a character, which JSON can say and UTF-8 cannot, stays as it was said.
    return json.dumps(document).encode()


def as_written(value: bytes) -> bytes | None:
    """The document in a value of ours, byte by byte; nothing where others wrote it.

    It is one line, as search engines want it.
    """
    head = HEAD.match(value)
    if head is None or not value.startswith(b"{", head.end()) or not value.endswith(b"}}"):
        return None
    return None if b"\n" in value else value[head.end() : -1]


def _text(written: bytes, what: str) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError:
        raise Unreadable(f"its {what} is no UTF-8") from None


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("its value is no JSON") from None
    if not isinstance(told, dict):
        raise Unreadable("its value is no JSON object")
    return told


def place_of(received: Received) -> str:
    """Where a message stands, as people look it up."""
    return f"{received.topic}, partition {received.partition}, offset {received.offset}"
