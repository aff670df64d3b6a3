"""Serves a shop to many readers at once: each is answered from one published run as a whole."""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.derive.query import Question, answerable
from alkasba.errors import StoreError, StoreSlow
from alkasba.flows.answers import behind
from alkasba.flows.deadlines import Deadlines
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.flows.run.pending import shop_digest
from alkasba.model.shop import Shop
from alkasba.warehouse.ledger import last_declaration, last_run
from alkasba.warehouse.readers import Instance, NotAtHand, Readers, Reading

DECLARED = ("", "tables", "sources", "dashboards", "holidays")
"""The folders whose files are looked at before each answer. What others hold, such as the SQL of
a source, is read anew with the next run."""
Rows = list[tuple[object, ...]]
DEADLINES = Deadlines()
DECLARATION = "declaration"
LARGEST_KEPT = 1_000
"""Rows up to which an answer is kept for who asks the same of the same run."""


@dataclass(frozen=True)
class Declared:
    """The shop as its files say it, and what tells whether they have changed."""

    signs: tuple[tuple[str, int, int], ...]
    opened: OpenShop
    digest: str

    @cached_property
    def version(self) -> str:
        """What tells these files from every other state of them."""
        return _digest(self.signs)


@dataclass(frozen=True, slots=True)
class Edition:
    """One published run, for one reader: all that it is asked is of the same run.

    `version` changes with the run and with every file that declares the shop.
    """

    opened: OpenShop
    run: str
    version: str
    reading: Reading
    seconds: float
    told: dict[Question, str] = field(default_factory=dict)

    @property
    def shop(self) -> Shop:
        return self.opened.shop

    @property
    def instance(self) -> Instance:
        """The published file, and what was found of it before."""
        return self.reading.instance

    @property
    def cursor(self) -> DuckDBPyConnection:
        """A cursor on the published tables, for this reader alone."""
        return self.reading.cursor

    def answer(self, question: Question) -> Rows:
        """The rows that answer a question; raises DeclarationError for a wrong one."""
        return self.ask(self.sql_of(question))

    def sql_of(self, question: Question) -> str:
        """A question in SQL, which is told once: tiles ask the same, alone and together."""
        if question not in self.told:
            self.told[question] = answerable(self.shop, question)
        return self.told[question]

    def ask(self, sql: str) -> Rows:
        """The rows of a statement; raises StoreSlow where it takes too long."""
        known: Rows | None = self.instance.recall(sql)
        if known is not None:
            return known
        return self.keep(sql, self._ask(sql))

    def keep(self, sql: str, found: Rows) -> Rows:
        """Keep the answer to a statement for who asks the same."""
        return found if len(found) > LARGEST_KEPT else self.instance.remember(sql, lambda: found)

    def _ask(self, sql: str) -> Rows:
        try:
            with DEADLINES.until(self.seconds, self.cursor.interrupt):
                return self.cursor.execute(sql).fetchall()
        except duckdb.InterruptException:
            raise StoreSlow(
                f"the question took longer than {self.seconds:g} seconds.",
                where="serve.seconds",
                next_step="Ask for a shorter period or fewer columns, or raise the setting.",
            ) from None
        except duckdb.OutOfMemoryException:
            raise StoreError(
                "the question needs more memory than it may take.",
                where="warehouse.memory",
                next_step="Ask for a shorter period or fewer columns, or raise the setting.",
            ) from None


class Serving:
    """A shop that is served: reads its files anew when they change, its warehouse when it does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock = threading.Lock()
        self._declared = self._read(signs_of(self.folder))
        settings = self._declared.opened.settings
        self.settings = settings
        self.seconds = settings.whole("serve.seconds")
        self.rows = settings.whole("serve.rows")
        self.readers = Readers(settings.warehouse_file, memory=settings["warehouse.memory"])

    @property
    def declared(self) -> Declared:
        """The shop as its files say it now; raises DeclarationError where they are wrong."""
        signs = signs_of(self.folder)
        with self._lock:
            if signs != self._declared.signs:
                self._declared = self._read(signs)
            return self._declared

    @contextmanager
    def edition(self) -> Iterator[Edition]:
        """The run that is published now; raises StoreAway before the first, and StoreBehind where
        the shop was declared otherwise when it was made."""
        declared = self.declared
        with self.readers.entered() as reading:
            made_by = _made_by(reading)
            if made_by != declared.digest:
                # The files may have changed, and a run been published, since the look at them.
                declared = self._anew()
            if made_by != declared.digest:
                raise behind(self.readers.published)
            yield self._read_by(declared, reading)

    @contextmanager
    def edition_at_hand(self) -> Iterator[Edition]:
        """The run that is published now, where nothing has to be read or opened to answer from it;
        raises NotAtHand elsewhere."""
        declared = self._declared
        if signs_of(self.folder) != declared.signs:
            raise NotAtHand
        with self.readers.entered(at_hand=True) as reading:
            if reading.instance.recall(DECLARATION) != declared.digest:
                raise NotAtHand
            yield self._read_by(declared, reading)

    @contextmanager
    def books(self) -> Iterator[tuple[Edition, bool]]:
        """The run that is published now, and whether the shop was declared otherwise when it was
        made: for what the run says of itself, since no question can be asked of it then."""
        declared = self._anew()
        with self.readers.entered() as reading:
            made_by = _made_by(reading)
            yield self._read_by(declared, reading), made_by != declared.digest

    def close(self) -> None:
        self.readers.close()

    def _read_by(self, declared: Declared, reading: Reading) -> Edition:
        run = reading.instance.remember("run", lambda: last_run(reading.cursor) or "")
        version = _digest((run, declared.version))
        return Edition(declared.opened, run, version, reading, self.seconds)

    def _anew(self) -> Declared:
        with self._lock:
            self._declared = self._read(signs_of(self.folder))
            return self._declared

    def _read(self, signs: tuple[tuple[str, int, int], ...]) -> Declared:
        opened = open_shop(self.folder)
        return Declared(signs, opened, shop_digest(opened.shop))


def _made_by(reading: Reading) -> str | None:
    """What tells by which declarations the published run was made."""
    return reading.instance.remember(DECLARATION, lambda: last_declaration(reading.cursor))


def _digest(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def signs_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file in the folders that declare the shop."""
    found: list[tuple[str, int, int]] = []
    for name in DECLARED:
        # Gone between the listing and the look: its absence is a change like any other.
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder / name) as entries:
            for entry in entries:
                if entry.is_file():
                    status = entry.stat()
                    found.append((entry.path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))
