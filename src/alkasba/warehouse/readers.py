"""Readers of the published warehouse: each sees one run as a whole, however many runs publish."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from duckdb import DuckDBPyConnection

from alkasba.errors import StoreAway
from alkasba.warehouse.working_copy import default_memory, open_published

Identity = tuple[int, int, int]
Found = TypeVar("Found")
MOST_REMEMBERED = 300
"""Findings that are kept of one published file; the one that was not used for longest goes."""
TRIES = 20
"""How often a file is opened that was replaced between the look at it and the opening."""


@dataclass(slots=True)
class Instance:
    """One published file, open; `readers` counts who uses it now."""

    identity: Identity
    db: DuckDBPyConnection
    readers: int = 0
    found: OrderedDict[str, Any] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def recall(self, key: str) -> Any:
        """What was found of this file before, which is kept longer for being used; None before."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def remember(self, key: str, find: Callable[[], Found]) -> Found:
        """What was found of this file before; it never changes while it is published."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                known: Found = self.found[key]
                return known
        new = find()
        with self.lock:
            self.found[key] = new
            while len(self.found) > MOST_REMEMBERED:
                self.found.popitem(last=False)
        return new


class NotAtHand(Exception):
    """Something has to be read or opened first, for which nobody who is asked by many may wait."""


class Reading:
    """One reader of an instance; the cursor is made when it is first asked for, since an answer
    that is known already needs none."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._cursor: DuckDBPyConnection | None = None

    @property
    def cursor(self) -> DuckDBPyConnection:
        """A cursor of one's own on the published tables."""
        if self._cursor is None:
            self._cursor = self.instance.db.cursor()
            self._cursor.execute("USE shop")
        return self._cursor

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()


class Readers:
    """Holds one instance of the file that is published now, and older ones while they are read."""

    def __init__(self, published: Path, *, memory: str = "") -> None:
        self.published, self.memory = published, memory
        self._current: Instance | None = None
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[tuple[Instance, DuckDBPyConnection]]:
        """The instance of the file that is published now, and a cursor of one's own on it."""
        with self.entered() as reading:
            yield reading.instance, reading.cursor

    @contextmanager
    def entered(self, *, at_hand: bool = False) -> Iterator[Reading]:
        """A reader of the file that is published now; raises NotAtHand where only what is open
        `at_hand` is wanted, and it is another file."""
        reading = Reading(self._enter_open() if at_hand else self._enter())
        try:
            yield reading
        finally:
            reading.close()
            self._leave(reading.instance)

    def close(self) -> None:
        """Close what nobody reads; the others close with their last reader."""
        with self._lock:
            self._retire()

    def _enter(self) -> Instance:
        with self._lock:
            if self._current is None or self._current.identity != identity_of(self.published):
                opened = self._open()
                self._retire()
                self._current = opened
            self._current.readers += 1
            return self._current

    def _enter_open(self) -> Instance:
        if not self._lock.acquire(blocking=False):
            raise NotAtHand
        try:
            current = self._current
            if current is None or current.identity != identity_of(self.published):
                raise NotAtHand
            current.readers += 1
            return current
        finally:
            self._lock.release()

    def _leave(self, instance: Instance) -> None:
        with self._lock:
            instance.readers -= 1
            if instance.readers == 0 and instance is not self._current:
                instance.db.close()

    def _retire(self) -> None:
        old, self._current = self._current, None
        if old is not None and old.readers == 0:
            old.db.close()

    def _open(self) -> Instance:
        for _ in range(TRIES):
            before = identity_of(self.published)
            db = open_published(self.published)
            if identity_of(self.published) == before:
                _tame(db, self.memory or default_memory())
                return Instance(before, db)
            db.close()
        raise StoreAway(
            "the warehouse is replaced faster than it can be opened.",
            where=str(self.published),
            next_step="Try again in a moment.",
        )


def identity_of(file: Path) -> Identity:
    """What tells one published file from the next; raises StoreAway where there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        raise StoreAway(
            "the warehouse is empty: nothing has been loaded yet.",
            where=str(file),
            next_step="Run: alkasba run",
        ) from None
    # A file that is open keeps its number; the time tells it from one that came after it.
    return found.st_ino, found.st_mtime_ns, found.st_size


def _tame(db: DuckDBPyConnection, memory: str) -> None:
    """Bound what questions take, and let none of them read other files or write any."""
    db.execute(f"SET memory_limit = '{duckdb_size(memory)}'")
    db.execute("SET GLOBAL TimeZone = 'UTC'")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def duckdb_size(memory: str) -> str:
    """A size as DuckDB writes it, without anything that could end the text it stands in.

    >>> duckdb_size("2GB")
    '2GB'
    """
    return "".join(sign for sign in memory if sign.isalnum() or sign in ". %")
