"""One JSON file landed by DuckDB, with what the careful reader would say of it."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from alkasba.ports import Reading, Unread
from alkasba.sources import bulk, encoding
from alkasba.sources.documents import Item, items
from alkasba.sources.files import chunks
from alkasba.sources.paths import parse_path
from alkasba.sources.pieces import DoubtError, Piece, pieces
from alkasba.sources.rows import Reader
from alkasba.sources.shapes import NoShapeError, shape

# Rows that are looked at for a key that may be there with nothing in it.
HEAD_ROWS = 1000
# Of each further piece some rows are looked at, so that a key that comes late is seen as well.
FEW_ROWS = 4
LARGE_ROW = 8 << 10
LOOKED_AT = FEW_ROWS * LARGE_ROW
# Letters and signs of ASCII that are written as escapes, and so any key.
ESCAPED = re.compile(rb"\\u00[2-7]")


@dataclass(frozen=True, slots=True)
class Swift:
    """How a file was read; no row of it is unread."""

    found: Reading
    lines_of: Callable[[Sequence[int]], dict[int, int]]
    unread: tuple[Unread, ...] = ()

    def reading(self) -> Reading:
        """How the file was read, for people."""
        return self.found


def land(
    reader: Reader,
    target: bulk.Target,
    levels: Sequence[str],
    names: Sequence[str],
    scratch: Path,
) -> Swift | None:
    """Append the rows of a file to the table; where anything is in doubt, none and nothing."""
    try:
        shaped = shape(levels, names)
        if reader.settle():
            return None
        looker = reader.again()
        looked = _looked_at(_parts(reader), looker)
        result = bulk.land(target, shaped, looked, scratch, may_lack_rows=reader.has_rows)
        never = _never_found(reader, target, names, len(levels)) if result.rows else []
    except (DoubtError, NoShapeError):
        target.clear()
        return None

    def lines_of(positions: Sequence[int]) -> dict[int, int]:
        if result.mark is None:
            return _lines_by_care(reader, positions)
        counts: Sequence[int] = [result.rows] if len(levels) > 1 else ()
        if len(levels) == 1:
            counts = bulk.rows_of_records(shaped, _parts(reader), scratch)
        return bulk.lines(result.mark, counts, _text(reader), positions)

    found = reader.reading_of(result.rows, result.without_rows, never)
    return Swift(replace(found, keys=looker.together.found), lines_of)


def _parts(reader: Reader) -> Iterator[Piece]:
    return pieces(_text(reader), is_whole=reader.is_whole)


def _looked_at(parts: Iterator[Piece], looker: Reader) -> Iterator[Piece]:
    """The same pieces, the keys of their first and last rows noted as they pass."""
    for place, piece in enumerate(parts):
        # A document that holds all rows is only read as a whole, which nothing looks at twice.
        if piece.format != "unstructured":
            for item in _samples(piece, FEW_ROWS if place else HEAD_ROWS):
                looker.look(item)
        yield piece


def _samples(piece: Piece, rows: int) -> Iterator[Item]:
    """So many of its first records, and some of its last ones; none of them twice."""
    size = len(piece.data)
    middle = size if piece.records <= rows else min(size // 2, rows * LARGE_ROW)
    yield from _items(piece.data[:middle], rows)
    yield from _items(_end(piece, max(middle, size - LOOKED_AT)), FEW_ROWS)


def _items(data: bytes, at_most: int) -> list[Item]:
    """The first records of a text that may have been cut off anywhere."""
    text = data.decode("utf-8", "replace")
    return [item for item in islice(items([text], is_whole=False), at_most) if not item.fault]


def _end(piece: Piece, begun: int) -> bytes:
    """The last record of a piece, or several of them; nothing where they begin before."""
    if piece.mark:
        place = piece.data.rfind(piece.mark, begun)
        return b"[" + piece.data[place + piece.mark.find(b"{") :] if place >= 0 else b""
    lines = piece.data[begun:].rstrip().rsplit(b"\n", FEW_ROWS)[1:]
    return b"\n".join(lines) if piece.format != "array" else b""


def _text(reader: Reader) -> Iterator[bytes]:
    return encoding.utf8(chunks(reader.file), reader.encoding)


def _lines_by_care(reader: Reader, positions: Sequence[int]) -> dict[int, int]:
    again = reader.again()
    for _ in islice(again.rows(), max(positions, default=-1) + 1):
        pass
    return again.lines_of(positions)


def _never_found(
    reader: Reader, target: bulk.Target, names: Sequence[str], depth: int
) -> list[str]:
    """The names at which no row has anything, not even null."""
    wanted = {path.name for path in reader.never_found}
    empty = {name for name in target.empty_columns(names) if name in wanted}
    if not empty:
        return []
    again = reader.again()
    for _ in islice(again.rows(), HEAD_ROWS):
        pass
    empty &= {path.name for path in again.never_found}
    if any(_may_stand(reader, key) for key in _keys(empty, depth)):
        raise DoubtError
    return [name for name in names if name in empty]


def _keys(names: Collection[str], depth: int) -> set[bytes]:
    """The last keys of paths that lie in some row."""
    paths = [parse_path(name) for name in names]
    return {path.path.rpartition(".")[2].encode() for path in paths if path.ups <= depth}


def _may_stand(reader: Reader, key: bytes) -> bool:
    """Whether a key may be anywhere in the text."""
    if not key.isascii() or b'"' in key or b"\\" in key:
        return True
    literal, rest = b'"' + key + b'"', b""
    for chunk in _text(reader):
        seen = rest + chunk
        if literal in seen or ESCAPED.search(seen):
            return True
        rest = seen[-len(literal) - 6 :]
    return False
