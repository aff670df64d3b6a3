"""The vault: personal values that stay out of the warehouse, in SQLite with secure_delete."""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType

from alkasba.derive.sql import quoted
from alkasba.errors import StoreError

BATCH = 50_000


class Vault:
    """Personal values by table. `seen_T` holds what each row said, `T` what holds per member.

    Everything happens in one transaction; `commit` ends it, leaving without it changes nothing.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        self.connection = sqlite3.connect(path, isolation_level=None)
        try:
            self.connection.execute("PRAGMA secure_delete = ON")
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise StoreError(
                f"the vault cannot be opened: {error}.",
                where=str(path),
                next_step="Bring back your backup, or remove it: the next run fills it anew.",
            ) from None

    def __enter__(self) -> "Vault":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self.connection.close()

    def commit(self, run_id: str) -> None:
        """Make all of it hold, as what belongs to the warehouse of that run."""
        self.connection.execute(f"PRAGMA user_version = {_mark(run_id)}")
        self.connection.execute("COMMIT")

    def belongs_to(self, run_id: str) -> bool:
        """Whether it is of that run. A run that was killed between the two files leaves two."""
        return _is_marked(self.connection, run_id)

    def prepare(self, table: str, columns: Sequence[str]) -> bool:
        """Make room for a table; returns whether it is empty now and must be filled anew."""
        seen = self._make(f"seen_{table}", ["file INTEGER", "row INTEGER"], columns, "file, row")
        members = self._make(table, ["member TEXT"], columns, "member")
        return bool(columns) and (seen or members)

    def empty(self, table: str) -> None:
        """Take out all that rows of a table said."""
        for name in (table, f"seen_{table}"):
            self.connection.execute(f"DELETE FROM {quoted(name)}")

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

    def forget_files(self, table: str, files: Iterable[int]) -> None:
        """Drop what rows of these files said."""
        self.connection.executemany(
            f"DELETE FROM {quoted(f'seen_{table}')} WHERE file = ?", [(file,) for file in files]
        )

    def put_seen(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """What rows said: file, row, then the columns in order."""
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

    def seen(self, table: str) -> Iterable[list[tuple[object, ...]]]:
        """All that rows said, in batches."""
        cursor = self.connection.execute(f"SELECT * FROM {quoted(f'seen_{table}')}")
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _mark(run_id: str) -> int:
    """A number that SQLite keeps in the header of the file, for the id of a run."""
    return int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:4]) >> 1


def belongs_to(path: Path, run_id: str) -> bool:
    """Whether the vault at a path is of that run; what cannot be read is of none."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as vault:
            return _is_marked(vault, run_id)
    except sqlite3.Error:
        return False


def _is_marked(connection: sqlite3.Connection, run_id: str) -> bool:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(found == _mark(run_id))
