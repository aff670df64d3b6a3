"""Tables of the workbench that records land in, and the proof that none was lost."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeVar

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.errors import SourceError
from alkasba.ports import Landing, OriginFile, Reading, Unread

ROWS_A_BATCH = 50_000
Rows = list[list[str | None]]
Item = TypeVar("Item")
_numbers = count(1)


def new_name(purpose: str = "landed") -> str:
    """A name that no other table of this process has."""
    return f"{purpose}_{next(_numbers)}"


def create(workbench: DuckDBPyConnection, width: int) -> str:
    """An empty table for records of so many values."""
    table = new_name()
    columns = "".join(f"c{i} VARCHAR, " for i in range(width))
    workbench.execute(f"CREATE TABLE {table} ({columns}_file INTEGER)")
    return table


def append(
    workbench: DuckDBPyConnection, table: str, index: int, width: int, rows: Iterable[Rows]
) -> int:
    """Append rows of one file in their order; tells how many."""
    landed = 0
    for batch in rows:
        columns = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
        columns.append(pa.array([index] * len(batch), pa.int32()))
        names = [*(f"c{i}" for i in range(width)), "_file"]
        insert(workbench, table, pa.Table.from_arrays(columns, names))
        landed += len(batch)
    return landed


def batches(rows: Iterable[list[str | None]]) -> Iterator[Rows]:
    """The rows in lists of some ten thousand."""
    batch: Rows = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def parts(
    items: Iterable[Item], *, size: Callable[[Item], int], at_most: int
) -> Iterator[list[Item]]:
    """Items in their order, in lists of a bounded size in all; one that is larger stands alone."""
    part: list[Item] = []
    filled = 0
    for item in items:
        if part and filled + size(item) > at_most:
            yield part
            part, filled = [], 0
        part.append(item)
        filled += size(item)
    if part:
        yield part


def rows_by_file(workbench: DuckDBPyConnection, table: str) -> dict[int, int]:
    """How many rows of each file a table holds."""
    found = workbench.execute(f"SELECT _file, count(*) FROM {table} GROUP BY 1").fetchall()
    return dict(found)


def proven(
    workbench: DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    files: Sequence[Reading],
    unread: Sequence[Unread],
    lines: Callable[[int, Sequence[int]], dict[int, int]],
    *,
    only_spaces: bool = False,
    typed: Mapping[int, str] | None = None,
) -> Landing:
    """The landing, if for every file its records are the rows landed and those unread."""
    landed = rows_by_file(workbench, table)
    aside = Counter(row.file for row in unread)
    for index, reading in enumerate(files):
        found = landed.get(index, 0) + aside[reading.file]
        if found != reading.records:
            raise _lost(reading.file, reading.records, found)
    return Landing(
        table, tuple(names), tuple(files), tuple(unread), lines, only_spaces, typed or {}
    )


def insert(workbench: DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append rows that are an Arrow table of the columns of a landing, in their order."""
    view = new_name("arrived")
    workbench.register(view, rows)
    try:
        workbench.execute(f"INSERT INTO {table} SELECT * FROM {view}")
    finally:
        workbench.unregister(view)


def _lost(file: OriginFile, records: int, found: int) -> SourceError:
    return SourceError(
        f"records were lost or made up: the file holds {records}, {found} were accounted for.",
        where=file.name,
        next_step="Please report this with the file; nothing of it has been loaded.",
    )
