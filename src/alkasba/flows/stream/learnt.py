"""Puts what the model says of products where the documents of a round find it."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection, InvalidInputException

from alkasba.derive.search.learnt import FIELDS, TABLE, learnt_sql
from alkasba.errors import StoreAway
from alkasba.flows.recommend.places import lists_that_speak

TRIES = 3
MOST = 10
"""Products in a list: as many as a shop page shows beside one."""
ROWS_AT_ONCE = 4_096
READ = "learnt_lists"
LAYOUT = pa.schema(
    [
        ("key", pa.string()),
        ("similar", pa.list_(pa.string())),
        ("together", pa.list_(pa.string())),
        ("popular", pa.int32()),
    ]
)


def join_learnt(db: DuckDBPyConnection, build: Path, offered: str) -> bool:
    """Make the relation of what is learnt, without what is not `offered`; whether there is any.

    It is read row by row, since a catalogue may be larger than what a round may hold.
    """
    for _ in range(TRIES):
        file = lists_that_speak(build)
        if file is None:
            return False
        try:
            _make(db, file, offered)
        except (OSError, pa.ArrowException, InvalidInputException):
            # A model is let go when others have come; then there is another that speaks.
            continue
        return True
    raise StoreAway(
        "what the model says of products cannot be read.",
        where=str(file),
        next_step="Train again: alkasba recommend --train",
    )


def _make(db: DuckDBPyConnection, file: Path, offered: str) -> None:
    on_offer = db.sql(offered).to_arrow_table().column("key").combine_chunks()
    with pq.ParquetFile(file) as lists:
        keys = lists.read(columns=["key"]).column("key").combine_chunks()
        shown = pc.is_in(keys, value_set=on_offer)
        batches = _shown(lists, keys, shown)
        db.register(READ, pa.RecordBatchReader.from_batches(LAYOUT, batches))
        try:
            db.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} AS {learnt_sql(READ)}")
        finally:
            db.unregister(READ)


def _shown(lists: pq.ParquetFile, keys: pa.Array, shown: pa.Array) -> Iterator[pa.RecordBatch]:
    for batch in lists.iter_batches(ROWS_AT_ONCE):
        columns = [
            _keys_of(batch.column(name), keys, shown) if field.is_list else batch.column(name)
            for name, field in FIELDS.items()
        ]
        yield pa.record_batch([batch.column("key"), *columns], schema=LAYOUT)


def _keys_of(column: pa.ListArray, keys: pa.Array, shown: pa.Array) -> pa.Array:
    """Lists of rows as lists of keys: the first of those that may be shown."""
    rows = column.flatten()
    kept = shown.take(rows)
    before = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(kept.cast(pa.int32()))])
    starts = pc.subtract(column.offsets, column.offsets[0])
    found = pa.ListArray.from_arrays(before.take(starts), keys.take(rows.filter(kept)))
    return pc.list_slice(found, 0, MOST)
