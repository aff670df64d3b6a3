"""Rows from JSON files: arrays, documents with rows inside, or one object a line."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path as FilePath

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.read_source import read_files
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Reading, Unread
from alkasba.sources import encoding, landing
from alkasba.sources import files as origin_files
from alkasba.sources.documents import TEXT_AT_MOST, Item, items
from alkasba.sources.paths import MISSING, find, parse_path, text_of
from alkasba.sources.records import Fault

# Files of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 256 << 20
Row = list[str | None]


class JsonSource:
    """Files of JSON, plain or packed."""

    def options(self, entry: Entry) -> None:
        """Nothing but the place of the files."""
        read_files(entry)

    def list_files(self, source: SourceDeclaration, folder: FilePath) -> list[OriginFile]:
        """What the patterns of the source find."""
        return origin_files.list_files(source, folder)

    def land(
        self,
        source: SourceDeclaration,
        files: Sequence[OriginFile],
        workbench: DuckDBPyConnection,
        *,
        rows: str,
        names: Sequence[str],
        optional: Collection[str] = (),
        scratch: FilePath,
    ) -> Iterator[Landing]:
        """Land the files in batches: of each row what stands at the paths that `names` are."""
        for batch in _batches(files):
            yield _land(source, batch, workbench, rows, names, optional)


def _batches(files: Iterable[OriginFile]) -> Iterator[list[OriginFile]]:
    batch: list[OriginFile] = []
    for file in files:
        if batch and sum(other.size for other in batch) + file.size > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _land(
    source: SourceDeclaration,
    files: Sequence[OriginFile],
    workbench: DuckDBPyConnection,
    rows: str,
    names: Sequence[str],
    optional: Collection[str],
) -> Landing:
    table = landing.create(workbench, len(names))
    readers = [_Reader(file, source, rows, names, optional) for file in files]
    for index, reader in enumerate(readers):
        landing.append(workbench, table, index, len(names), landing.batches(reader.rows()))

    def lines(index: int, positions: Sequence[int]) -> dict[int, int]:
        return {place: readers[index].lines[place] for place in positions}

    readings = [reader.reading() for reader in readers]
    unread = [row for reader in readers for row in reader.unread]
    return landing.proven(workbench, table, names, readings, unread, lines)


class _Reader:
    """Reads one file, and counts as it goes."""

    def __init__(
        self,
        file: OriginFile,
        source: SourceDeclaration,
        rows: str,
        names: Sequence[str],
        optional: Collection[str],
    ) -> None:
        self._file = file
        self._source_rows, self._rows = source.rows, rows
        self._names = names
        self._paths = [parse_path(name) for name in names]
        self._needs_object = any(path.needs_object for path in self._paths)
        self._never_found = {path for path in self._paths if path.name not in optional}
        self._without_rows = 0
        self._declared = encoding.known(source.encoding, f"sources/{source.name}.toml, encoding")
        self._encoding = encoding.Encoding("utf-8")
        self.records = 0
        self.lines = array("q")
        self.unread: list[Unread] = []

    def rows(self) -> Iterator[Row]:
        """The rows that can be read; the others are put aside."""
        for item in self._items():
            if item.fault:
                self._put_aside(item, item.fault)
                continue
            # Only such a text can hold half a character, which no table can keep.
            may_be_broken = not item.text.isascii() or "\\u" in item.text
            for around in self._rows_of(item):
                self.records += 1
                try:
                    row = self._row(around)
                    if may_be_broken:
                        "".join(filter(None, row)).encode()
                except (RecursionError, TypeError, UnicodeEncodeError) as error:
                    self._put_aside(item, _fault(error), counted=True)
                    continue
                self.lines.append(item.line)
                yield row

    def reading(self) -> Reading:
        """How the file was read, for people."""
        notes = list(self._encoding.notes)
        if not self.records:
            notes.append("empty")
        if self._without_rows:
            notes.append(f"{self._without_rows} rows have nothing at '{self._rows}'")
        if len(self.lines):
            never = [path.name for path in self._paths if path in self._never_found]
            notes += [f"no row has anything at '{name}'" for name in never]
        return Reading(self._file, self.records, self._encoding.name, "", tuple(notes))

    def _items(self) -> Iterator[Item]:
        stream = origin_files.chunks(self._file)
        first = next(stream, b"")
        stream.close()
        self._encoding = encoding.settle([first], self._declared, guess=False)
        if reason := encoding.not_text(self._encoding, first):
            return iter([Item(1, "", None, Fault("encoding", reason))])
        text = encoding.text(origin_files.chunks(self._file), self._encoding)
        return items(text, is_whole=bool(self._source_rows))

    def _rows_of(self, item: Item) -> Iterator[tuple[object, ...]]:
        """Each row of a value, with the rows around it."""
        for outer in self._inside(item, (item.value,), self._source_rows):
            if not self._rows:
                yield outer
            elif find(outer[0], self._rows) in (MISSING, None) and isinstance(outer[0], dict):
                self._without_rows += 1
            else:
                yield from self._inside(item, outer, self._rows)

    def _inside(
        self, item: Item, around: tuple[object, ...], path: str
    ) -> Iterator[tuple[object, ...]]:
        if not path:
            yield around
            return
        found = find(around[0], path)
        if isinstance(found, dict):
            yield (found, *around)
        elif isinstance(found, list):
            for row in found:
                yield (row, *around)
        else:
            self._put_aside(item, Fault("json", f"there are no rows at '{path}'"))

    def _row(self, around: tuple[object, ...]) -> Row:
        if self._needs_object and not isinstance(around[0], dict):
            raise TypeError
        inner = around[0] if isinstance(around[0], dict) else {}
        values = [
            inner[name] if name in inner else path.value(around)
            for name, path in zip(self._names, self._paths, strict=True)
        ]
        if self._never_found:
            self._note_found(values)
        return [value if isinstance(value, str) else text_of(value) for value in values]

    def _note_found(self, values: Sequence[object]) -> None:
        self._never_found -= {
            path for path, value in zip(self._paths, values, strict=True) if value is not MISSING
        }

    def _put_aside(self, item: Item, fault: Fault, *, counted: bool = False) -> None:
        self.records += not counted
        text = item.text[:TEXT_AT_MOST].encode("utf-8", "replace").decode()
        self.unread.append(Unread(self._file, item.line, text, *fault))


def _fault(error: Exception) -> Fault:
    if isinstance(error, RecursionError):
        return Fault("json", "it is nested too deep")
    if isinstance(error, UnicodeEncodeError):
        return Fault("encoding", "it holds bytes or escapes that are no character")
    return Fault("json", "this row is no object, so nothing in it has a name")
