"""Rows from the sheets of workbooks: XLSX, XLSB, XLS and ODS."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.batches import in_batches
from alkasba.model.entry import Entry
from alkasba.model.read_source import read_files
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Reading, Unread
from alkasba.sources import files as origin_files
from alkasba.sources import landing
from alkasba.sources.cell_errors import Faults
from alkasba.sources.cells import Row, cell_text, header_place, is_blank
from alkasba.sources.ending import Withheld, told
from alkasba.sources.header import header_names
from alkasba.sources.workbook import Sheet, Workbook, is_workbook, no_such_sheet, open_workbook

# Files of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 16 << 20
ROWS_A_BATCH = 20_000
HEAD_ROWS = 50
OF_TEXT = ("encoding", "delimiter", "quote", "rows")


@dataclass(frozen=True, slots=True)
class Sheets:
    """Which sheet holds the rows, by name or number from 1, or which sheets all of one shape."""

    one: str | int | None = None
    all: tuple[str, ...] = ()


class SpreadsheetSource:
    """Workbooks, plain or packed."""

    def options(self, entry: Entry) -> Sheets:
        """The place of the files, and the sheets."""
        read_files(entry)
        for name in OF_TEXT:
            if name in entry.data:
                entry.wrong(name, "a workbook has no such thing. Take the line out.")
        one, several = entry.take("sheet"), entry.words("sheets")
        if isinstance(one, bool) or not isinstance(one, str | int | None) or one in (0, ""):
            entry.wrong("sheet", 'the name of a sheet or its number is needed: "Orders" or 1.')
            one = None
        if one is not None and several:
            entry.wrong("sheets", "give one of sheet and sheets, not both.")
        return Sheets(one, several)

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
        """What the patterns of the source find; where `sheets` are declared, each of them."""
        files = origin_files.list_files(source, folder)
        wanted = _sheets(source).all
        return [one for file in files for one in (_listed(file, wanted) if wanted else [file])]

    def land(
        self,
        source: SourceDeclaration,
        files: Sequence[OriginFile],
        workbench: DuckDBPyConnection,
        *,
        rows: str,
        names: Sequence[str],
        scratch: Path,
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        """Land the sheets, those of one shape that follow each other together; all columns.

        `rows` names the sheet, where a feed has one of its own.
        """
        batch = _Batch(workbench)
        for file in files:
            for one in _read(file, source, rows):
                if not batch.takes(one):
                    yield batch.landed()
                    batch = _Batch(workbench)
                batch.land(one)
        if batch.readings:
            yield batch.landed()


def _sheets(source: SourceDeclaration) -> Sheets:
    return source.own if isinstance(source.own, Sheets) else Sheets()


def _listed(file: OriginFile, wanted: Sequence[str]) -> list[OriginFile]:
    """The sheets of a workbook as files of their own, named by what they are called."""
    found = list(wanted)
    if any(sign in name for name in wanted for sign in "*?[") and is_workbook(file):
        with open_workbook(file) as book:
            found = [name for pattern in wanted for name in book.matching(pattern) or [pattern]]
    return [replace(file, name=f"{file.name}/{name}", sheet=name) for name in dict.fromkeys(found)]


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet that was looked through: its names, where its rows begin (from 0), its cells."""

    file: OriginFile
    names: tuple[str, ...] = ()
    first_row: int = 0
    sheet: Sheet | None = None
    faults: Faults = field(default_factory=Faults)
    notes: tuple[str, ...] = ()
    unread: Unread | None = None
    totals: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The row number, from 1, and the cells of each row that says anything."""
        width, left = len(self.names), self.sheet.first_column if self.sheet else 0
        rows = self.sheet.rows() if self.sheet else iter(())
        for place, cells in islice(enumerate(rows), self.first_row, None):
            if errors := self.faults.errors.get(place):
                cells = [errors.get(left + i, cell) for i, cell in enumerate(cells)]
            if not is_blank(cells):
                yield place + 1, cells[:width]


def _read(file: OriginFile, source: SourceDeclaration, rows: str) -> Iterator[_Table]:
    """The sheet of a file, which can be read until the next one is asked for."""
    if file.size == 0:
        yield _Table(file, notes=("empty",))
        return
    if not is_workbook(file):
        yield _Table(file, unread=Unread(file, 1, "", "workbook", "this is no workbook"))
        return
    with open_workbook(file) as book:
        name, notes, reason = _choose(book, file, source, rows)
        if reason:
            yield _Table(file, unread=Unread(file, 1, "", "sheet", reason))
        else:
            yield _look(file, source, book, name, notes)


def _choose(
    book: Workbook, file: OriginFile, source: SourceDeclaration, rows: str
) -> tuple[str, tuple[str, ...], str]:
    """The sheet to read, what is to be said of the choice, or why there is none."""
    wanted = rows or file.sheet or _sheets(source).one
    if isinstance(wanted, str):
        return wanted, (), "" if wanted in book.names else no_such_sheet(book, wanted)
    if wanted is not None:
        if not 1 <= wanted <= len(book.names):
            return "", (), f"there is no sheet {wanted}, only {len(book.names)}"
        return book.names[wanted - 1], (), ""
    visible = book.visible or book.names
    if not visible:
        return "", (), "there is no sheet of cells"
    if len(visible) == 1:
        return visible[0], (), ""
    note = f'the first of {len(visible)} sheets was read; declare sheet = "{visible[0]}"'
    return visible[0], (note,), ""


def _look(
    file: OriginFile,
    source: SourceDeclaration,
    book: Workbook,
    name: str,
    chosen: tuple[str, ...],
) -> _Table:
    sheet = book.sheet(name)
    head = list(islice(sheet.rows(), source.skip, source.skip + HEAD_ROWS))
    blank = next((i for i, row in enumerate(head) if not is_blank(row)), None)
    if blank is None:
        return _Table(file, source.names, notes=(*chosen, "empty"))
    place = header_place(head) if source.header and not source.skip else blank
    names = source.names or tuple(f"column_{i}" for i in range(1, sheet.width + 1))
    if source.header:
        names = header_names(cell_text(cell) for cell in head[place])
    faults = book.faults(name)
    notes = [*chosen, *_notes(sheet, faults, source.skip + place)]
    if source.header and not source.skip and place > blank:
        notes.append(f"the header was found in row {place + 1}; declare skip = {place}")
    first_row = source.skip + place + source.header
    return _Table(
        file, names[: sheet.width], first_row, sheet, faults, tuple(notes), totals=source.totals
    )


def _notes(sheet: Sheet, faults: Faults, header: int) -> Iterator[str]:
    if merged := sum(end[0] > header for _, end in sheet.merged):
        yield f"{merged} merged areas: only the first cell of each has the value"
    if faults.count:
        yield f"{faults.count} cells hold an error, such as #N/A"
    if faults.uncalculated:
        yield f"{faults.uncalculated} formulas have no value; open the workbook and save it again"


@dataclass(slots=True)
class _Batch:
    """Sheets of one shape that land in one table."""

    workbench: DuckDBPyConnection
    table: str = ""
    names: tuple[str, ...] = ()
    bytes: int = 0
    readings: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    lines: list["array[int]"] = field(default_factory=list)
    has_typed: set[int] = field(default_factory=set)
    has_text: set[int] = field(default_factory=set)

    def takes(self, one: _Table) -> bool:
        """Whether a sheet can land here too."""
        is_alike = not self.names or not one.names or self.names == one.names
        return is_alike and (not self.bytes or self.bytes + one.file.size <= BATCH_BYTES)

    def land(self, one: _Table) -> None:
        """Land one sheet; what is none is put aside as a whole."""
        lines = array("q")
        self.lines.append(lines)
        if one.unread:
            self.readings.append(Reading(one.file, 1, ""))
            self.unread.append(one.unread)
            return
        if one.names and not self.table:
            self.names, self.table = one.names, _create(self.workbench, len(one.names))
        self.bytes += one.file.size
        kept = Withheld(one.rows(), one.totals)
        for batch in in_batches(kept, ROWS_A_BATCH):
            lines.extend(line for line, _ in batch)
            self._append(len(self.readings), [cells for _, cells in batch])
        notes = one.notes if lines or "empty" in one.notes else (*one.notes, "empty")
        notes += (told(kept.words, one.totals),) if kept.words else ()
        self.readings.append(Reading(one.file, len(lines), "", "", notes))

    def _append(self, index: int, rows: Sequence[Row]) -> None:
        texts, marks = [], []
        for place, cells in enumerate(zip(*rows, strict=True)):
            told = [cell_text(cell) for cell in cells]
            is_typed = [
                None if t is None else not isinstance(c, str)
                for t, c in zip(told, cells, strict=True)
            ]
            self.has_typed |= {place} if True in is_typed else set()
            self.has_text |= {place} if False in is_typed else set()
            texts.append(pa.array(told, pa.string()))
            marks.append(pa.array(is_typed, pa.bool_()))
        places = range(len(self.names))
        names = [*(f"c{i}" for i in places), "_file", *(f"t{i}" for i in places)]
        file = pa.array([index] * len(rows), pa.int32())
        landing.insert(self.workbench, self.table, pa.table([*texts, file, *marks], names))

    def landed(self) -> Landing:
        """All of it, proven."""
        table = self.table or landing.create(self.workbench, len(self.names))
        typed = {i: f"t{i}" if i in self.has_text else "" for i in sorted(self.has_typed)}

        def lines(index: int, positions: Sequence[int]) -> dict[int, int]:
            return {place: self.lines[index][place] for place in positions}

        return landing.proven(
            self.workbench, table, self.names, self.readings, self.unread, lines, typed=typed
        )


def _create(workbench: DuckDBPyConnection, width: int) -> str:
    """A table with a mark beside each value: whether it was no text in its cell."""
    table = landing.new_name()
    texts = "".join(f"c{i} VARCHAR, " for i in range(width))
    marks = "".join(f", t{i} BOOLEAN" for i in range(width))
    workbench.execute(f"CREATE TABLE {table} ({texts}_file INTEGER{marks})")
    return table
