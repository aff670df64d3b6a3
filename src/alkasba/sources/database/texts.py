"""Rows as exact texts: what every dialect gives, and the file that they are kept in."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TYPED = b"alkasba.typed"
ROWS_AT_ONCE = 20_000
BYTES_A_GROUP = 8 << 20


@dataclass(slots=True)
class Texts:
    """Rows of one place, as they arrive: every value is the exact text of it, or null.

    `typed` names the columns whose values the origin itself holds as numbers, days, moments or
    flags, not as a text that someone typed; it is complete when the last batch was taken.
    """

    names: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]
    typed: set[str] = field(default_factory=set)

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, pa.string()) for name in self.names])


def write(texts: Texts, path: Path) -> int:
    """Keep the rows as a file, some megabytes at a time; tells how many they are."""
    records = 0
    # Dictionaries cost as much processor time as they save space here.
    with pq.ParquetWriter(
        path, texts.schema, compression="zstd", compression_level=1, use_dictionary=False
    ) as writer:
        # The next rows are fetched while these are packed; never more than one group waits.
        with ThreadPoolExecutor(1) as beside:
            writing: Future[None] | None = None
            for group in _groups(texts.batches):
                table = pa.Table.from_batches(group, texts.schema)
                if writing:
                    writing.result()
                writing = beside.submit(writer.write_table, table, max(1, len(table)))
                records += len(table)
            if writing:
                writing.result()
        writer.add_key_value_metadata({TYPED: json.dumps(sorted(texts.typed)).encode()})
    return records


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches in groups of some megabytes; what is written at once is held in memory."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.nbytes for one in group) >= BYTES_A_GROUP:
            yield group
            group = []
    if group:
        yield group


def read(path: Path) -> Texts:
    """The rows of a file."""
    file = pq.ParquetFile(path)
    names, typed = shape(path)
    return Texts(names, file.iter_batches(ROWS_AT_ONCE), set(typed))


def shape(path: Path) -> tuple[tuple[str, ...], frozenset[str]]:
    """The columns of a file, and those of them that the origin types."""
    metadata = pq.read_metadata(path)
    typed = (metadata.metadata or {}).get(TYPED, b"[]")
    return tuple(metadata.schema.to_arrow_schema().names), frozenset(json.loads(typed))


def without(texts: Texts, dropped: Iterable[int]) -> Texts:
    """The rows but those at some positions, counted from 0."""
    return Texts(texts.names, _kept(texts.batches, set(dropped)), texts.typed)


def _kept(batches: Iterable[pa.RecordBatch], dropped: set[int]) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in batches:
        positions = range(start, start + batch.num_rows)
        yield batch.filter(pa.array([position not in dropped for position in positions]))
        start += batch.num_rows
