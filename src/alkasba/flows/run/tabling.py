"""Rows of Python on their way to DuckDB."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
from duckdb import DuckDBPyConnection


def arrow_table(kinds: dict[str, pa.DataType], rows: Sequence[Sequence[object]]) -> pa.Table:
    """Rows of Python as an Arrow table that DuckDB can read."""
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    arrays = [pa.array(c, type=k) for c, k in zip(columns, kinds.values(), strict=True)]
    return pa.table(arrays, names=list(kinds))


@contextmanager
def arrived(
    db: DuckDBPyConnection, kinds: dict[str, pa.DataType], rows: Sequence[Sequence[object]]
) -> Iterator[None]:
    """Let SQL read the rows as the relation `arrived_rows`, for as long as this lasts."""
    db.register("arrived_rows", arrow_table(kinds, rows))
    try:
        yield
    finally:
        db.unregister("arrived_rows")
