"""A run works on a copy of the warehouse and publishes it by renaming: all or nothing."""

import os
import shutil
from pathlib import Path
from types import TracebackType

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal
from alkasba.errors import SettingsError, StoreError


class WorkingCopy:
    """The workbench, an in-memory DuckDB, with a copy of the warehouse attached as `shop`."""

    def __init__(self, published: Path, *, memory: str = "", threads: str = "") -> None:
        self.published = published
        self.file = published.with_name(published.name + ".next")
        self.spill = published.with_name(published.name + ".spill")
        self.scratch = published.with_name(published.name + ".landing")
        self.memory, self.threads = memory, threads

    def __enter__(self) -> "WorkingCopy":
        self.published.parent.mkdir(parents=True, exist_ok=True)
        self.clear()
        try:
            self.scratch.mkdir()
            if self.published.exists():
                shutil.copyfile(self.published, self.file)
            self.workbench = self._workbench()
        except BaseException:
            # Half a copy would take the room that may be what is missing.
            self.clear()
            raise
        return self

    def _workbench(self) -> DuckDBPyConnection:
        try:
            workbench = duckdb.connect(":memory:", config=self._config())
        except duckdb.Error as error:
            raise SettingsError(
                f"DuckDB does not take these settings: {error}",
                where="[warehouse] memory, threads",
                next_step='Write memory = "2GB" and threads = 2, or leave them out.',
            ) from None
        workbench.execute("SET GLOBAL TimeZone = 'UTC'")
        # What lands is soon dropped; DuckDB would now and then move all of it together first.
        workbench.execute("SET GLOBAL max_vacuum_tasks = 0")
        workbench.execute(f"ATTACH {literal(str(self.file))} AS shop (RECOVERY_MODE NO_WAL_WRITES)")
        return workbench

    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self.spill),
            "memory_limit": self.memory or default_memory(),
        }
        return config | ({"threads": self.threads} if self.threads else {})

    def write_down(self) -> None:
        """Make the copy a whole file on the disk."""
        self.workbench.execute("RESET GLOBAL max_vacuum_tasks")
        self.workbench.execute("CHECKPOINT shop")
        self.workbench.execute("DETACH shop")
        with self.file.open("rb") as file:
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Put the copy, which was written down, in the place of the published file."""
        self.file.replace(self.published)
        folder = os.open(self.published.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.workbench.close()
        self.clear()

    def clear(self) -> None:
        """Remove what this or a killed run left behind."""
        self.file.unlink(missing_ok=True)
        self.file.with_name(self.file.name + ".wal").unlink(missing_ok=True)
        for folder in (self.spill, self.scratch):
            shutil.rmtree(folder, ignore_errors=True)


def default_memory() -> str:
    """Sixty per cent of the machine's memory, at most 4 GB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(total * 6 // 10, 4_000_000_000) // 1_000_000}MB"


def open_published(published: Path) -> DuckDBPyConnection:
    """The published warehouse, for reading, attached as `shop`.

    Each call has an instance of its own: DuckDB shares one per path and process, and would go on
    showing the file that was published when the first of them opened.
    """
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    try:
        connection.execute(f"ATTACH {literal(str(published))} AS shop (READ_ONLY)")
    except duckdb.Error:
        connection.close()
        raise damaged(published) from None
    connection.execute("USE shop")
    return connection


def damaged(published: Path) -> StoreError:
    """What stands there cannot be read."""
    return StoreError(
        "the warehouse is damaged, or no file of DuckDB.",
        where=str(published),
        next_step="Delete it and run: alkasba run. It is derived from the origins.",
    )
