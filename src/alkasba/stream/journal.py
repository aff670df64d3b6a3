"""Rows written down one batch after another, so that they outlive a kill, and read again later."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Journal:
    """A file of record batches of one schema; there is none where nothing is written down."""

    path: Path
    schema: pa.Schema

    def write(self, batches: Iterable[pa.Buffer]) -> None:
        """Add batches, each as `serialize` gives it; raises OSError where there is no room."""
        with self.path.open("ab") as file:
            file.writelines(batches)

    def read(self) -> Iterator[pa.RecordBatch]:
        """The batches in their order, up to one whose writing was cut off."""
        if not self.path.exists():
            return
        with pa.OSFile(str(self.path)) as file:
            while (batch := self._next(file)) is not None:
                yield batch

    def _next(self, file: pa.NativeFile) -> pa.RecordBatch | None:
        try:
            batch = pa.ipc.read_record_batch(pa.ipc.read_message(file), self.schema)
            batch.validate(full=True)
        except (EOFError, OSError, pa.ArrowException):
            return None
        return batch

    def clear(self) -> None:
        """Forget what is written down."""
        self.path.unlink(missing_ok=True)
