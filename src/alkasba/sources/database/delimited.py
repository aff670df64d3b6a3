"""Delimited text that a server writes of its rows, read into columns without Python's hands."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa
import pyarrow.csv as pc

from alkasba.sources.database.troubles import Refused

Bytes = bytes | bytearray | memoryview
AT_ONCE = 4 << 20


def batches(pieces: Iterable[Bytes], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Rows of texts; what stands there without quotes and is empty is null.

    A piece is one row or several, never a part of one: so drivers hand them over.
    """
    # The next rows are fetched while these are read; never more than one text waits.
    with ThreadPoolExecutor(1) as beside:
        reading: Future[list[pa.RecordBatch]] | None = None
        for text in _joined(pieces):
            if reading:
                yield from reading.result()
            reading = beside.submit(_read, text, names)
        if reading:
            yield from reading.result()


def _joined(pieces: Iterable[Bytes]) -> Iterator[bytes]:
    waiting, size = list[Bytes](), 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= AT_ONCE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _read(text: bytes, names: Sequence[str]) -> list[pa.RecordBatch]:
    # By place: this reader would give two columns of one name the values of the first.
    columns = [f"c{place}" for place in range(len(names))]
    try:
        table = pc.read_csv(
            pa.py_buffer(text),
            read_options=pc.ReadOptions(block_size=len(text) + 1, column_names=columns),
            parse_options=pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pc.ConvertOptions(
                column_types={column: pa.string() for column in columns},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise Refused("value") from None
    found: list[pa.RecordBatch] = table.rename_columns(list(names)).to_batches()
    return found
