"""The shape of a file that nobody has declared: how to read it, and what it calls its columns."""

import random
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from alkasba.errors import SourceError
from alkasba.model.seen import Link
from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources import files as origin_files
from alkasba.sources import landing
from alkasba.sources.cells import is_blank
from alkasba.sources.columns import BROKEN, form_of, open_columns
from alkasba.sources.ending import USUAL, Tail, begun, ending, folded
from alkasba.sources.header import unnamed
from alkasba.sources.sheet import Sheet, examine
from alkasba.sources.spreadsheet import Sheets
from alkasba.sources.structure import structure_of
from alkasba.sources.workbook import Sheet as Grid
from alkasba.sources.workbook import is_workbook, open_workbook

LAST_ROWS = 20
"""So many rows at the end of a sheet are looked at for totals."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at: of one file from its start, in further blocks, and of one group."""

    start: int = 48 << 20
    blocks: int = 16
    block: int = 1 << 20
    group: int = 256 << 20


@dataclass(slots=True)
class Group:
    """Files of one shape: how a source reads them, and where their rows landed.

    `marks` are the columns whose values were no texts. `source_name` is that of the source where
    several groups share one; `key`, `links` and `said` are what the origin itself declares: its
    key, its references, and what values of a column are.
    """

    name: str
    kind: str
    source: Source
    files: list[OriginFile]
    names: tuple[str, ...]
    declared: dict[str, object] = field(default_factory=dict)
    rows_in: str = ""
    inside: str = ""
    table: str = ""
    rows: int = 0
    unread: int = 0
    marks: frozenset[int] = frozenset()
    is_part: bool = False
    unsure: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    source_name: str = ""
    key: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)


def shapes_of(
    kind: str, file: OriginFile, root: Path, scratch: Path, limits: Limits
) -> Iterator[Group]:
    if file.size == 0:
        raise SourceError("it is empty.")
    if kind == "csv":
        yield _csv_shape(_part(file, scratch, limits), file)
    elif kind == "json":
        yield from _json_shapes(file)
    elif kind == "parquet":
        yield _parquet_shape(file, scratch)
    else:
        yield from _sheet_shapes(file)


def _part(file: OriginFile, scratch: Path, limits: Limits) -> OriginFile:
    """The file, or its start and some blocks of it where it is large."""
    if file.size <= limits.start + limits.blocks * limits.block:
        return file
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / f"{landing.new_name('part')}.csv"
    stream = origin_files.chunks(file)
    with path.open("wb") as out:
        written = 0
        for chunk in stream:
            if written + len(chunk) >= limits.start:
                rest = chunk[: limits.start - written]
                out.write(rest[: rest.rfind(b"\n") + 1])
                break
            out.write(chunk)
            written += len(chunk)
        stream.close()
        if file.member is None and file.path.suffix.lower() not in (".gz", ".zst"):
            out.writelines(_blocks(file, limits))
    return replace(file, path=path, member=None)


def _blocks(file: OriginFile, limits: Limits) -> Iterator[bytes]:
    """Whole lines from random places, the same ones each time."""
    chance = random.Random(file.size)
    with file.path.open("rb") as raw:
        for place in sorted(
            chance.randrange(limits.start, file.size) for _ in range(limits.blocks)
        ):
            raw.seek(place)
            lines = raw.read(limits.block).split(b"\n")[1:-1]
            yield b"".join(line + b"\n" for line in lines)


def _csv_shape(part: OriginFile, file: OriginFile) -> Group:
    source = Source("inspect", "csv", (str(file.path),))
    sheet = examine(part, source)
    if sheet.fault is not None:
        raise SourceError(f"{sheet.fault.reason}.")
    if not sheet.names:
        raise SourceError("it holds nothing but blank lines.")
    sheet, source = _below_titles(part, source, sheet)
    unsure = [note for note in sheet.encoding.notes if "by its mark" not in note]
    if not _is_header(sheet.names):
        source = replace(source, header=False)
        sheet = examine(part, source)
        unsure.append("the first line does not look like a header, so columns have numbers")
    declared: dict[str, object] = {"encoding": sheet.encoding.name}
    declared["delimiter"] = sheet.dialect.delimiter
    if not source.header:
        declared |= {"header": False, "names": list(sheet.names)}
        source = replace(source, names=sheet.names)
    if source.skip:
        declared["skip"] = source.skip
        lines = "line was" if source.skip == 1 else f"{source.skip} lines were"
        unsure.append(f"the first {lines} taken for titles")
    if totals := _totals(part, source, sheet):
        declared["totals"] = list(totals)
        source = replace(source, totals=totals)
        unsure.append(_told_totals(totals))
    source = replace(source, encoding=sheet.encoding.name, delimiter=sheet.dialect.delimiter)
    group = Group("", "csv", source, [part], sheet.names, declared, unsure=unsure)
    group.is_part = part.path != file.path
    return group


