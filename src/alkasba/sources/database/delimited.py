"""Delimited text that a server writes of its rows, read into columns without Python's hands."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.csv as pc

from alkasba.sources.database.troubles import Refused

Bytes = bytes | bytearray | memoryview
BLOCK = 8 << 20
"""Bytes that are read at once; a row must fit into them."""


class Stream:
    """Pieces of bytes of any size, read as if they were a file."""

    closed = False

    def __init__(self, pieces: Iterator[Bytes]) -> None:
        self._pieces, self._waiting = pieces, bytearray()
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end: the same rows always make the same blocks."""
        try:
            while len(self._waiting) < size:
                self._waiting += next(self._pieces)
        except StopIteration:
            pass
        except BaseException as error:
            # It passes through another library, which may give it another face.
            self.error = error
            raise
        found = bytes(memoryview(self._waiting)[:size])
        del self._waiting[:size]
        return found

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Nothing is left to be read."""
        self.closed = True


def batches(pieces: Iterator[Bytes], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Rows of texts; what stands there without quotes and is empty is null."""
    stream = Stream(pieces)
    # The names of columns may be alike for this reader, their positions are not.
    columns = [f"c{position}" for position in range(len(names))]
    try:
        with pc.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=pc.ReadOptions(block_size=BLOCK, column_names=columns),
            parse_options=pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pc.ConvertOptions(
                column_types={column: pa.string() for column in columns},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        ) as reader:
            for batch in reader:
                yield batch.rename_columns(list(names))
    except pa.ArrowInvalid as error:
        if stream.error is None and "Empty CSV" in str(error):
            return
        raise stream.error or Refused("size" if "straddl" in str(error) else "value") from None
    except Exception as error:
        raise stream.error or error from None
