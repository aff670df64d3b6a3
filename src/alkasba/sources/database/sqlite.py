"""SQLite, by the standard library."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from types import TracebackType

from alkasba.address import Address
from alkasba.sources.database.dialect import LOCK_SECONDS, Later, count_query, where_later
from alkasba.sources.database.texts import Texts
from alkasba.sources.database.troubles import Refused
from alkasba.sources.database.values import text_of, texts_of

ROWS_AT_ONCE = 5_000
STEPS = 10_000

# SQLite tells by one number that a table is missing and that a query is wrong.
BY_WORDS = {
    "no such table": "place",
    "no such column": "column",
    "not a database": "no database file",
    "malformed": "no database file",
    "locked": "locked",
    "unable to open": "unreadable",
    "disk i/o error": "lost",
    "could not decode": "value",
    "interrupted": "slow",
}


def open_snapshot(address: Address, password: str) -> "SqliteSnapshot":
    """The file as it is now; a file asks for no password."""
    return SqliteSnapshot(Path(address.path))


class SqliteSnapshot:
    """One file, opened for reading, in one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seconds, self._until = inf, inf

    def __enter__(self) -> "SqliteSnapshot":
        # Opening alone would not tell a missing file from one that may not be read.
        try:
            if not self._path.is_file():
                raise Refused("no file")
        except PermissionError:
            raise Refused("unreadable") from None
        uri = self._path.absolute().as_uri() + "?mode=ro"
        with _told():
            self._connection = sqlite3.connect(
                uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with _told():
                self._connection.execute("BEGIN")
                # The view begins with the first read, not with BEGIN.
                self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except Refused:
            self._connection.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def default_schema(self) -> str:
        """The file itself."""
        return "main"

    def places(self) -> Sequence[tuple[str, str]]:
        """Its tables and views."""
        found = self.ask("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        return [("main", str(name)) for (name,) in found]

    def quoted(self, name: str) -> str:
        """In double quotes."""
        return '"' + name.replace('"', '""') + '"'

    def columns(self, rows: str) -> list[str]:
        """The names of the columns."""
        with _told():
            return [
                c[0] for c in self._connection.execute(f"SELECT * FROM {rows} LIMIT 0").description
            ]

    def texts(self, rows: str, names: Sequence[str], later: Later | None = None) -> Texts:
        """Values as they lie there: each row of a column may be of another type."""
        values = ", ".join(map(self.quoted, names))
        return texts_of(names, self._some(f"SELECT {values} FROM {rows}{where_later(self, later)}"))

    def highest(self, rows: str, column: str) -> str | None:
        """The highest value of a column."""
        ((found,),) = self.ask(f"SELECT max({self.quoted(column)}) FROM {rows}")
        return None if found is None else text_of(found)

    def count(self, rows: str, names: Sequence[str] = ()) -> int:
        """How many rows, or how many that differ."""
        ((found,),) = self.ask(count_query(self, rows, names))
        return int(str(found))

    def hurry(self, seconds: int) -> None:
        """By a look at the clock every some thousand steps."""
        self._seconds = seconds
        self._connection.set_progress_handler(self._is_late, STEPS)

    def _is_late(self) -> bool:
        return time.monotonic() > self._until

    def part(self, columns: str, rows: str, at_most: int, *, about: int = 0) -> str:
        """The rows that come first."""
        return f"(SELECT {columns} FROM {rows} LIMIT {at_most}) AS looked"

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """What a query answers, all of it."""
        self._until = time.monotonic() + self._seconds
        with _told():
            return self._connection.execute(query).fetchall()

    def _some(self, query: str) -> Iterator[list[tuple[object, ...]]]:
        self._until = time.monotonic() + self._seconds
        with _told():
            cursor = self._connection.execute(query)
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                yield some


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        words = str(error).lower()
        kind = next((kind for said, kind in BY_WORDS.items() if said in words), "query")
        raise Refused(kind, code=getattr(error, "sqlite_errorname", "")) from None
