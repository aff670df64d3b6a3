"""Rows from JSON files: arrays, documents with rows inside, or one object a line.

DuckDB reads large files that are faultless, Python record by record all others.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path as FilePath

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.read_source import read_files
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Row
from alkasba.sources import bulk, landing, swift
from alkasba.sources import files as origin_files
from alkasba.sources.rows import Reader

# Files of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 256 << 20
# Rows that tell which keys the rows of a file have.
HEAD_ROWS = 1000
# Smaller files start faster in Python; packed ones grow when unpacked.
BULK_BYTES = 512 << 10
PACKED_BYTES = 64 << 10
PACKED = (".gz", ".zst")


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
        for batch in landing.parts(files, size=lambda file: file.size, at_most=BATCH_BYTES):
            yield _land(source, batch, workbench, rows, names, optional, scratch)

    def head(
        self, source: SourceDeclaration, file: OriginFile, *, rows: str, names: Sequence[str]
    ) -> list[Row]:
        """The first rows of a file as they are."""
        return Reader(file, source, rows, names, ()).head(HEAD_ROWS)


def _land(
    source: SourceDeclaration,
    files: Sequence[OriginFile],
    workbench: DuckDBPyConnection,
    rows: str,
    names: Sequence[str],
    optional: Collection[str],
    scratch: FilePath,
) -> Landing:
    table = landing.create(workbench, len(names))
    levels = [path for path in (source.rows, rows) if path]
    landed: list[swift.Swift | Reader] = []
    for index, file in enumerate(files):
        reader = Reader(file, source, rows, names, optional)
        done = None
        if file.size >= (PACKED_BYTES if file.path.suffix in PACKED else BULK_BYTES):
            target = bulk.Target(workbench, table, index)
            done = swift.land(reader, target, levels, names, scratch)
        if not done:
            landing.append(workbench, table, index, len(names), landing.batches(reader.rows()))
        landed.append(done or reader)

    def lines(index: int, positions: Sequence[int]) -> dict[int, int]:
        return landed[index].lines_of(positions)

    readings = [one.reading() for one in landed]
    unread = [row for one in landed for row in one.unread]
    return landing.proven(workbench, table, names, readings, unread, lines)
