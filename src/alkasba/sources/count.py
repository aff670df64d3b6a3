"""How many records a CSV file holds, counted without the reader that lands them."""

import re
from collections.abc import Iterable, Iterator

from alkasba.sources.searching import holds

# Enough of a chunk for what may be cut in two between it and the next.
EDGE = 64
BLANK = re.compile(rb"(?<=\n)\n")


def count_records(chunks: Iterable[bytes], quote: str | None) -> "Tally":
    """Count the records of a stream of UTF-8 (or any encoding that contains ASCII)."""
    tally = Tally(quote)
    for chunk in chunks:
        tally.feed(chunk)
    return tally.close()


class Tally:
    """Counts records: lines that are not blank, where a line break between quotes ends no line.

    A blank line is no record, in a file of one column either. Only quotes and line ends are looked
    at: every second piece between two quotes is inside.
    """

    def __init__(self, quote: str | None) -> None:
        self._quote = (quote or "").encode()
        self._others = bytes(set(range(256)) - set(self._quote + b"\n"))
        self._spaced = re.compile(re.escape(self._quote) + b" +" + re.escape(self._quote))
        self._tail = b""
        self._held = b""
        self._inside = False
        self._after_break = True
        self._ended = True
        self.bytes = 0
        self.breaks = 0
        self.breaks_inside = 0
        self.blanks = 0
        self.ends: set[bytes] = set()
        self.has_spaced_quotes = False
        self._has_tabs = self._has_feeds = self._has_quotes = False

    @property
    def records(self) -> int:
        return self.breaks - self.blanks + (not self._ended)

    @property
    def is_closed(self) -> bool:
        """Whether the last quote has been closed."""
        return not self._inside

    @property
    def is_line_by_line(self) -> bool:
        """Whether every line is one record."""
        return not self.blanks and not self.breaks_inside

    def has_odd_blanks(self, delimiter: str) -> bool:
        """Whether a value in ASCII may hold a blank that is no space."""
        # A tab that delimits is in no value, unless quotes put it there.
        are_held = self._has_quotes or delimiter != "\t"
        return self._has_feeds or self.breaks_inside > 0 or (self._has_tabs and are_held)

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, counted as they pass."""
        for chunk in chunks:
            self.feed(chunk)
            yield chunk

    def feed(self, chunk: bytes) -> None:
        """Count one more piece of the stream."""
        self.bytes += len(chunk)
        chunk = self._held + chunk
        self._held = b"\r" if chunk.endswith(b"\r") else b""
        self._count(chunk[:-1] if self._held else chunk)

    def close(self) -> "Tally":
        """Count what was held back for the next piece."""
        held, self._held = self._held, b""
        self._count(held)
        return self

    def _count(self, chunk: bytes) -> None:
        if not chunk:
            return
        self._has_tabs = self._has_tabs or b"\t" in chunk
        self._has_feeds = self._has_feeds or b"\v" in chunk or b"\f" in chunk
        self._has_quotes = self._has_quotes or self._quote in chunk
        self._note_line_ends(chunk)
        self._note_spaced_quotes(chunk)
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if (self._after_break and chunk.startswith(b"\n")) or holds(chunk, "\n\n"):
            seen = (b"\n" if self._after_break else b"-") + chunk
            self.blanks += sum(len(BLANK.findall(piece)) for piece in self._outside(seen))
        self._count_breaks(chunk)
        self._ended = chunk.endswith(b"\n") and not self._inside
        self._after_break = self._ended

    def _count_breaks(self, chunk: bytes) -> None:
        if not self._quote or self._quote not in chunk:
            here = chunk.count(b"\n")
            self.breaks += 0 if self._inside else here
            self.breaks_inside += here if self._inside else 0
            return
        marks = chunk.translate(None, self._others)
        # Two quotes with nothing to count between them change nothing.
        pieces = marks.replace(self._quote * 2, b"").split(self._quote)
        for piece in pieces[self._inside :: 2]:
            self.breaks += len(piece)
        for piece in pieces[not self._inside :: 2]:
            self.breaks_inside += len(piece)
        self._inside ^= len(pieces) % 2 == 0

    def _outside(self, chunk: bytes) -> list[bytes]:
        return chunk.split(self._quote)[self._inside :: 2] if self._quote else [chunk]

    def _note_line_ends(self, chunk: bytes) -> None:
        """Which kinds of line ends stand outside quotes; looked at closely only if they differ."""
        kinds = _line_ends(chunk)
        if kinds - self.ends and len(kinds | self.ends) > 1:
            kinds = set().union(*map(_line_ends, self._outside(chunk)))
        self.ends |= kinds

    def _note_spaced_quotes(self, chunk: bytes) -> None:
        """Whether only spaces stand between two quotes anywhere: `"a" "b"`."""
        if self._quote not in chunk and self._quote not in self._tail:
            self._tail = chunk[-EDGE:]
            return
        seen = self._tail + chunk
        self._tail = seen[-EDGE:]
        if self._quote and not self.has_spaced_quotes and self._quote + b" " in seen:
            self.has_spaced_quotes = bool(self._spaced.search(seen))


def _line_ends(chunk: bytes) -> set[bytes]:
    if b"\r" not in chunk:
        return {b"\n"} if b"\n" in chunk else set()
    both = chunk.count(b"\r\n")
    kinds = {b"\r\n": both, b"\n": chunk.count(b"\n") - both, b"\r": chunk.count(b"\r") - both}
    return {kind for kind, times in kinds.items() if times}
