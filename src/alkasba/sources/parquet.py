"""Rows from Parquet, Arrow and Feather files, whose values have types of their own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.errors import SourceError
from alkasba.model.entry import Entry
from alkasba.model.read_source import read_files
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Reading, Unread
from alkasba.sources import files as origin_files
from alkasba.sources import landing
from alkasba.sources.arrow_text import inside, is_bytes, is_typed, plain_type, text_sql
from alkasba.sources.columns import BROKEN, Columns, form_of, is_encrypted, open_columns
from alkasba.sources.header import header_names

# Files of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 64 << 20
OF_TEXT = ("encoding", "delimiter", "quote", "header", "skip", "names", "rows")


class ParquetSource:
    """Files of columns, plain or packed."""

    def options(self, entry: Entry) -> None:
        """The place of the files; how text is written is nothing to these files."""
        read_files(entry)
        for name in OF_TEXT:
            if name in entry.data:
                entry.wrong(name, "a Parquet file says this itself. Take the line out.")

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
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
        scratch: Path,
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        """Land the files, those of one shape that follow each other together.

        All columns land, and what stands inside a struct where `names` ask for it: `a.b`.
        """
        batch = _Batch()
        for file in files:
            with origin_files.unpacked(file, scratch) as path:
                shape = _shape(file, path, names)
                if not batch.takes(file, shape):
                    yield batch.landed(workbench)
                    batch = _Batch()
                batch.land(workbench, file, path, shape)
        if batch.readings:
            yield batch.landed(workbench)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a file gives: the form it is in, names, their texts in SQL, and which have a type.

    `schema` is what Arrow casts its columns to, which are called v0, v1, ....
    """

    form: str = ""
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    typed: tuple[int, ...] = ()
    schema: pa.Schema = field(default_factory=lambda: pa.schema([]))
    notes: tuple[str, ...] = ()


def _shape(file: OriginFile, path: Path, asked: Iterable[str]) -> _Shape:
    form = form_of(path)
    if not form:
        return _Shape()
    try:
        with open_columns(path, form) as columns:
            return _shape_of(form, columns.schema, asked)
    except BROKEN as error:
        raise _damaged(file, path, error) from None


def _shape_of(form: str, written: pa.Schema, asked: Iterable[str]) -> _Shape:
    fields = [pa.field(f"v{i}", plain_type(one.type)) for i, one in enumerate(written)]
    names = list(header_names(written.names))
    texts = [text_sql(one.name, one.type) for one in fields]
    typed = [is_typed(one.type) for one in written]
    for name in asked:
        found = inside(written, name) if name not in names else None
        if found is not None:
            place, path, kind = found
            value = f"v{place}" + "".join(f"[{_text(part)}]" for part in path)
            names, texts = [*names, name], [*texts, text_sql(value, plain_type(kind))]
            typed.append(is_typed(kind))
    notes = [
        f"the column {name} holds bytes, which are written in hex"
        for name, one in zip(names, fields, strict=False)
        if is_bytes(one.type)
    ]
    places = tuple(i for i, has_type in enumerate(typed) if has_type)
    return _Shape(form, tuple(names), tuple(texts), places, pa.schema(fields), tuple(notes))


@dataclass(slots=True)
class _Batch:
    """Files that land in one table."""

    table: str = ""
    shape: _Shape = field(default_factory=_Shape)
    bytes: int = 0
    readings: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def takes(self, file: OriginFile, shape: _Shape) -> bool:
        """Whether a file can land here too."""
        is_alike = not self.shape.names or not shape.names or _alike(self.shape, shape)
        return is_alike and (not self.bytes or self.bytes + file.size <= BATCH_BYTES)

    def land(
        self, workbench: DuckDBPyConnection, file: OriginFile, path: Path, shape: _Shape
    ) -> None:
        """Land one file; what is no such file is put aside as a whole."""
        if not shape.names:
            self._put_aside(file, is_empty=path.stat().st_size == 0)
            return
        if not self.table:
            self.shape, self.table = shape, landing.create(workbench, len(shape.names))
        self.bytes += file.size
        error: list[BaseException] = []
        try:
            with open_columns(path, shape.form) as columns:
                _insert(workbench, self.table, len(self.readings), shape, columns, error)
                records = columns.records
        except BROKEN as broken:
            raise _damaged(file, path, broken) from None
        except duckdb.Error as refused:
            raise _damaged(file, path, error[0] if error else refused) from None
        notes = shape.notes if records else (*shape.notes, "empty")
        self.readings.append(Reading(file, records, "", "", notes))

    def landed(self, workbench: DuckDBPyConnection) -> Landing:
        """All of it, proven."""
        table = self.table or landing.create(workbench, 0)
        typed = dict.fromkeys(self.shape.typed, "")
        return landing.proven(
            workbench, table, self.shape.names, self.readings, self.unread, _lines, typed=typed
        )

    def _put_aside(self, file: OriginFile, *, is_empty: bool) -> None:
        if is_empty:
            self.readings.append(Reading(file, 0, "", "", ("empty",)))
            return
        reason = "this is neither a Parquet file nor one of Arrow"
        self.readings.append(Reading(file, 1, ""))
        self.unread.append(Unread(file, 1, "", "parquet", reason))


def _alike(one: _Shape, other: _Shape) -> bool:
    return (one.names, one.typed) == (other.names, other.typed)


def _insert(
    workbench: DuckDBPyConnection,
    table: str,
    index: int,
    shape: _Shape,
    columns: Columns,
    error: list[BaseException],
) -> None:
    """The rows as they stream; what stops the stream is told in `error`, which DuckDB hides."""

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            for batch in columns.batches:
                plain = zip(batch.columns, shape.schema, strict=True)
                cast = [c if c.type == f.type else _cast(c, f.type) for c, f in plain]
                yield pa.RecordBatch.from_arrays(cast, schema=shape.schema)
        except BROKEN as broken:
            error.append(broken)
            raise

    view = landing.new_name("arrived")
    with closing(pa.RecordBatchReader.from_batches(shape.schema, batches())) as reader:
        workbench.register(view, reader)
        try:
            texts = ", ".join(shape.texts)
            workbench.execute(f"INSERT INTO {table} SELECT {texts}, {index} FROM {view}")
        finally:
            workbench.unregister(view)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_run_end_encoded(column.type):
        column = pa.compute.run_end_decode(column)
    return column.cast(kind)


def _lines(_: int, positions: Sequence[int]) -> dict[int, int]:
    """A row is a line of its own."""
    return {place: place + 1 for place in positions}


def _damaged(file: OriginFile, path: Path, error: BaseException) -> SourceError:
    if is_encrypted(path, error):
        what, step = "the file is encrypted.", "Write it again without encryption."
    elif isinstance(error, pa.ArrowNotImplementedError | duckdb.NotImplementedException):
        what, step = "it has a column of a type that cannot be read.", "Write it as text."
    else:
        what = f"the file is damaged or cut off ({type(error).__name__})."
        step = "Fetch it again. Nothing was published."
    return SourceError(what, where=file.name, next_step=step)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
