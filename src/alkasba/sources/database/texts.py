"""Rows as exact texts: what every dialect gives, and the file that they are kept in."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TYPED, OTHERS = b"alkasba.typed", b"alkasba.others"
ROWS_AT_ONCE = 20_000
BYTES_A_GROUP = 8 << 20


@dataclass(slots=True)
class Texts:
    """Rows of one place, as they arrive: every value is the exact text of it, or null.

    `typed` names the columns whose values the origin itself holds as numbers, days, moments or
    flags, not as a text that someone typed; it is complete when the last batch was taken. `others`
    are the columns that the place has besides, which nobody asked for.
    """

    names: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]
    typed: set[str] = field(default_factory=set)
    others: tuple[str, ...] = ()

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
        told = {TYPED: sorted(texts.typed), OTHERS: texts.others}
        writer.add_key_value_metadata(
            {key: json.dumps(value).encode() for key, value in told.items()}
        )
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
    alike = shape(path)
    return Texts(alike.names, file.iter_batches(ROWS_AT_ONCE), set(alike.typed), alike.others)


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a file, those of them that the origin types, and those that it has besides."""

    names: tuple[str, ...]
    typed: frozenset[str]
    others: tuple[str, ...]


def shape(path: Path) -> Shape:
    """What a file says of its columns."""
    metadata = pq.read_metadata(path)
    told = metadata.metadata or {}
    typed, others = (json.loads(told.get(key, b"[]")) for key in (TYPED, OTHERS))
    names = tuple(metadata.schema.to_arrow_schema().names)
    return Shape(names, frozenset(typed), tuple(others))


def without(texts: Texts, dropped: Iterable[int]) -> Texts:
    """The rows but those at some positions, counted from 0."""
    return Texts(texts.names, _kept(texts.batches, set(dropped)), texts.typed, texts.others)


def _kept(batches: Iterable[pa.RecordBatch], dropped: set[int]) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in batches:
        positions = range(start, start + batch.num_rows)
        yield batch.filter(pa.array([position not in dropped for position in positions]))
        start += batch.num_rows
