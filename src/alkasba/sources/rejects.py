"""The records that DuckDB could not read, as it keeps them beside a scan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from duckdb import DuckDBPyConnection

from alkasba.ports import Unread
from alkasba.sources import landing
from alkasba.sources.files import chunks
from alkasba.sources.lines import lines_between
from alkasba.sources.records import OpenQuoteError, Splitter, ragged
from alkasba.sources.sheet import Sheet

# For these DuckDB and the careful reader agree on where the record ends.
RAGGED = {"TOO MANY COLUMNS", "MISSING COLUMNS"}


class Rejects:
    """The two tables that one scan writes its rejected records to."""

    def __init__(self, workbench: DuckDBPyConnection) -> None:
        self._workbench = workbench
        self._errors = landing.new_name("reject_errors")
        self._scans = landing.new_name("reject_scans")

    @property
    def options(self) -> str:
        """The options of `read_csv` that fill them."""
        return (
            f"store_rejects = true, rejects_table = '{self._errors}', "
            f"rejects_scan = '{self._scans}', rejects_limit = 0"
        )

    def by_file(
        self, sheets: Sequence[Sheet], paths: Mapping[int, Path]
    ) -> dict[int, list[Unread] | None]:
        """The ragged records by file; None where a file has others, which need care."""
        numbers = {str(path): i for i, path in paths.items()}
        found: dict[int, dict[int, str]] = {}
        careful = set()
        for path, place, kinds, text in self._rows():
            i = numbers[path]
            # DuckDB counts blank lines before a record as its first ones.
            record = text.lstrip("\r\n")
            found.setdefault(i, {})[place + len(text) - len(record)] = record
            if not RAGGED.issuperset(kinds):
                careful.add(i)
        return {
            i: None if i in careful else _unread(sheets[i], paths[i], texts)
            for i, texts in found.items()
        }

    def drop(self) -> None:
        """Remove both tables."""
        for table in (self._errors, self._scans):
            self._workbench.execute(f"DROP TABLE IF EXISTS {table}")

    def _rows(self) -> list[tuple[str, int, list[str], str]]:
        """One row for each record, however many errors it has; bytes are counted from 1."""
        return self._workbench.execute(f"""
            SELECT file_path, line_byte_position - 1, list(error_type::VARCHAR), any_value(csv_line)
            FROM {self._errors} JOIN {self._scans} USING (scan_id, file_id)
            GROUP BY 1, 2 ORDER BY 1, 2""").fetchall()


def _unread(sheet: Sheet, path: Path, texts: Mapping[int, str]) -> list[Unread] | None:
    # Places are counted in the file that DuckDB has read, which may be a copy.
    read = sheet.file if path == sheet.file.path else replace(sheet.file, path=path, member=None)
    lines = lines_at(chunks(read), list(texts), first_line=sheet.first_line)
    first, left_out = sheet.first_line, {record.line for record in sheet.spoiled}
    splitter, width = Splitter(sheet.dialect), len(sheet.names)
    unread = []
    for place, text in texts.items():
        try:
            fault = ragged(len(splitter.split(text)), width)
        except (OpenQuoteError, ValueError):
            return None
        line = lines_between(first, left_out, [lines[place] - first])[lines[place] - first]
        unread.append(Unread(sheet.file, line, text, *fault))
    return unread


def lines_at(
    stream: Iterable[bytes], places: Sequence[int], *, first_line: int = 1
) -> dict[int, int]:
    """The line on which each byte stands, for places in ascending order."""
    lines, line, start, waiting = {}, first_line, 0, list(reversed(places))
    was_cr = False
    for chunk in stream:
        place = 0
        while waiting and waiting[-1] < start + len(chunk):
            here = waiting[-1] - start
            line += _line_ends(chunk[place:here], was_cr=was_cr and place == 0)
            lines[waiting.pop()] = line
            place = here
        line += _line_ends(chunk[place:], was_cr=was_cr and place == 0)
        was_cr, start = chunk.endswith(b"\r"), start + len(chunk)
        if not waiting:
            break
    return lines


def _line_ends(piece: bytes, *, was_cr: bool) -> int:
    """How many lines end here; the LF of a CRLF that began before has been counted."""
    if b"\r" not in piece:
        return piece.count(b"\n") - (was_cr and piece.startswith(b"\n"))
    return (
        piece.count(b"\n")
        + piece.count(b"\r")
        - piece.count(b"\r\n")
        - (was_cr and piece.startswith(b"\n"))
    )
