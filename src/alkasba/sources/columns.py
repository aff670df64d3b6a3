"""Files that hold columns with types: Parquet, and the two forms of Arrow IPC (Feather)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

ROWS_A_BATCH = 1 << 16
BROKEN = (pa.ArrowException, OSError)
"""What pyarrow raises where a file is damaged; its errors of a file are errors of the system."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One file: its columns, how many rows its own books say, and the rows."""

    schema: pa.Schema
    records: int
    batches: Iterator[pa.RecordBatch]


def form_of(path: Path) -> str:
    """By the first bytes: parquet, arrow, stream, or nothing where it is none of them."""
    with path.open("rb") as file:
        head = file.read(6)
    if head[:4] in (b"PAR1", b"PARE"):
        return "parquet"
    if head == b"ARROW1":
        return "arrow"
    return "stream" if head[:4] == b"\xff\xff\xff\xff" else ""


@contextmanager
def open_columns(path: Path, form: str) -> Iterator[Columns]:
    """The columns of a file of that form; raises one of BROKEN where it is damaged."""
    if form == "parquet":
        # Row groups are read one by one, so that a file of any size needs no more memory.
        with pq.ParquetFile(path, pre_buffer=False) as file:
            batches = file.iter_batches(ROWS_A_BATCH)
            yield Columns(file.schema_arrow, file.metadata.num_rows, batches)
    elif form == "arrow":
        with pa.memory_map(str(path)) as raw, pa.ipc.open_file(raw) as file:
            records = ds.dataset(str(path), format="ipc").count_rows()
            batches = (file.get_batch(i) for i in range(file.num_record_batches))
            yield Columns(file.schema, records, batches)
    else:
        with pa.memory_map(str(path)) as raw, pa.ipc.open_stream(raw) as counted:
            records = sum(batch.num_rows for batch in counted)
        with pa.memory_map(str(path)) as raw, pa.ipc.open_stream(raw) as stream:
            yield Columns(stream.schema, records, iter(stream))


def is_encrypted(path: Path, error: BaseException) -> bool:
    """Whether what is wrong with a file is that only the owner of a key can read it."""
    with path.open("rb") as file:
        return file.read(4) == b"PARE" or "encrypt" in str(error).lower()
