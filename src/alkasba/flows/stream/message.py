"""What a message says: a member's document, where it is from, and which version it is."""

import json
import re
from typing import Any

from alkasba.derive.search.documents import LONGEST_ID
from alkasba.ports import Change, Message, Received

SCHEMA = 2
"""Raised when messages are written in another way; readers know those before."""
KNOWN = 1, SCHEMA
VERSION, KIND = "version", "schema"
DIGITS = 18
"""Digits of a version at most; search engines take numbers of 63 bits."""
END = "}"
"""What a message says behind the document."""

HEAD = re.compile(
    rb'\{"schema": (?:1|2, "version": (\d{1,18})), '
    rb'"source": "(?:[^"\\]|\\.)*", "fetched_at": "[^"\\]*", "document": '
)


class Unreadable(Exception):
    """A message that cannot be understood; the text says why, and names no value."""


def head_of(source: str, fetched_at: str, version: int) -> str:
    """What a message says before the document.

    The version stands here, not in a header: a header costs a producer as much as the rest of the
    message. Schema 1 had it there.
    """
    told = {KIND: SCHEMA, VERSION: version, "source": source, "fetched_at": fetched_at}
    return json.dumps(told)[:-1] + ', "document": '


def headers_of(version: int) -> tuple[tuple[str, bytes], ...]:
    """The headers of a message that has no value, so that something is gone."""
    return ((KIND, b"%d" % SCHEMA), (VERSION, b"%d" % version))


def change_of(message: Message) -> Change:
    """What a message says; raises Unreadable."""
    name, (version, document) = _id(message.key), _told(message.value)
    return Change(name, _version(message, version), document)


def version_of(message: Message) -> int:
    """The version of a message, though what it says may be unreadable; raises Unreadable."""
    has_header = VERSION in dict(message.headers)
    return _version(message, None if has_header else _told(message.value)[0])


def _version(message: Message, said: int | None) -> int:
    """The version in the headers, else the one that the value says."""
    told = dict(message.headers).get(VERSION)
    if told is None and said is not None:
        return said
    if told is None or not told.isdigit() or len(told) > DIGITS:
        raise Unreadable("it says no version")
    return int(told)


def _id(key: bytes) -> str:
    text = _text(key, "key")
    if not text or len(key) > LONGEST_ID:
        raise Unreadable("its key is empty or too long")
    return text


def _told(value: bytes | None) -> tuple[int | None, bytes | None]:
    """The version and the document that a value says."""
    if value is None:
        return None, None
    text = _text(value, "value")
    head = HEAD.match(value)
    if head is not None and _is_as_written(value, head.end()):
        # What is wrong within is told by the index, which reads it all the same.
        return int(head[1]) if head[1] else None, value[head.end() : -1]
    told = _object(text)
    document, version = told.get("document"), told.get(VERSION)
    if told.get(KIND) not in KNOWN:
        raise Unreadable("it is written by another version of this program")
    if not isinstance(document, dict):
        raise Unreadable("it holds no document")
    is_version = type(version) is int and 0 <= version < 10**DIGITS
    # Half a character, which JSON can say and UTF-8 cannot, stays as it was said.
    return version if is_version else None, json.dumps(document).encode()


def _is_as_written(value: bytes, start: int) -> bool:
    """Whether the document is one line, as search engines want it, and nothing stands behind it."""
    return value.startswith(b"{", start) and value.endswith(b"}}") and b"\n" not in value


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
