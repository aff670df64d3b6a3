"""The vault: personal values that stay out of the warehouse, in SQLite with secure_delete."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
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

    def commit(self) -> None:
        """Make all of it hold."""
        self.connection.execute("COMMIT")

    def prepare(self, table: str, columns: Sequence[str]) -> bool:
        """Make room for a table; returns whether it is empty now and must be filled anew."""
        seen = self._make(f"seen_{table}", ["file INTEGER", "row INTEGER"], columns, "file, row")
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
