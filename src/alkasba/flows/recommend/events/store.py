"""Keeps events: those of these days in SQLite, older ones in a file of Parquet for each day.

What was acknowledged is on the disk. A day is settled into its file, and which file that is stands
in SQLite: one transaction names it and lets the rows go, so that nothing is lost or counted twice
wherever it is killed. Readers see one state of both.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alkasba import sqlite
from alkasba.errors import StoreAway, StoreError
from alkasba.warehouse.lock import only_writer

FILE, DAYS, LOCK = "events.sqlite", "days", "settle.lock"
SCHEMA = """
CREATE TABLE IF NOT EXISTS known (id BLOB PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_of_day ON known (day);
CREATE TABLE IF NOT EXISTS event (
    number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, who TEXT NOT NULL, is_visitor INTEGER NOT NULL,
    recommendation TEXT NOT NULL, experiment TEXT NOT NULL, arm TEXT NOT NULL,
    products TEXT NOT NULL, places TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_of_day ON event (day);
CREATE INDEX IF NOT EXISTS event_of_person ON event (who);
CREATE TABLE IF NOT EXISTS settled (day TEXT PRIMARY KEY, file TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS change (number INTEGER NOT NULL);
INSERT INTO change SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM change);
"""
KNOW = "INSERT OR IGNORE INTO known VALUES (?, ?)"
PUT = f"INSERT INTO event VALUES (NULL{', ?' * 10})"
COLUMNS = "at, kind, who, is_visitor, recommendation, experiment, arm, products, places"
LAYOUT = pa.schema(
    [
        ("at", pa.timestamp("us", tz="UTC")),
        ("kind", pa.string()),
        ("who", pa.string()),
        ("is_visitor", pa.bool_()),
        ("recommendation", pa.string()),
        ("experiment", pa.string()),
        ("arm", pa.string()),
        ("products", pa.list_(pa.string())),
        ("places", pa.list_(pa.int32())),
    ]
)
YOUNG_DAYS = 2
"""Days that stay in SQLite, where late events come in most."""
TRIES = 5
"""How often a state is read whose files were settled anew meanwhile."""
APART = "\n"
"""What stands between products; no key of them has it."""
Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it is kept: `id` is a digest, `who` a pseudonym, or nothing of who is left
    out."""

    id: bytes
    at: int
    day: str
    kind: str
    who: str
    is_visitor: bool
    recommendation: str
    experiment: str
    arm: str
    products: tuple[str, ...]
    places: tuple[int, ...]

    def row(self) -> tuple[object, ...]:
        """What SQLite keeps of it."""
        return (
            *(self.day, self.at, self.kind, self.who, self.is_visitor),
            *(self.recommendation, self.experiment, self.arm),
            *(APART.join(self.products), " ".join(map(str, self.places))),
        )


class Events:
    """The events of a shop, in a folder; what `stays_open` has to be closed."""

    def __init__(self, folder: Path, *, stays_open: bool = False) -> None:
        self.folder, self.stays_open = folder, stays_open
        self._is_made = False
        self._lock = threading.Lock()
        self._open_one: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._open_one is not None:
                self._open_one.close()
            self._open_one = None

    def take(self, events: Sequence[Kept]) -> int:
        """Keep those that were not told before, and return how many; a power cut takes none."""
        taken = 0
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            for event in events:
                if db.execute(KNOW, [event.id, event.day]).rowcount:
                    db.execute(PUT, event.row())
                    taken += 1
            _count_change(db)
            db.execute("COMMIT")
        return taken

    def sign(self) -> str:
        """What changes with whatever is kept; nothing before the first event."""
        if not self._exists():
            return ""
        with self._open() as db:
            return str(db.execute("SELECT number FROM change").fetchone()[0])

    def read(self, *, since: date | None = None) -> pa.Table:
        """All that is kept, or from a day on, as one state."""
        if not self._exists():
            return LAYOUT.empty_table()
        first = since.isoformat() if since else ""
        for _ in range(TRIES):
            young, files = self._state(first)
            try:
                parts = [self._day(file) for file in files]
            except FileNotFoundError:
                continue
            return pa.concat_tables([*parts, _table(young)])
        raise self._broken()

    def settle(self, today: date, *, keep_days: int) -> int:
        """Put finished days into files, and let go of what is older than it may be kept; returns
        how many events were let go. Raises StoreBusy where another process does it."""
        if not self._exists():
            return 0
        with only_writer(self.folder / LOCK):
            gone = self._let_go(today - timedelta(days=keep_days))
            for day in self._finished(today - timedelta(days=YOUNG_DAYS)):
                self._move(day)
            self._sweep()
        return gone

    def find(self, who: str) -> int:
        """How many events of a person, by her pseudonym, are kept."""
        return int(pc.sum(pc.equal(self.read()["who"], who)).as_py() or 0)

    def export(self, who: str) -> list[dict[str, object]]:
        """The events of a person, as she may ask for them."""
        found = self.read()
        told: list[dict[str, object]] = found.filter(pc.equal(found["who"], who)).to_pylist()
        return told

    def erase(self, who: str) -> int:
        """Take away the events of a person, from files, too; returns how many there were."""
        if not self._exists():
            return 0
        with only_writer(self.folder / LOCK):
            gone = 0
            for day, file in self._settled().items():
                kept = self._day(file)
                rest = kept.filter(pc.not_equal(kept["who"], who))
                if lost := len(kept) - len(rest):
                    gone += lost
                    self._name(day, rest, delete=False)
            with self._open() as db:
                gone += db.execute("DELETE FROM event WHERE who = ?", [who]).rowcount
                _count_change(db)
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._sweep()
        return gone

    def _state(self, first: str) -> tuple[Rows, list[str]]:
        """The rows and the files of one moment."""
        with self._open() as db:
            db.execute("BEGIN")
            sql = f"SELECT {COLUMNS} FROM event WHERE day >= ? ORDER BY number"
            young = db.execute(sql, [first]).fetchall()
            settled = "SELECT file FROM settled WHERE day >= ? ORDER BY day"
            files = [file for (file,) in db.execute(settled, [first])]
            db.execute("COMMIT")
        return young, files

    def _finished(self, before: date) -> list[str]:
        with self._open() as db:
            sql = "SELECT DISTINCT day FROM event WHERE day < ? ORDER BY day"
            return [day for (day,) in db.execute(sql, [before.isoformat()])]

    def _move(self, day: str) -> None:
        """Put the rows of a day behind those that its file has."""
        with self._open() as db:
            last = db.execute("SELECT max(number) FROM event WHERE day = ?", [day]).fetchone()[0]
            sql = f"SELECT {COLUMNS} FROM event WHERE day = ? AND number <= ? ORDER BY number"
            rows = db.execute(sql, [day, last]).fetchall()
        file = self._settled().get(day)
        before = [self._day(file)] if file else []
        self._name(day, pa.concat_tables([*before, _table(rows)]), until=last)

    def _name(self, day: str, rows: pa.Table, *, until: int = -1, delete: bool = True) -> None:
        """Write the file of a day, and let it stand for the rows that were moved."""
        with self._open() as db:
            number = db.execute("SELECT number FROM change").fetchone()[0]
        file = f"{day}.{number}.parquet"
        _write(self.folder / DAYS / file, rows)
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT OR REPLACE INTO settled VALUES (?, ?)", [day, file])
            if delete:
                db.execute("DELETE FROM event WHERE day = ? AND number <= ?", [day, until])
            _count_change(db)
            db.execute("COMMIT")

    def _let_go(self, before: date) -> int:
        """Forget what is older than it may be kept."""
        with self._open() as db:
            limit = [before.isoformat()]
            gone = db.execute("SELECT file FROM settled WHERE day < ?", limit).fetchall()
            rows = sum(len(self._day(file)) for (file,) in gone)
            db.execute("BEGIN IMMEDIATE")
            rows += db.execute("DELETE FROM event WHERE day < ?", limit).rowcount
            db.execute("DELETE FROM settled WHERE day < ?", limit)
            db.execute("DELETE FROM known WHERE day < ?", limit)
            _count_change(db)
            db.execute("COMMIT")
        return int(rows)

    def _day(self, file: str) -> pa.Table:
        """The events of a settled day; raises FileNotFoundError where it was settled anew."""
        try:
            return pq.read_table(self.folder / DAYS / file, schema=LAYOUT)
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException):
            raise self._broken() from None

    def _sweep(self) -> None:
        """Remove the files that stand for nothing."""
        named = set(self._settled().values())
        for file in (self.folder / DAYS).glob("*"):
            if file.name not in named:
                file.unlink(missing_ok=True)

    def _settled(self) -> dict[str, str]:
        with self._open() as db:
            return dict(db.execute("SELECT day, file FROM settled ORDER BY day").fetchall())

    def _exists(self) -> bool:
        return (self.folder / FILE).exists()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = self.folder / FILE
        with self._told():
            if not self._is_made:
                _make(path)
            with closing(sqlite.connect(path)) as db:
                if not self._is_made:
                    db.executescript(SCHEMA)
                    self._is_made = True
                # What is acknowledged stays after a power cut; what is erased leaves no trace.
                db.execute("PRAGMA synchronous = FULL")
                db.execute("PRAGMA secure_delete = ON")
                self._stay_open()
                yield db

    def _stay_open(self) -> None:
        """Hold the file: SQLite tidies up whenever the last one closes it, which takes longer than
        to keep an event."""
        with self._lock:
            if self.stays_open and self._open_one is None:
                self._open_one = sqlite3.connect(self.folder / FILE, check_same_thread=False)
                self._open_one.execute("SELECT number FROM change").fetchall()

    def _told(self) -> AbstractContextManager[None]:
        return sqlite.told(
            self.folder / FILE,
            name="file of events",
            next_step="Bring back your backup, or move the folder away: events begin anew then.",
        )

    def _broken(self) -> StoreError:
        return StoreAway(
            "a file of events cannot be read.",
            where=str(self.folder / DAYS),
            next_step="Give rights there or bring back your backup, and ask again.",
        )


def _make(path: Path) -> None:
    """The file, which only its owner may read: who comes first makes it, whole."""
    try:
        (path.parent / DAYS).mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            f"events cannot be kept: {error.strerror}.",
            where=str(path.parent),
            next_step="Make room or give rights there.",
        ) from None


def _count_change(db: sqlite3.Connection) -> None:
    db.execute("UPDATE change SET number = number + 1")


def _table(rows: Iterable[tuple[object, ...]]) -> pa.Table:
    """Rows of SQLite as they are kept in files."""
    columns = list(zip(*rows, strict=True)) or [()] * len(LAYOUT)
    *plain, products, places = (list(column) for column in columns)
    plain[3] = [bool(value) for value in plain[3]]
    products = [str(value).split(APART) for value in products]
    places = [[int(place) for place in str(value).split()] for value in places]
    arrays = zip([*plain, products, places], LAYOUT, strict=True)
    return pa.table([pa.array(values, field.type) for values, field in arrays], schema=LAYOUT)


def _write(path: Path, rows: pa.Table) -> None:
    try:
        pq.write_table(rows, path, compression="zstd")
        path.chmod(0o600)
        for place in (path, path.parent):
            handle = os.open(place, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    except OSError as error:
        raise StoreError(
            f"a day of events cannot be written: {error.strerror or 'the file is refused'}.",
            where=str(path.parent),
            next_step="Make room or give rights there; nothing is lost meanwhile.",
        ) from None
