"""What a producer has sent of each member: a digest and a version, kept on the disk."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal
from alkasba.errors import StoreError

CHUNK = 20_000
"""So many messages are sent before what was sent is kept: what a kill lets be sent again."""
MEMORY = "100MB"
"""What a comparison may hold; a catalogue that is larger is compared on the disk."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS sent.member (
    id VARCHAR PRIMARY KEY, digest VARCHAR NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS sent.round (version BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS sent.place (topic VARCHAR, part INTEGER, ending BIGINT);
"""
CHANGED = """
CREATE OR REPLACE TEMP TABLE changed AS
SELECT row_number() OVER () AS place, id, document, digest FROM (
    SELECT id, document, md5(document) AS digest FROM ({documents})
) AS now
LEFT JOIN sent.member AS before USING (id, digest) WHERE before.id IS NULL
"""
GONE = """
CREATE OR REPLACE TEMP TABLE gone AS
SELECT row_number() OVER () AS place, id FROM sent.member
WHERE id NOT IN (SELECT id FROM ({documents}))
"""


@dataclass(frozen=True, slots=True)
class Differences:
    """How many members there are now, how many were sent, and what has to be told."""

    members: int
    known: int
    changed: int
    gone: int


class Sent:
    """What was sent; `db` has the warehouse of the round attached as `shop`."""

    def __init__(self, db: DuckDBPyConnection) -> None:
        self.db = db

    def is_of(self, topic: str, ends: Mapping[int, int]) -> bool:
        """Whether it tells of this topic, which has grown since, or stayed as it was."""
        found = self.db.execute("SELECT topic, part, ending FROM sent.place").fetchall()
        return bool(found) and all(
            name == topic and ends.get(part, -1) >= end for name, part, end in found
        )

    def keep_ends(self, topic: str, ends: Mapping[int, int]) -> None:
        """Keep where the partitions of a topic end."""
        self.db.execute("BEGIN")
        self.db.execute("DELETE FROM sent.place")
        rows = [[topic, part, end] for part, end in ends.items()]
        self.db.executemany("INSERT INTO sent.place VALUES (?, ?, ?)", rows)
        self.db.execute("COMMIT")

    def forget(self) -> None:
        """Know of nothing that was sent."""
        self.db.execute("DELETE FROM sent.member")

    def remember(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """Keep id, digest and version of what a log holds already."""
        for batch in batched(rows, CHUNK):
            columns = [list(column) for column in zip(*batch, strict=True)]
            told = pa.table(dict(zip(("id", "digest", "version"), columns, strict=True)))
            self.db.register("told", told)
            self.db.execute("INSERT OR REPLACE INTO sent.member SELECT * FROM told")
            self.db.unregister("told")

    def next_version(self, microseconds: int) -> int:
        """A number above all versions before, though the clock was put back."""
        sql = (
            "SELECT greatest((SELECT max(version) FROM sent.member), "
            "(SELECT max(version) FROM sent.round))"
        )
        version = max(microseconds, (self._one(sql) or 0) + 1)
        self.db.execute("DELETE FROM sent.round")
        self.db.execute("INSERT INTO sent.round VALUES (?)", [version])
        return version

    def compare(self, documents: str) -> Differences:
        """Find what differs from what was sent; `documents` is SQL that gives id and document."""
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE now AS {documents}")
        for statement in (CHANGED, GONE):
            self.db.execute(statement.format(documents="SELECT * FROM now"))
        counts = ("now", "sent.member", "changed", "gone")
        found = Differences(*(self._one(f"SELECT count(*) FROM {name}") or 0 for name in counts))
        self.db.execute("DROP TABLE now")
        return found

    def keep(self, condition: str) -> int:
        """Leave those be whose `gone.id` fulfils a condition; returns how many."""
        before = self._one("SELECT count(*) FROM gone") or 0
        self.db.execute(f"DELETE FROM gone WHERE {condition}")
        return before - (self._one("SELECT count(*) FROM gone") or 0)

    def keep_all(self) -> None:
        """Leave all be that are gone."""
        self.db.execute("DELETE FROM gone")

    def changed(self, head: str) -> Iterator[list[tuple[bytes, bytes]]]:
        """The members to be told, in chunks: key, and `head` before the document as value."""
        sql = (
            "SELECT encode(id), encode($1 || document || '}') FROM changed "
            "WHERE place > $2 AND place <= $2 + $3 ORDER BY place"
        )
        for start in range(0, self._one("SELECT count(*) FROM changed") or 0, CHUNK):
            yield self.db.execute(sql, [head, start, CHUNK]).fetchall()

    def gone(self) -> Iterator[list[bytes]]:
        """The keys of those that are no longer there, in chunks."""
        sql = "SELECT encode(id) FROM gone WHERE place > $1 AND place <= $1 + $2"
        for start in range(0, self._one("SELECT coalesce(max(place), 0) FROM gone") or 0, CHUNK):
            yield [key for (key,) in self.db.execute(sql, [start, CHUNK]).fetchall()]

    def keep_changed(self, number: int, version: int) -> None:
        """A chunk of those that changed is safe."""
        self.db.execute(
            "INSERT OR REPLACE INTO sent.member SELECT id, digest, $1 FROM changed "
            "WHERE place > $2 AND place <= $2 + $3",
            [version, number * CHUNK, CHUNK],
        )

    def keep_gone(self, number: int) -> None:
        """A chunk of those that are gone is safe."""
        self.db.execute(
            "DELETE FROM sent.member WHERE id IN "
            "(SELECT id FROM gone WHERE place > $1 AND place <= $1 + $2)",
            [number * CHUNK, CHUNK],
        )

    def _one(self, sql: str) -> int | None:
        row = self.db.execute(sql).fetchone()
        return int(row[0]) if row and row[0] is not None else None


@contextmanager
def open_sent(db: DuckDBPyConnection, path: Path) -> Iterator[Sent]:
    """What was sent, as long as the block lasts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db.execute(f"SET memory_limit = '{MEMORY}'")
    db.execute(f"SET temp_directory = {literal(str(path.with_suffix('.spill')))}")
    try:
        db.execute(f"ATTACH {literal(str(path))} AS sent")
        for statement in SCHEMA.split(";"):
            if statement.strip():
                db.execute(statement)
    except duckdb.Error:
        raise StoreError(
            "what was sent cannot be read.",
            where=str(path),
            next_step="Delete the file: it is made anew from the log.",
        ) from None
    try:
        yield Sent(db)
    finally:
        db.execute("DETACH sent")


def batched(
    rows: Iterable[tuple[str, str, int]], size: int
) -> Iterator[list[tuple[str, str, int]]]:
    """The rows in lists of bounded size."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
