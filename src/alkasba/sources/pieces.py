"""A JSON text in pieces of bounded size, each of which DuckDB can read on its own.

Wherever a piece was cut, it only parses if the cut stands between two records; so pieces that all
parse hold what the file holds.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from json import JSONDecodeError, JSONDecoder
from typing import NamedTuple

# Few enough that what is looked at several times is still at hand to the processor.
PIECE_BYTES = 1 << 20
# What is not cut by then goes the careful way.
RECORD_AT_MOST = 64 << 20
HEAD_BYTES = 1 << 20
BLANK = b" \t\r\n"
MARK = b"\xef\xbb\xbf"
# Blanks of C between values are none of JSON, and what ends texts in C neither.
NEVER = (b"\x0b", b"\x0c", b"\0")
BLANK_LINE = re.compile(rb"\n[ \t\r]*(?=\n)")
BARE = bytes(set(range(256)) - set(b"[]{}\n" + b"".join(NEVER)))
BRACKETS = bytes.maketrans(b"[]", b"{}")
# So many that close one behind the other; Python stops at some thousand levels.
DEEP = b"}" * 200
BETWEEN = re.compile(r'\s*,\s*\{\s*"(?:[^"\\]|\\.)*"')


class DoubtError(Exception):
    """A text, or a value in it, that only the careful reader may judge."""


class Piece(NamedTuple):
    """Text of whole records, in one of DuckDB's formats.

    `records` is their number as counted by `mark`, the bytes between two of them. Where a piece
    `is_flat`, no value in it is an object or a list.
    """

    data: bytes
    format: str
    records: int
    is_flat: bool = False
    mark: bytes = b""


def pieces(chunks: Iterable[bytes], *, is_whole: bool) -> Iterator[Piece]:
    """The text (UTF-8) in pieces: of lines, of elements of an array, or the document as a whole.

    Where `is_whole`, an array is no list of records but one value, which is not read here.
    """
    source = _slices(chunks)
    head = _head(source)
    text = chain([head], source)
    line = head[:HEAD_BYTES].partition(b"\n")[0]
    if head.startswith(b"[") and not is_whole:
        found = _elements(text, separator(head[:HEAD_BYTES]))
    elif head.startswith(b"{") and (len(line) == HEAD_BYTES or _is_value(line)):
        found = _lines(text)
    elif head.startswith(b"{"):
        found = _document(text)
    else:
        raise DoubtError
    yield from found


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


def starting_lines(chunks: Iterable[bytes], mark: bytes) -> Iterator[int]:
    """On which line (from 1) each record of a text starts, by what stands between two of them."""
    return _after_marks(chunks, mark) if mark else _not_blank(chunks)


def _slices(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text in chunks that are no larger than a piece."""
    for chunk in chunks:
        for place in range(0, len(chunk), PIECE_BYTES):
            yield chunk[place : place + PIECE_BYTES]


def _head(source: Iterator[bytes]) -> bytes:
    """At least so much of a text as its kind is told by, from its first sign on."""
    head = b""
    while len(head) < HEAD_BYTES and (chunk := next(source, b"")):
        head = (head + chunk).lstrip(BLANK)
    return head


def _cut(
    chunks: Iterable[bytes],
    mark: bytes,
    *,
    end: int,
    start: int,
    opening: bytes = b"",
    closing: bytes = b"",
) -> Iterator[bytes]:
    """The text in pieces: one ends `end` bytes into a mark, the next starts `start` into it."""
    waiting, size = list[bytes | memoryview](), 0
    for chunk in chunks:
        place = chunk.rfind(mark) if mark and size + len(chunk) >= PIECE_BYTES else -1
        if place < 0:
            waiting.append(chunk)
            size += len(chunk)
            if size > RECORD_AT_MOST:
                raise DoubtError
            continue
        view = memoryview(chunk)
        yield b"".join([*waiting, view[: place + end], closing])
        waiting = [opening, view[place + start :]]
        size = len(waiting[-1])
    yield b"".join(waiting)


def _is_value(line: bytes) -> bool:
    try:
        JSONDecoder().decode(line.decode())
    except (ValueError, RecursionError):
        return False
    return True


def _frame(data: bytes) -> bytes:
    """The line ends and brackets of a text, all of them braces; raises what they show of doubt."""
    frame = data.translate(BRACKETS, BARE)
    if data.startswith(MARK) or any(sign in frame for sign in NEVER):
        raise DoubtError
    if DEEP in frame.replace(b"\n", b""):
        raise DoubtError
    return frame


def _lines(text: Iterable[bytes]) -> Iterator[Piece]:
    for part in _cut(text, b"\n", end=1, start=1):
        if data := part.lstrip(BLANK):
            frame = _frame(data)
            records = _count_lines(data, frame)
            # Each record has two brackets of its own.
            is_flat = len(frame) - frame.count(b"\n") == 2 * records
            yield Piece(data, "newline_delimited", records, is_flat)


def _count_lines(data: bytes, frame: bytes) -> int:
    """The lines that hold anything; those with a bracket, as most do, show in the frame."""
    blank = len(BLANK_LINE.findall(data)) if b"\n\n" in frame else 0
    has_rest = bool(data[data.rfind(b"\n") + 1 :].strip(BLANK))
    return frame.count(b"\n") - blank + has_rest


def _document(text: Iterable[bytes]) -> Iterator[Piece]:
    for data in _cut(text, b"", end=0, start=0):
        _frame(data)
        yield Piece(data, "unstructured", 1)


def _elements(text: Iterable[bytes], mark: bytes) -> Iterator[Piece]:
    end, start = mark.find(b"}") + 1, mark.find(b"{")
    for data in _cut(text, mark, end=end, start=start, opening=b"[", closing=b"]"):
        frame = _frame(data)
        records = data.count(mark) + 1 if mark else 0
        is_flat = len(frame) - frame.count(b"\n") == 2 * records + 2
        yield Piece(data, "array", records, is_flat, mark)


def _not_blank(chunks: Iterable[bytes]) -> Iterator[int]:
    """The numbers of the lines that hold anything."""
    number, rest = 1, b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip(BLANK):
                yield number
            number += 1
    if rest.strip(BLANK):
        yield number


def _after_marks(chunks: Iterable[bytes], mark: bytes) -> Iterator[int]:
    """The numbers of the lines on which the first brace and those at the end of marks stand."""
    line, rest, sought = 1, b"", b"{"
    for chunk in chunks:
        rest, place = rest + chunk, 0
        while (at := rest.find(sought, place)) >= 0:
            brace = rest.index(b"{", at)
            line += rest.count(b"\n", place, brace)
            yield line
            place, sought = brace, mark
        kept = max(place, len(rest) - len(sought) + 1)
        line += rest.count(b"\n", place, kept)
        rest = rest[kept:]
