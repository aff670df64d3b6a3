"""The rows of a fetch that goes on: a file that a killed fetch finds again."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS row (place INTEGER PRIMARY KEY, key BLOB UNIQUE, digest BLOB, text TEXT);
CREATE TABLE IF NOT EXISTS seen (digest BLOB PRIMARY KEY);
CREATE TABLE IF NOT EXISTS state (told TEXT);
"""
PUT = "INSERT INTO row (key, digest, text) VALUES (?, ?, ?)"


@dataclass(slots=True)
class State:
    """How far a fetch has come; `asked` tells what was asked for, `place` where it goes on."""

    asked: str = ""
    started: str = ""
    place: str = ""
    pages: int = 0
    rows: int = 0
    received: int = 0
    equal: int = 0
    changed: int = 0
    total: int | None = None
    largest: int = 0
    last: int = 0
    stale: int = 0
    is_done: bool = False
    is_unchanged: bool = False
    until: str = ""
    marks: dict[str, str] = field(default_factory=dict)


class Work:
    """Rows and state of one fetch, which change together, page by page.

    What is told apart by key is there once, as the last page said it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = State()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._open()
        except (sqlite3.DatabaseError, ValueError, TypeError):
            # What a fetch left behind that ended in the middle of writing is of no use.
            self.discard()
            folder.mkdir(parents=True, mode=0o700)
            self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(self.folder / "rows.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        # A killed program loses nothing by it; after a power cut it begins anew.
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)
        found = self._db.execute("SELECT told FROM state").fetchone()
        self.state = State(**json.loads(found[0])) if found else State()

    def close(self) -> None:
        """Let go of the file; what it holds stays."""
        self._db.close()

    def discard(self) -> None:
        """Take the work away."""
        self._db.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, state: State) -> None:
        """Begin anew, with nothing."""
        self._db.execute("BEGIN")
        for table in ("row", "seen", "state"):
            self._db.execute(f"DELETE FROM {table}")
        self._keep(state)

    def add(self, rows: list[tuple[bytes | None, str]], state: State, marks: list[bytes]) -> None:
        """Add a page, its marks, and how far the fetch has come with it."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(mark,) for mark in marks])
        for key, text in rows:
            self._put(key, text, state)
        self._keep(state)

    def is_known(self, mark: bytes) -> bool:
        """Whether a page of this mark was added."""
        found = self._db.execute("SELECT 1 FROM seen WHERE digest = ?", [mark]).fetchone()
        return found is not None

    def _put(self, key: bytes | None, text: str, state: State) -> None:
        digest = digest_of(text)
        found = None
        if key is not None:
            found = self._db.execute("SELECT digest FROM row WHERE key = ?", [key]).fetchone()
        if found is None:
            self._db.execute(PUT, [key, digest, text])
            state.rows += 1
        elif found[0] == digest:
            state.equal += 1
        else:
            state.changed += 1
            self._db.execute(
                "UPDATE row SET digest = ?, text = ? WHERE key = ?", [digest, text, key]
            )

    def _keep(self, state: State) -> None:
        self.state = state
        self._db.execute("DELETE FROM state")
        self._db.execute("INSERT INTO state VALUES (?)", [json.dumps(asdict(state))])
        self._db.execute("COMMIT")

    def drop(self, keys: list[bytes]) -> None:
        """Take rows out again that need not be kept."""
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM row WHERE key = ?", [(key,) for key in keys])
        self._db.execute("COMMIT")

    def digest(self, key: bytes) -> bytes | None:
        """What tells whether the row of a key is the same."""
        found = self._db.execute("SELECT digest FROM row WHERE key = ?", [key]).fetchone()
        return found[0] if found else None

    def texts(self) -> Iterator[str]:
        """The rows in the order in which they came."""
        with closing(self._db.execute("SELECT text FROM row ORDER BY place")) as cursor:
            for (text,) in cursor:
                yield text


def digest_of(text: str) -> bytes:
    """A mark of a text that no other text has."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
