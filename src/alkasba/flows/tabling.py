"""Rows of Python on their way to DuckDB."""

from collections.abc import Sequence

import pyarrow as pa


def arrow_table(kinds: dict[str, pa.DataType], rows: Sequence[Sequence[object]]) -> pa.Table:
    """Rows of Python as an Arrow table that DuckDB can read."""
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    arrays = [pa.array(c, type=k) for c, k in zip(columns, kinds.values(), strict=True)]
    return pa.table(arrays, names=list(kinds))
