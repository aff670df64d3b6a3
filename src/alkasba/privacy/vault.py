"""The vault: personal values that stay out of the warehouse, in SQLite with secure_delete."""

import glob
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType

from alkasba.derive.sql import quoted
from alkasba.errors import StoreError

BATCH = 50_000


class Vault:
    """Personal values by table. `seen_T` holds what each row said, `T` what holds per member.

    All of it is done to a copy. `write_down` lays that aside for the run it belongs to, and
    `settle_vault` puts it in place once that run is published; else nothing has changed.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, path.with_name(path.name + ".next")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600))
        self.connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            self._copy()
            # A copy that fails is thrown away: it needs no journal, which would hold values too.
            for pragma in ("secure_delete = ON", "journal_mode = OFF", "synchronous = OFF"):
                self.connection.execute(f"PRAGMA {pragma}")
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._clear()
            raise _refused(error, path) from None

    def _copy(self) -> None:
        if self.path.exists():
            with closing(sqlite3.connect(self.path)) as kept:
                kept.backup(self.connection)

    def __enter__(self) -> "Vault":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()
        if isinstance(error, sqlite3.OperationalError):
            raise _refused(error, self.path) from None

    def _clear(self) -> None:
        self.connection.close()
        self.file.unlink(missing_ok=True)

    def write_down(self, run: str) -> None:
        """Make all of it hold, in a file that waits until the run is published."""
        self.connection.execute("COMMIT")
        self.connection.close()
        _to_disk(self.file)
        self.file.replace(_waiting_for(self.path, run))
        _to_disk(self.path.parent)

    def prepare(self, table: str, columns: Sequence[str]) -> bool:
        """Make room for a table; returns whether it is empty now and must be filled anew."""
        place = ["file INTEGER", "seen_on TEXT", "row INTEGER"]
        seen = self._make(f"seen_{table}", place, columns, "file, seen_on, row")
        members = self._make(table, ["member TEXT"], columns, "member")
        return bool(columns) and (seen or members)

    def drop_undeclared(self, declared: Iterable[str]) -> None:
        """Take out the tables that the shop does not declare any more."""
        names = {name for table in declared for name in (table, f"seen_{table}")}
        found = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in found.fetchall():
            if table not in names:
                self.connection.execute(f"DROP TABLE {quoted(table)}")

    def _make(self, table: str, keys: list[str], columns: Sequence[str], primary: str) -> bool:
        wanted = [key.split()[0] for key in keys] + list(columns)
        found = [row[1] for row in self.connection.execute(f"PRAGMA table_info({quoted(table)})")]
        if found == wanted:
            return False
        self.connection.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
        layout = ", ".join([*keys, *(f"{quoted(name)} TEXT" for name in columns)])
        self.connection.execute(
            f"CREATE TABLE {quoted(table)} ({layout}, PRIMARY KEY ({primary})) WITHOUT ROWID"
        )
        return True

    def forget_files(self, table: str, files: Iterable[int], *, seen_on: str | None = None) -> None:
        """Drop what rows of these files said; with `seen_on`, only what they said on that day."""
        today = "" if seen_on is None else " AND seen_on = ?"
        days = () if seen_on is None else (seen_on,)
        self.connection.executemany(
            f"DELETE FROM {quoted(f'seen_{table}')} WHERE file = ?{today}",
            [(file, *days) for file in files],
        )

    def forget_later(self, table: str, day: str) -> None:
        """Drop what rows said that were seen after a day."""
        seen = quoted(f"seen_{table}")
        self.connection.execute(f"DELETE FROM {seen} WHERE seen_on > ?", [day])

    def put_seen(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """What rows said: file, day on which it was seen, row, then the columns in order."""
        self._put(f"seen_{table}", rows)

    def put_members(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """What holds per member, in place of all that held: member, then the columns in order."""
        self.connection.execute(f"DELETE FROM {quoted(table)}")
        self._put(table, rows)

    def _put(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        width = len(self.connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall())
        marks = ", ".join("?" * width)
        self.connection.executemany(
            f"INSERT OR REPLACE INTO {quoted(table)} VALUES ({marks})", rows
        )

    def seen(
        self, table: str, *, but: Collection[int] = (), on: str = ""
    ) -> Iterable[list[tuple[object, ...]]]:
        """All that rows said, in batches, but for what they said of some files on a day."""
        cursor = self.connection.execute(
            f"SELECT * FROM {quoted(f'seen_{table}')} "
            "WHERE seen_on <> ? OR file NOT IN (SELECT value FROM json_each(?))",
            [on, json.dumps(list(but))],
        )
        while rows := cursor.fetchmany(BATCH):
            yield rows


def settle_vault(path: Path, published: str | None) -> None:
    """Put in place what waits for the published run; what waits for any other never happened."""
    if published is not None and (waiting := _waiting_for(path, published)).exists():
        waiting.replace(path)
        _to_disk(path.parent)
    for left in [path.with_name(path.name + ".next"), *waiting_runs(path).values()]:
        left.unlink(missing_ok=True)


def waiting_runs(path: Path) -> dict[str, Path]:
    """The runs whose values lie beside the vault and are not in place yet."""
    prefix = f"{path.name}.of-"
    found = path.parent.glob(f"{glob.escape(prefix)}*")
    return {file.name.removeprefix(prefix): file for file in found}


def _waiting_for(path: Path, run: str) -> Path:
    return path.with_name(f"{path.name}.of-{run}")


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _refused(error: sqlite3.Error, path: Path) -> StoreError:
    if isinstance(error, sqlite3.OperationalError):
        what = f"the vault cannot be written: {error}."
        next_step = "Make room or give rights there, and run again."
    else:
        what = f"the vault cannot be opened: {error}."
        next_step = "Bring back your backup, or remove it: the next run fills it anew."
    return StoreError(what, where=str(path), next_step=next_step)
