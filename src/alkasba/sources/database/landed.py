"""What was fetched, landed on the workbench, with the proof that every row of it came."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.errors import SourceError
from alkasba.ports import Landing, OriginFile, Reading
from alkasba.sources import landing
from alkasba.sources.database.texts import Shape, shape

# Packed rows of one landing; a single file that is larger is landed alone.
BATCH_BYTES = 32 << 20


def land(files: Sequence[OriginFile], workbench: DuckDBPyConnection) -> Iterator[Landing]:
    """Land files of fetched rows in their order, those of one shape together."""
    for alike, group in groupby(files, _shape):
        for batch in landing.parts(group, size=lambda file: file.size, at_most=BATCH_BYTES):
            yield _land(workbench, batch, alike)


def _shape(file: OriginFile) -> Shape:
    try:
        return shape(file.path)
    except (OSError, ValueError):
        raise _broken(file) from None


def _land(workbench: DuckDBPyConnection, files: Sequence[OriginFile], alike: Shape) -> Landing:
    table = landing.create(workbench, len(alike.names))
    for index, file in enumerate(files):
        try:
            # Columns by position: two names may differ by nothing that DuckDB minds.
            workbench.execute(
                f"INSERT INTO {table} SELECT *, {index} FROM read_parquet($1)", [str(file.path)]
            )
        except duckdb.IOException:
            raise _broken(file) from None
    # As they were counted when they were fetched.
    readings = [Reading(file, file.records or 0) for file in files]
    typed = {place: "" for place, name in enumerate(alike.names) if name in alike.typed}
    found = landing.proven(workbench, table, alike.names, readings, (), _lines, typed=typed)
    return replace(found, others=alike.others)


def _lines(index: int, positions: Sequence[int]) -> dict[int, int]:
    """Rows of a table have no lines; they are numbered as they were fetched."""
    return {position: position + 1 for position in positions}


def _broken(file: OriginFile) -> SourceError:
    return SourceError(
        "what was fetched is gone or damaged.",
        where=file.name,
        next_step=f"Delete {file.path.parent} and run again: everything is fetched anew.",
    )
