"""The careful reader of JSON: decides about each row, and puts aside what it cannot read."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import OriginFile, Reading, Unread
from alkasba.ports import Row as KeyedRow
from alkasba.sources import encoding
from alkasba.sources import files as origin_files
from alkasba.sources.documents import TEXT_AT_MOST, Item, items
from alkasba.sources.paths import MISSING, find, parse_path, text_of
from alkasba.sources.records import Fault
from alkasba.sources.together import Together

Row = list[str | None]


class Reader:
    """Reads one file, and counts as it goes."""

    def __init__(
        self,
        file: OriginFile,
        source: SourceDeclaration,
        rows: str,
        names: Sequence[str],
        optional: Collection[str],
    ) -> None:
        self._given = (file, source, rows, names, optional)
        self.file = file
        self._source_rows, self._rows = source.rows, rows
        self._names = names
        self._paths = [parse_path(name) for name in names]
        self._needs_object = any(path.needs_object for path in self._paths)
        self.never_found = {path for path in self._paths if path.name not in optional}
        self._without_rows = 0
        self._declared = encoding.known(source.encoding, f"sources/{source.name}.toml, encoding")
        self.encoding = encoding.Encoding("utf-8")
        self.records = 0
        self.lines = array("q")
        self.unread: list[Unread] = []
        self.together = Together()

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
                self.together.add(around[0])
                yield row

    def head(self, at_most: int) -> list[KeyedRow]:
        """The first rows that have keys, and what stands at the names in them."""
        found = (
            around for item in self._items() if not item.fault for around in self._rows_of(item)
        )
        return [
            KeyedRow(frozenset(around[0]), tuple(row))
            for around in islice(found, at_most)
            if isinstance(around[0], dict) and (row := self._row_or_none(around)) is not None
        ]

    def look(self, item: Item) -> None:
        """Note the keys of the rows of a value, of which nothing else is taken."""
        for around in self._rows_of(item):
            self.together.add(around[0])

    @property
    def is_whole(self) -> bool:
        """Whether rows are looked for inside of whole documents."""
        return bool(self._source_rows)

    @property
    def has_rows(self) -> bool:
        """Whether rows are looked for inside of rows, which need not have any."""
        return bool(self._rows)

    def again(self) -> "Reader":
        """A reader of the same file that has read nothing."""
        return Reader(*self._given)

    def lines_of(self, positions: Sequence[int]) -> dict[int, int]:
        """The lines on which the records of these rows start."""
        return {place: self.lines[place] for place in positions}

    def reading(self) -> Reading:
        """How the file was read, for people."""
        never = [path.name for path in self._paths if path in self.never_found]
        return self.reading_of(self.records, self._without_rows, never if self.lines else ())

    def reading_of(self, records: int, without_rows: int, never: Collection[str]) -> Reading:
        """The same for what another reader has found in the file."""
        notes = list(self.encoding.notes)
        if not records:
            notes.append("empty")
        if without_rows:
            notes.append(f"{without_rows} rows have nothing at '{self._rows}'")
        notes += [f"no row has anything at '{name}'" for name in never]
        keys = self.together.found
        return Reading(self.file, records, self.encoding.name, "", tuple(notes), keys=keys)

    def settle(self) -> str:
        """Find out the encoding; why the file can be no text of it, or nothing."""
        stream = origin_files.chunks(self.file)
        first = next(stream, b"")
        stream.close()
        self.encoding = encoding.settle([first], self._declared, guess=False)
        return encoding.not_text(self.encoding, first)

    def _items(self) -> Iterator[Item]:
        if reason := self.settle():
            return iter([Item(1, "", None, Fault("encoding", reason))])
        text = encoding.text(origin_files.chunks(self.file), self.encoding)
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
        if self.never_found:
            self._note_found(values)
        return [value if isinstance(value, str) else text_of(value) for value in values]

    def _row_or_none(self, around: tuple[object, ...]) -> Row | None:
        try:
            return self._row(around)
        except RecursionError:
            return None

    def _note_found(self, values: Sequence[object]) -> None:
        self.never_found -= {
            path for path, value in zip(self._paths, values, strict=True) if value is not MISSING
        }

    def _put_aside(self, item: Item, fault: Fault, *, counted: bool = False) -> None:
        self.records += not counted
        text = item.text[:TEXT_AT_MOST].encode("utf-8", "replace").decode()
        self.unread.append(Unread(self.file, item.line, text, *fault))


def _fault(error: Exception) -> Fault:
    if isinstance(error, RecursionError):
        return Fault("json", "it is nested too deep")
    if isinstance(error, UnicodeEncodeError):
        return Fault("encoding", "it holds bytes or escapes that are no character")
    return Fault("json", "this row is no object, so nothing in it has a name")
