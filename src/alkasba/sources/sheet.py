"""What is to be known of a CSV file before it is landed: encoding, dialect, header, records."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from alkasba.model.source import Source
from alkasba.ports import OriginFile, Reading, Unread
from alkasba.sources import dialect, encoding
from alkasba.sources.count import Tally, count_records
from alkasba.sources.encoding import Encoding
from alkasba.sources.ending import Tail, ending, told, without_end
from alkasba.sources.files import chunks
from alkasba.sources.header import header_names
from alkasba.sources.records import Dialect, Fault, Record, quote_faults, records
from alkasba.sources.skipping import Lines, lines_of, without_lines

DELIMITERS = r"[,;\t|]"
LINE_END = re.compile(rb"\r\n|\n|\r")
HEAD_LINES = 1200
HEAD_BYTES = 1 << 18
# What is taken from the system at a time: larger pieces and their copies are given back to it each
# time, and asking again takes longer than reading.
PIECE = 1 << 18
HEAD_PIECES = 4
PLAIN = Dialect()
# In these a quote or a line end is the byte that it is in ASCII, so the raw file can be counted.
COUNTED_RAW = ("utf-8", "windows-1252", "iso-8859-1", "ascii")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file, looked through once.

    `first_line` is where its header (or first record) stands, `data_line` where its records begin.
    `is_careful` says that only the careful reader will do, `has_open_quote` that it need not be so
    once the lines that spoil it are left out; `spoiled` are those lines, once they are known, and
    `records` counts the others. `only_spaces` is as in `Landing`. `fault` says that the file cannot
    be read at all. Its records stand before the byte `end`, and lines of totals behind it.
    """

    file: OriginFile
    encoding: Encoding
    dialect: Dialect = PLAIN
    names: tuple[str, ...] = ()
    records: int = 0
    bytes: int = 0
    first_line: int = 1
    data_line: int = 1
    has_header: bool = False
    is_careful: bool = False
    has_open_quote: bool = False
    spoiled: tuple[Record, ...] = ()
    is_line_by_line: bool = False
    only_spaces: bool = False
    notes: tuple[str, ...] = ()
    fault: Fault | None = None
    end: int | None = None

    @property
    def reading(self) -> Reading:
        """How the file was read, for people."""
        notes = (*self.encoding.notes, *self.notes)
        records = self.records + len(self.spoiled)
        return Reading(self.file, records, self.encoding.name, self.dialect.delimiter, notes)

    @property
    def is_as_it_lies(self) -> bool:
        """Whether its first line and encoding let it be read without a copy."""
        is_plain = self.encoding.name in ("utf-8", "ascii")
        is_all = self.first_line == 1 and self.end is None
        return is_plain and is_all and not self.spoiled

    def unread(self) -> Unread:
        """The whole file as one record that cannot be read."""
        fault = self.fault or Fault("file", "it cannot be read")
        return Unread(self.file, 1, "", fault.rule, fault.reason)


def examine(file: OriginFile, source: Source) -> Sheet:
    """Look a file through: once where it is UTF-8, twice where it must be converted first."""
    declared = encoding.known(source.encoding, f"sources/{source.name}.toml, encoding")
    stream = chunks(file, PIECE)
    first = b"".join(islice(stream, HEAD_PIECES))
    tally, tail = Tally(source.quote), Tail()
    settled = encoding.settle(tail.watch(tally.watch(chain([first], stream))), declared)
    if reason := encoding.not_text(settled, first):
        return Sheet(file, settled, records=1, fault=Fault("encoding", reason))
    head = list(islice(lines_of(encoding.text([_head(first, settled)], settled)), HEAD_LINES))
    skipped = _lines_before(head, source)
    if skipped is None:
        return Sheet(file, settled, records=1, fault=_without_start(source))
    if not _is_counted_raw(settled, tally.close()) or skipped:
        tally = count_records(_from_line(chunks(file, PIECE), settled, skipped), source.quote)
    sheet = _read_head(file, source, settled, tally, head[skipped:], skipped)
    return _without_totals(sheet, source, tail) if source.totals and not sheet.fault else sheet


def _without_totals(sheet: Sheet, source: Source, tail: Tail) -> Sheet:
    """The sheet that ends before its lines of totals, which are told."""
    found = ending(tail, sheet.encoding, sheet.dialect, source.totals)
    if not 0 < found.records <= sheet.records:
        return sheet
    return replace(
        sheet,
        records=sheet.records - found.records,
        bytes=sheet.bytes - found.bytes,
        end=tail.bytes - found.bytes,
        notes=(*sheet.notes, told(found.words[::-1], source.totals)),
    )


def _head(first: bytes, settled: Encoding) -> bytes:
    """So much of the start as the dialect is settled by; whole lines where a byte can end one."""
    end = first[:HEAD_BYTES].rfind(b"\n") + 1
    is_whole = len(first) <= HEAD_BYTES or settled.name not in COUNTED_RAW
    return first[:end] if end and not is_whole else first


def _chunks(sheet: Sheet) -> Iterator[bytes]:
    """The bytes of the file, without what stands behind its records."""
    return without_end(chunks(sheet.file, PIECE), sheet.end)