def _totals(part: OriginFile, source: Source, sheet: Sheet) -> tuple[str, ...]:
    """What the lines at the end begin with that are totals: by a word, and a value that lacks."""
    tail = Tail()
    for _ in tail.watch(origin_files.chunks(part)):
        pass
    found = ending(tail, sheet.encoding, sheet.dialect, USUAL)
    # A thing may be called Total, but then its other values are there.
    are_short = all(filled < len(sheet.names) for filled in found.filled)
    return _words(found.words[::-1]) if found.records <= sheet.records and are_short else ()


def _words(found: Sequence[str]) -> tuple[str, ...]:
    words = {folded(word): word.strip().rstrip(":").rstrip() for word in found}
    return tuple(words.values())


def _told_totals(totals: Sequence[str]) -> str:
    told = " and ".join(f"'{word}'" for word in totals)
    return f"lines at its end that begin with {told} are taken for totals"


def _totals_of_sheet(sheet: Grid) -> tuple[str, ...]:
    """The same of the last rows of a sheet."""
    found: list[str] = []
    for row in reversed(deque(sheet.rows(), LAST_ROWS)):
        filled = sum(not is_blank([cell]) for cell in row)
        if not filled:
            continue
        if folded(begun(row)) not in USUAL or filled == len(row):
            break
        found.append(begun(row))
    return _words(found[::-1])


def _below_titles(part: OriginFile, source: Source, sheet: Sheet) -> tuple[Sheet, Source]:
    """Another start of the table, where lines above it are narrower than those below."""
    best, chosen = sheet, source
    if _named(sheet.names) > 2:
        return best, chosen
    for skip in range(1, 6):
        other = replace(source, skip=skip)
        found = examine(part, other)
        is_wider = _named(found.names) > 2 * _named(best.names) and found.fault is None
        # Where a title stands in a row of its own, what a spreadsheet exports fills the row up.
        if is_wider and (len(found.names) > len(sheet.names) or _is_header(found.names)):
            best, chosen = found, other
    return best, chosen


def _named(names: Sequence[str]) -> int:
    """How many columns a header names; the others are called by their places."""
    return sum(name != unnamed(place) for place, name in enumerate(names, 1))


def _is_header(names: Sequence[str]) -> bool:
    value = re.compile(
        r"[-+]?\d+([.,]\d+)*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|[^@\s]+@[^@\s]+\.\w+", re.ASCII
    )
    return bool(names) and not any(value.fullmatch(name.strip()) for name in names)


def _json_shapes(file: OriginFile) -> Iterator[Group]:
    found = structure_of(file)
    if not found.paths and not found.nested:
        raise SourceError("no JSON with objects in it was found.")
    source = Source("inspect", "json", (str(file.path),), rows=found.rows)
    declared: dict[str, object] = {"rows": found.rows} if found.rows else {}
    yield Group("", "json", source, [file], tuple(found.paths), declared)
    identity = next((path for path in found.paths if path.lower() in ("id", "_id")), None)
    around = identity or next(iter(found.paths), None)
    for rows, paths in found.nested.items():
        names = ((f"^.{around}",) if around else ()) + tuple(paths)
        yield Group("", "json", source, [file], names, dict(declared), rows_in=rows)


def _parquet_shape(file: OriginFile, scratch: Path) -> Group:
    with origin_files.unpacked(file, scratch) as path:
        form = form_of(path)
        try:
            with open_columns(path, form) as columns:
                names = tuple(columns.schema.names)
        except BROKEN as error:
            raise SourceError(f"it is damaged or cut off ({type(error).__name__}).") from None
    return Group("", "parquet", Source("inspect", "parquet", (str(file.path),)), [file], names)


def _sheet_shapes(file: OriginFile) -> Iterator[Group]:
    if not is_workbook(file):
        raise SourceError("this is no workbook.")
    with open_workbook(file) as book:
        visible = {name: _totals_of_sheet(book.sheet(name)) for name in book.visible}
    for name, totals in visible.items():
        own = Sheets(name)
        source = Source("inspect", "spreadsheet", (str(file.path),), own=own, totals=totals)
        declared: dict[str, object] = {"sheet": name} if len(visible) > 1 else {}
        declared |= {"totals": list(totals)} if totals else {}
        unsure = [_told_totals(totals)] if totals else []
        yield Group("", "spreadsheet", source, [file], (name,), declared, unsure=unsure)
