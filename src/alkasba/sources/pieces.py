"""A JSON text in pieces of bounded size, each of which DuckDB can read on its own.

Wherever a piece was cut, it only parses if the cut stands between two records; so pieces that all
parse hold what the file holds.
"""

import re
from collections.abc import Iterable, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import NamedTuple

PIECE_BYTES = 32 << 20
HEAD_BYTES = 1 << 20
BLANK = b" \t\r\n"
# DuckDB would skip a mark; blanks of C between values are none of JSON.
NEVER = (b"\xef\xbb\xbf", b"\x0b", b"\x0c", b"\0")
BLANK_LINE = re.compile(rb"\n[ \t\r]*(?=\n)")
NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
BRACKETS = bytes.maketrans(b"[]", b"{}")
# So many that close one behind the other; Python stops at some thousand levels.
DEEP = b"}" * 200
BETWEEN = re.compile(r'\s*,\s*\{\s*"(?:[^"\\]|\\.)*"')


class DoubtError(Exception):
    """A text, or a value in it, that only the careful reader may judge."""


class Piece(NamedTuple):
    """Text of whole records, in one of DuckDB's formats.

    `records` is their number as counted by `mark`, the bytes between two of them.
    """

    data: bytes
    format: str
    records: int
    mark: bytes = b""


def pieces(chunks: Iterable[bytes], *, is_whole: bool) -> Iterator[Piece]:
    """The text (UTF-8) in pieces: of lines, of elements of an array, or the document as a whole.

    Where `is_whole`, an array is no list of records but one value, which is not read here.
    """
    parts = _gathered(chunks)
    first = next(parts, b"").lstrip(BLANK)
    line = first[:HEAD_BYTES].partition(b"\n")[0]
    if first.startswith(b"[") and not is_whole:
        found = _array(first, parts)
    elif first.startswith(b"{") and (len(line) == HEAD_BYTES or _is_value(line)):
        found = _lines(first, parts)
    elif first.startswith(b"{"):
        found = _document(first, parts)
    else:
        raise DoubtError
    for piece in found:
        _check(piece.data)
        yield piece


def separator(head: bytes) -> bytes:
    """What stands between the first two elements of an array of objects, from the brace that
    closes the one to the key that opens the other; nothing where that cannot be told.

    >>> separator(b'[{"a": 1},\\n {"a": 2}]')
    b'},\\n {"a"'
    """
    text = head.decode("utf-8", "replace")
    start = len(text) - len(text[1:].lstrip())
    try:
        end = JSONDecoder().raw_decode(text, start)[1]
    except (JSONDecodeError, RecursionError):
        return b""
    between = BETWEEN.match(text, end)
    if not between or text[end - 1] != "}":
        return b""
    before = text[start : end - 1]
    return (before[len(before.rstrip()) :] + "}" + between[0]).encode()


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks joined to about the size of a piece."""
    waiting, size = list[bytes](), 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _is_value(line: bytes) -> bool:
    try:
        JSONDecoder().decode(line.decode())
    except (ValueError, RecursionError):
        return False
    return True


def _check(data: bytes) -> None:
    if data.startswith(NEVER[0]) or any(mark in data for mark in NEVER[1:]):
        raise DoubtError
    if DEEP in data.translate(BRACKETS, NOT_BRACKETS):
        raise DoubtError


def _lines(first: bytes, parts: Iterator[bytes]) -> Iterator[Piece]:
    rest = first
    for part in parts:
        end = rest.rfind(b"\n") + 1
        if not end:
            raise DoubtError
        yield _of_lines(rest[:end])
        rest = rest[end:] + part
    if rest.strip(BLANK):
        yield _of_lines(rest)


def _of_lines(data: bytes) -> Piece:
    data = data.lstrip(BLANK)
    count = data.count(b"\n") - len(BLANK_LINE.findall(data))
    has_rest = bool(data[data.rfind(b"\n") + 1 :].strip(BLANK))
    return Piece(data, "newline_delimited", count + has_rest)


def _document(first: bytes, parts: Iterator[bytes]) -> Iterator[Piece]:
    if next(parts, None) is not None:
        raise DoubtError
    yield Piece(first, "unstructured", 1)


def _array(first: bytes, parts: Iterator[bytes]) -> Iterator[Piece]:
    mark = separator(first[:HEAD_BYTES])
    rest, start = first, b""
    for part in parts:
        end = rest.rfind(mark) if mark else -1
        if end < 0:
            raise DoubtError
        cut = rest.index(b"}", end) + 1
        yield _of_elements(start + rest[:cut] + b"]", mark)
        # The comma goes with the cut; the next element opens with the brace behind it.
        rest, start = rest[rest.index(b"{", cut) :] + part, b"["
    yield _of_elements(start + rest, mark)


def _of_elements(data: bytes, mark: bytes) -> Piece:
    return Piece(data, "array", data.count(mark) + 1 if mark else 0, mark)