def body(sheet: Sheet) -> Iterator[bytes]:
    """The file from its first line as UTF-8, without the lines that spoil it."""
    if not sheet.spoiled:
        return _from_line(_chunks(sheet), sheet.encoding, sheet.first_line - 1)
    left_out = [*range(1, sheet.first_line), *(record.line for record in sheet.spoiled)]
    text = encoding.text(_chunks(sheet), sheet.encoding)
    return (part.encode() for part in without_lines(text, left_out))


def mended(sheet: Sheet) -> Sheet:
    """The sheet without the lines whose quotes spoil the rest, if that helps."""
    lines = Lines(encoding.text(_chunks(sheet), sheet.encoding))
    for _ in range(1, sheet.first_line):
        next(lines, None)
    faults = quote_faults(lines, sheet.dialect, first_line=sheet.first_line)
    better = replace(sheet, spoiled=tuple(faults), is_careful=False, has_open_quote=False)
    tally = count_records(body(better), sheet.dialect.quote)
    if not tally.is_closed or len(tally.ends) > 1 or not better.spoiled:
        return replace(sheet, has_open_quote=False)
    records = tally.records - sheet.has_header
    return replace(
        better,
        records=records,
        is_line_by_line=tally.is_line_by_line,
        only_spaces=not tally.has_odd_blanks(sheet.dialect.delimiter),
    )


def _lines(sheet: Sheet) -> Iterator[str]:
    """The lines from the first one on."""
    lines = lines_of(encoding.text(_chunks(sheet), sheet.encoding))
    return islice(lines, sheet.first_line - 1, None)


def rows(sheet: Sheet) -> Iterator[Record]:
    """Every record of the file but its header, by the careful reader."""
    found = records(
        _lines(sheet),
        sheet.dialect,
        width=len(sheet.names),
        first_line=sheet.first_line,
    )
    return islice(found, int(sheet.has_header), None)


def _read_head(
    file: OriginFile,
    source: Source,
    settled: Encoding,
    tally: Tally,
    head: Sequence[str],
    skipped: int,
) -> Sheet:
    form, notes = dialect.settle(head, source)
    first = next(records(head, form, first_line=skipped + 1), None)
    if tally.records == 0 or first is None:
        return Sheet(file, settled, form, source.names, notes=(*notes, "empty"))
    if first.fault and source.header:
        return Sheet(file, settled, form, records=1, notes=notes, fault=_of_header(first.fault))
    return Sheet(
        file,
        settled,
        form,
        header_names(first.values) if source.header else _declared_names(source, first),
        records=tally.records - source.header,
        bytes=tally.bytes,
        first_line=skipped + 1,
        data_line=skipped + 1 + _height(first) * source.header,
        has_header=source.header,
        is_careful=not settled.fits or _is_beyond_duckdb(tally, form),
        has_open_quote=settled.fits and not tally.is_closed and len(tally.ends) <= 1,
        is_line_by_line=tally.is_line_by_line,
        only_spaces=not tally.has_odd_blanks(form.delimiter),
        notes=notes,
    )


def _is_beyond_duckdb(tally: Tally, form: Dialect) -> bool:
    # DuckDB stops at mixed line ends, and reads `"a" "b"` as one value without its quotes.
    has_spaced_quotes = tally.has_spaced_quotes and form.delimiter != " "
    return not tally.is_closed or len(tally.ends) > 1 or has_spaced_quotes


def _height(record: Record) -> int:
    return sum(1 for _ in lines_of([record.text]))


def _of_header(fault: Fault) -> Fault:
    return Fault(fault.rule, f"its header cannot be read: {fault.reason}")


def _declared_names(source: Source, first: Record) -> tuple[str, ...]:
    return source.names or tuple(f"column_{i}" for i in range(1, len(first.values) + 1))


def _lines_before(head: Sequence[str], source: Source) -> int | None:
    """How many lines stand before the first record: those to skip, and blank ones after them.

    None where no line has the name that the first one is to have.
    """
    place = min(source.skip, len(head))
    if source.skip_to:
        found = (n for n, line in enumerate(head) if _has_name(line, source))
        if (start := next(found, None)) is None:
            return None
        place = start
    while place < len(head) and not head[place].rstrip("\r\n"):
        place += 1
    return place


def _has_name(line: str, source: Source) -> bool:
    """Whether one of the values of a line, however they are parted, is where the table begins."""
    parted = re.split(DELIMITERS if source.delimiter is None else re.escape(source.delimiter), line)
    names = {value.strip(f" \t\r\n{source.quote or ''}").casefold() for value in parted}
    return source.skip_to.strip().casefold() in names


def _without_start(source: Source) -> Fault:
    return Fault("header", f"no line has '{source.skip_to}', where the table begins")


def _is_counted_raw(settled: Encoding, tally: Tally) -> bool:
    # Behind a mark a blank file looks as if it held something.
    is_marked_blank = settled.bom > 0 and tally.records < 2
    return settled.name in COUNTED_RAW and not is_marked_blank


def _from_line(stream: Iterable[bytes], settled: Encoding, lines: int) -> Iterator[bytes]:
    """The file as UTF-8 without so many lines at its start."""
    for chunk in encoding.utf8(stream, settled):
        place = 0
        while lines and (end := LINE_END.search(chunk, place)):
            place, lines = end.end(), lines - 1
        if not lines:
            yield chunk[place:]
