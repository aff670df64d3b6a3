"""The careful reader of CSV: decides about each record, and loses no more than the bad line."""

import csv
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from alkasba.sources.encoding import UNDECODABLE
from alkasba.sources.skipping import Lines

# A quote that spans more lines than this was never meant to be open.
LINES_AT_MOST = 1000

# The csv module refuses values of more than 128 kB unless told otherwise.
csv.field_size_limit(sys.maxsize)


class Fault(NamedTuple):
    """Why a record could not be read."""

    rule: str
    reason: str


class Record(NamedTuple):
    """One record: the line it starts on, its text, and its values or what is wrong with it."""

    line: int
    text: str
    values: list[str | None]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the values of a record are told apart."""

    delimiter: str = ","
    quote: str | None = '"'


class OpenQuoteError(Exception):
    """A record goes on in the next line."""


class Splitter:
    """Splits a record as DuckDB does in strict mode.

    A quote opens only at the start of a value, where one space may precede it and any may follow;
    within an unquoted value it is an ordinary character. An empty value is nothing (None).
    """

    def __init__(self, dialect: Dialect) -> None:
        self.delimiter, self.quote = dialect.delimiter, dialect.quote
        mark, quote = re.escape(dialect.delimiter), re.escape(dialect.quote or "\0")
        before, after = ("", "") if dialect.delimiter == " " else (" ?", " *")
        text = f"(?:[^{quote}]|{quote}{quote})*+"
        self._closed = re.compile(f"{before}{quote}({text}){quote}{after}(?={mark}|\\Z)")
        self._open = re.compile(f"{before}{quote}{text}\\Z")
        self._started = re.compile(f"{before}{quote}")
        # The csv module is faster and differs only in what a space before a quote means.
        self._fast = _csv_reader(dialect)
        self._odd = (f" {dialect.quote}", f"{dialect.delimiter} {dialect.quote}")

    def split(self, text: str) -> list[str | None]:
        """The values of one record."""
        if self.quote is None or self.quote not in text:
            return [value or None for value in text.split(self.delimiter)]
        if self._fast and not text.startswith(self._odd[0]) and self._odd[1] not in text:
            try:
                return [value or None for value in next(self._fast([text]))]
            except csv.Error:
                pass  # What is wrong, if anything, is found out below.
        return self._split_slowly(text)

    def _split_slowly(self, text: str) -> list[str | None]:
        values: list[str | None] = []
        place = 0
        while True:
            value, place = self._next(text, place)
            values.append(value or None)
            if place >= len(text):
                return values
            place += len(self.delimiter)
            if place == len(text):
                return [*values, None]

    def _next(self, text: str, place: int) -> tuple[str, int]:
        quote = self.quote or ""
        if closed := self._closed.match(text, place):
            return closed[1].replace(quote * 2, quote), closed.end()
        if self._open.match(text, place):
            raise OpenQuoteError
        if self._started.match(text, place):
            raise ValueError
        end = text.find(self.delimiter, place)
        end = len(text) if end < 0 else end
        return text[place:end], end


def _csv_reader(dialect: Dialect) -> Callable[[list[str]], Iterator[list[str]]] | None:
    """The csv module's reader, where it knows such a dialect: it allows delimiters of one sign."""
    if len(dialect.delimiter) > 1 or dialect.quote is None:
        return None
    # The form in which the module keeps it, else every record would translate it anew.
    kept = csv.reader([], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True).dialect
    return partial(csv.reader, dialect=kept)


def records(
    lines: Iterable[str], dialect: Dialect, *, width: int | None = None, first_line: int = 1
) -> Iterator[Record]:
    """Every record of the lines; where a `width` is given, others are faults."""
    splitter = Splitter(dialect)
    waiting, source, number = deque[str](), iter(lines), first_line
    while (line := _next_line(waiting, source)) is not None:
        if not line.rstrip("\r\n"):
            number += 1
            continue
        record, taken = _record(line, waiting, source, splitter, number)
        yield _judged(record, width)
        number += taken


def quote_faults(lines: Lines, dialect: Dialect, *, first_line: int = 1) -> Iterator[Record]:
    """The records that a quote spoils. A line without quotes starts and ends none of them."""
    if dialect.quote is None:
        return
    splitter = Splitter(dialect)
    waiting, number = deque[str](), first_line
    while True:
        while not waiting and (passed := lines.leap_to(dialect.quote)):
            number += passed
        line = _next_line(waiting, lines)
        if line is None:
            return
        taken = 1
        if dialect.quote in line:
            record, taken = _record(line, waiting, lines, splitter, number)
            if record.fault:
                yield record
        number += taken


def _next_line(waiting: deque[str], source: Iterator[str]) -> str | None:
    return waiting.popleft() if waiting else next(source, None)


def _record(
    line: str, waiting: deque[str], source: Iterator[str], splitter: Splitter, number: int
) -> tuple[Record, int]:
    """The record that starts with this line, and the lines it takes.

    Where a quote spoils a record of several lines only the first of them is given up: the others
    may well be good ones that a forgotten quote has swallowed.
    """
    taken = [line]
    while True:
        text = _without_end("".join(taken))
        try:
            return Record(number, text, splitter.split(text)), len(taken)
        except ValueError:
            fault = Fault("quote", "text follows a closing quote")
            break
        except OpenQuoteError:
            fault = Fault("quote", "a quote opens and does not close")
        if not _take_until_quote(taken, waiting, source, splitter.quote or ""):
            break
    waiting.extendleft(reversed(taken[1:]))
    return Record(number, _without_end(line), [], fault), 1


def _take_until_quote(
    taken: list[str], waiting: deque[str], source: Iterator[str], quote: str
) -> bool:
    while len(taken) < LINES_AT_MOST:
        line = _next_line(waiting, source)
        if line is None:
            return False
        taken.append(line)
        if quote in line:
            return True
    return False


def _judged(record: Record, width: int | None) -> Record:
    if UNDECODABLE in record.text:
        fault = Fault("encoding", "it holds bytes that its encoding has no character for")
        text = record.text.replace(UNDECODABLE, "\N{REPLACEMENT CHARACTER}")
        return Record(record.line, text, [], fault)
    if record.fault or width is None or len(record.values) == width:
        return record
    values = record.values
    if len(values) > width and not any(values[width:]):
        return record._replace(values=values[:width])
    return record._replace(fault=ragged(len(values), width))


def ragged(found: int, width: int) -> Fault:
    """The fault of a record that has too many or too few values."""
    return Fault("ragged", f"it has {found} values where {width} are expected")


def _without_end(line: str) -> str:
    if line.endswith("\r\n"):
        return line[:-2]
    return line[:-1] if line.endswith(("\n", "\r")) else line
