"""A log in files of this machine: one SQLite file a topic, each with a single partition."""

import fcntl
import json
import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from alkasba import sqlite
from alkasba.ports import Message, Received, Told, Topic

PARTITION = 0
BATCH = 1_000
LOOK_EVERY = 0.05
SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    offset INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, value BLOB, headers TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_of_key ON message (key, offset);
CREATE TABLE IF NOT EXISTS reader (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS topic (is_compacted INTEGER NOT NULL);
"""
PUT = "INSERT INTO message (key, value, headers) VALUES (?, ?, ?)"
COMPACT = """
DELETE FROM message WHERE offset IN (
    SELECT older.offset FROM message AS older JOIN message AS newer
    ON newer.key = older.key AND newer.offset > older.offset
)
"""
COMPACT_AT = 2.0
"""A topic is compacted when it holds so many times the messages that it would hold then."""
COMPACT_FROM = 10_000


class EmbeddedLog:
    """Topics in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, topics: Sequence[Topic]) -> None:
        """Make the topics that are missing, and compact those that have grown."""
        with _told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        for topic in topics:
            with self._open(topic.name) as db:
                db.executescript(SCHEMA)
                if not db.execute("SELECT 1 FROM topic").fetchone():
                    db.execute("INSERT INTO topic VALUES (?)", [topic.is_compacted])
                if topic.is_compacted:
                    _compact(db)

    @contextmanager
    def writer(self) -> Iterator["EmbeddedWriter"]:
        """Sends messages; what was not flushed when the block ends is not sent."""
        writer = EmbeddedWriter(self)
        try:
            yield writer
        finally:
            writer.close()

    @contextmanager
    def reader(self, topic: str, group: str) -> Iterator["EmbeddedReader"]:
        """Reads for a group; a second member waits until the first one leaves."""
        path = self._path(topic).with_suffix(f".{group}.lock")
        with self._open(topic) as db, path.open("w") as lock:
            yield EmbeddedReader(topic, group, db, lock)

    def read_all(
        self, topic: str, since: Mapping[int, int] | None = None
    ) -> Generator[Received, None, None]:
        """All that the topic holds now, or what stands at and after an offset."""
        start, end = (since or {}).get(PARTITION, 0), self.ends(topic)[PARTITION]
        while start < end:
            with self._open(topic) as db:
                found = _read(db, topic, start, BATCH, before=end)
            if not found:
                return
            yield from found
            start = found[-1].offset + 1

    def ends(self, topic: str) -> dict[int, int]:
        """The offset that the next message gets."""
        with self._open(topic) as db:
            sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0)"
            return {PARTITION: db.execute(sql).fetchone()[0]}

    def committed(self, topic: str, group: str) -> dict[int, int]:
        """Where the group goes on."""
        with self._open(topic) as db:
            return {PARTITION: _next(db, group)}

    def _path(self, topic: str) -> Path:
        return self.folder / f"{topic}.sqlite"

    @contextmanager
    def _open(self, topic: str) -> Iterator[sqlite3.Connection]:
        """The file of a topic; what SQLite refuses is told in our words."""
        with _told(self._path(topic)), closing(connect(self._path(topic))) as db:
            yield db


class EmbeddedWriter:
    """Sends into one transaction a topic, which a flush makes hold."""

    def __init__(self, log: EmbeddedLog) -> None:
        self.log = log
        self.open: dict[str, sqlite3.Connection] = {}

    def send(self, topic: str, messages: Iterable[Told]) -> int:
        """Send them, and return how many."""
        path = self.log._path(topic)
        with _told(path):
            if topic not in self.open:
                self.open[topic] = connect(path)
                self.open[topic].execute("BEGIN IMMEDIATE")
            before = self.open[topic].total_changes
            self.open[topic].executemany(
                PUT, ((key, value, _written(headers)) for key, value, headers in messages)
            )
            return self.open[topic].total_changes - before

    def flush(self) -> None:
        """Return when all that was sent is on the disk."""
        for topic in list(self.open):
            with _told(self.log._path(topic)), closing(self.open.pop(topic)) as db:
                db.execute("COMMIT")

    def close(self) -> None:
        """Let go of what was not flushed."""
        while self.open:
            self.open.popitem()[1].close()


class EmbeddedReader:
    """Reads a topic for a group, as long as nobody else does."""

    def __init__(self, topic: str, group: str, db: sqlite3.Connection, lock: Any) -> None:
        self.topic, self.group, self.db, self.lock = topic, group, db, lock
        self.next: int | None = None

    def receive(self, at_most: int, seconds: float) -> Sequence[Received]:
        """What comes next, once there is something, or nothing when the time is over."""
        until = time.monotonic() + seconds
        while True:
            found = self._found(at_most)
            if found or time.monotonic() >= until:
                return found
            time.sleep(LOOK_EVERY)

    def _found(self, at_most: int) -> list[Received]:
        if not self.is_mine(PARTITION):
            return []
        if self.next is None:
            self.next = _next(self.db, self.group)
        found = _read(self.db, self.topic, self.next, at_most)
        if found:
            self.next = found[-1].offset + 1
        return found

    def commit(self, places: Mapping[int, int]) -> None:
        """Keep the offset at which the group goes on."""
        sql = "INSERT OR REPLACE INTO reader VALUES (?, ?)"
        if PARTITION in places and self.is_mine(PARTITION):
            self.db.execute(sql, [self.group, places[PARTITION]])

    def rest(self, seconds: float) -> None:
        """Wait without receiving."""
        time.sleep(seconds)

    def is_mine(self, partition: int) -> bool:
        """Whether this member is the one that reads."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def connect(path: Path) -> sqlite3.Connection:
    """A topic; what it says to have kept stays after a power cut."""
    db = sqlite.connect(path)
    db.execute("PRAGMA synchronous = FULL")
    return db


def _told(path: Path) -> AbstractContextManager[None]:
    return sqlite.told(
        path,
        name="log",
        next_step="Move it away. A log is derived: the next round fills it anew.",
    )


def _compact(db: sqlite3.Connection) -> None:
    """Leave the last message of each key, once that takes most of them away."""
    held, keys = db.execute("SELECT count(*), count(DISTINCT key) FROM message").fetchone()
    if held >= COMPACT_FROM and held >= COMPACT_AT * keys:
        db.execute(COMPACT)


def _next(db: sqlite3.Connection, group: str) -> int:
    found = db.execute("SELECT next FROM reader WHERE name = ?", [group]).fetchone()
    return int(found[0]) if found else 0


def _read(
    db: sqlite3.Connection, topic: str, start: int, at_most: int, before: int | None = None
) -> list[Received]:
    # SQLite counts from 1, a log from 0.
    sql = "SELECT offset - 1, key, value, headers FROM message WHERE offset > ?"
    asked = [start]
    if before is not None:
        sql, asked = f"{sql} AND offset <= ?", [start, before]
    rows = islice(db.execute(f"{sql} ORDER BY offset", asked), at_most)
    return [
        Received(Message(key, value, _headers(headers)), topic, PARTITION, offset)
        for offset, key, value, headers in rows
    ]


def _written(headers: Iterable[tuple[str, bytes]]) -> str:
    return json.dumps([(name, value.decode("latin-1")) for name, value in headers])


def _headers(written: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value.encode("latin-1")) for name, value in json.loads(written))
