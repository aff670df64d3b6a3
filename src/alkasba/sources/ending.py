"""Lines of totals at the end of a table: what it adds up to is no record of it."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from alkasba.sources.cells import Row
from alkasba.sources.count import count_records
from alkasba.sources.encoding import Encoding
from alkasba.sources.records import Dialect, OpenQuoteError, Splitter
from alkasba.sources.skipping import lines_of

# So much of the end is looked at, a multiple of every width that a character may have.
TAIL = 1 << 16
WIDTHS = {"utf-16": 2, "utf-32": 4}
USUAL = (
    *("total", "totals", "grand total", "subtotal", "sub total", "sum"),
    *("totaux", "total général", "somme", "summe", "gesamt", "gesamtsumme", "insgesamt"),
    *("totale", "totaal", "totalt", "suma", "total geral", "total general"),
    *("итого", "всего", "المجموع", "الإجمالي", "إجمالي", "合計", "合计", "总计"),
)
"""What lines of totals begin with in the languages of shops."""
BOUNDARY = "\N{REPLACEMENT CHARACTER}"


class Ending(NamedTuple):
    """The lines of totals, from the last one on: what each begins with, and how many values it has;
    the bytes that they take with all that follows them, and the records among them."""

    words: tuple[str, ...]
    filled: tuple[int, ...]
    bytes: int
    records: int


NONE = Ending((), (), 0, 0)


class Tail:
    """The last bytes of a stream, and how many it has in all."""

    def __init__(self) -> None:
        self.data, self.bytes = b"", 0

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, the last ones kept as they pass."""
        for chunk in chunks:
            self.bytes += len(chunk)
            self.data = (self.data + chunk)[-TAIL:] if len(chunk) < TAIL else chunk[-TAIL:]
            yield chunk


def folded(word: str) -> str:
    """A word as it is compared: whatever its case, and without what follows it: Total:"""
    return word.strip().rstrip(":").rstrip().casefold()


def told(words: Collection[str], totals: Collection[str]) -> str:
    """What is said of lines that begin with these words, as they were declared."""
    known = {folded(word): word for word in totals}
    begun = dict.fromkeys(known[folded(word)] for word in words)
    said = " and ".join(f"'{word}'" for word in begun)
    lines = f"the last {len(words)} lines begin" if len(words) > 1 else "the last line begins"
    return f"{lines} with {said}: totals, no records"


class Withheld:
    """Rows of a sheet in their order; those that begin with one of these words come only if others
    follow.

    >>> rows = Withheld([(1, ["Total"]), (2, ["a"]), (3, ["", "Total:"])], ["total"])
    >>> list(rows), rows.words
    ([(1, ['Total']), (2, ['a'])], ['Total:'])
    """

    def __init__(self, rows: Iterable[tuple[int, Row]], totals: Collection[str]) -> None:
        self._rows, self._known = rows, {folded(word) for word in totals}
        self._held: list[tuple[int, Row]] = []
        self.words: list[str] = []

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        if not self._known:
            yield from self._rows
            return
        for row in self._rows:
            word = begun(row[1])
            if folded(word) in self._known:
                self._held.append(row)
                self.words.append(word)
                continue
            yield from self._held
            self._held, self.words = [], []
            yield row


def begun(row: Row) -> str:
    """The word that a row begins with; nothing where it is blank or begins with a number."""
    first = next((cell for cell in row if not isinstance(cell, str) or cell.strip()), "")
    return first if isinstance(first, str) else ""


def ending(tail: Tail, encoding: Encoding, dialect: Dialect, words: Collection[str]) -> Ending:
    """The lines at the end that begin with one of these words; nothing where that is in doubt."""
    known, splitter = {folded(word) for word in words}, Splitter(dialect)
    found: list[tuple[str, int]] = []
    size = whole = 0
    text = ""
    for line in _lines_from_last(tail, encoding):
        if BOUNDARY in line:
            break
        size += len(line.encode(encoding.name))
        values = _values(splitter, line)
        if word := next(filter(None, values), ""):
            if folded(word) not in known:
                break
            found.append((word, sum(map(bool, values))))
            whole = size
            text = line + text
    tally = count_records([text.encode()], dialect.quote)
    # Where a quote stays open, the line was the end of a record that holds such a word.
    if not found or not tally.is_closed or tally.records != len(found):
        return NONE
    return Ending(tuple(w for w, _ in found), tuple(n for _, n in found), whole, tally.records)


def without_end(chunks: Iterable[bytes], end: int | None) -> Iterator[bytes]:
    """So many bytes of a stream."""
    left = end
    for chunk in chunks:
        if left is None:
            yield chunk
            continue
        if left <= 0:
            return
        yield chunk[:left]
        left -= len(chunk)


def _lines_from_last(tail: Tail, encoding: Encoding) -> list[str]:
    """The lines of the end that are there as a whole, the last one first."""
    is_all = tail.bytes == len(tail.data)
    data = tail.data[encoding.bom :] if is_all else tail.data
    width = next((n for name, n in WIDTHS.items() if encoding.name.startswith(name)), 1)
    if tail.bytes % width:
        return []
    lines = list(lines_of([data.decode(encoding.name, "replace")]))
    return lines[::-1] if is_all else lines[:0:-1]


def _values(splitter: Splitter, line: str) -> list[str]:
    """The values of a line without the blanks around them; none where it is no record."""
    bare = line.rstrip("\r\n")
    try:
        return [(value or "").strip() for value in splitter.split(bare)] if bare.strip() else []
    except (OpenQuoteError, ValueError):
        return [bare]
