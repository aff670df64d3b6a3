"""What a producer has sent of each member: a digest of its document, kept on the disk."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.batches import in_batches
from alkasba.derive.sql import literal
from alkasba.errors import StoreAway, StoreError
from alkasba.stream.journal import Journal

CHUNK = 50_000
"""So many messages are sent before what was sent is kept: what a kill lets be sent again."""
TAKEN_OVER = 200_000
"""So many are taken over at once into what is known."""
AT_ONCE = 300_000
"""So many members are compared at once, as many as there is room for. A catalogue that is larger is
compared in turns, each of some of the ids on both sides."""
BATCH = 2_048
"""So many documents are read at once."""
LIMITS = """
SET memory_limit = '48MB';
SET threads = 1;
SET disabled_optimizers = 'build_side_probe_side';
SET enable_progress_bar = false
"""
"""What a comparison may hold.

With one thread that needs least memory. Of two sides, digests wait in memory, never documents.
"""
SCHEMA = """
CREATE TABLE IF NOT EXISTS sent.known (id VARCHAR NOT NULL, digest UBIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS sent.newest (version BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS sent.place (
    topic VARCHAR, part INTEGER, ending BIGINT, made VARCHAR DEFAULT version()
);
"""
GONE = """
INSERT INTO gone
SELECT id FROM (SELECT id FROM sent.known WHERE {turn}) AS before
ANTI JOIN (SELECT id FROM ({documents}) WHERE {turn}) AS now USING (id)
"""
# Whatever the id says: what is gone has no digest.
DIGEST = "CASE WHEN document IS NOT NULL THEN hash(id, document) END"
# By its digest alone, which tells the id, too: what has one column takes half the memory.
CHANGED = """
SELECT id, concat({head}, document, {end}) AS value, digest FROM (
    SELECT id, document, {digest} AS digest FROM ({documents}) WHERE {turn}
) AS now
ANTI JOIN (SELECT digest FROM sent.known WHERE {turn}) AS before USING (digest)
"""
NOTED = pa.schema([("id", pa.string()), ("digest", pa.uint64())])


@dataclass(frozen=True, slots=True)
class Differences:
    """How many members there are now, how many were known, and how many of those are gone."""

    members: int
    known: int
    gone: int


@dataclass(frozen=True, slots=True)
class News:
    """Members to be told: their ids, and the digest of each; none where it is gone."""

    noted: pa.RecordBatch
    values: pa.Array

    @property
    def are_gone(self) -> bool:
        """Whether they are to be told as gone; then none of them has a value."""
        return bool(self.values.null_count)

    def columns(self) -> tuple[list[bytes], list[bytes | None]]:
        """The keys, and the value of each; no value where it is gone."""
        keys, values = self.noted.column("id"), self.values
        return keys.cast(pa.binary()).to_pylist(), values.cast(pa.binary()).to_pylist()

    def messages(self) -> Iterator[tuple[bytes, bytes | None]]:
        """Key and value of each."""
        return zip(*self.columns(), strict=True)


class Sent:
    """What was sent; `db` has the warehouse of the round attached as `shop`.

    While documents are read, what was sent meanwhile is only written down, so that reading and
    keeping never need memory at once; it is taken over at the end, or by the next who opens it.
    """

    def __init__(self, db: DuckDBPyConnection, path: Path) -> None:
        self.db, self.path = db, path
        self.journal = Journal(path.with_suffix(".journal"), NOTED)
        self.noted: list[pa.Buffer] = []
        self.waiting = 0
        self.documents, self.turns = "", ["TRUE"]

    def is_of(self, topic: str, ends: Mapping[int, int]) -> bool:
        """Whether it tells of this topic, which has grown since, or stayed as it was.

        Another version of DuckDB may give other digests.
        """
        sql = "SELECT topic, part, ending, made = version() FROM sent.place"
        found = self.db.execute(sql).fetchall()
        return bool(found) and all(
            name == topic and ends.get(part, -1) >= end and is_ours
            for name, part, end, is_ours in found
        )

    def ends(self) -> dict[int, int]:
        """Where the partitions of the topic ended when all that was sent there was known."""
        return dict(self.db.execute("SELECT part, ending FROM sent.place").fetchall())

    def keep_ends(self, topic: str, ends: Mapping[int, int]) -> None:
        """Keep where the partitions of a topic end."""
        rows = [[topic, part, end] for part, end in ends.items()]
        with self._writing():
            self.db.execute("DELETE FROM sent.place")
            self.db.executemany(
                "INSERT INTO sent.place (topic, part, ending) VALUES (?, ?, ?)", rows
            )

    def forget(self) -> None:
        """Know of nothing that was sent."""
        with self._writing():
            self.db.execute("DELETE FROM sent.known")

    def remember(self, rows: Iterable[tuple[str, bytes | None, int]]) -> None:
        """Keep what a log holds: id, document or that it is gone, and version; the last counts."""
        newest = 0
        for chunk in in_batches(self._digests(rows), CHUNK):
            newest = max(newest, *(version for _, _, version in chunk))
            last = {name: digest for name, digest, _ in chunk}
            columns = [pa.array(last.keys(), pa.string()), pa.array(last.values(), pa.uint64())]
            self._take_over(pa.table(columns, schema=NOTED))
        self.next_version(newest)

    def _digests(
        self, rows: Iterable[tuple[str, bytes | None, int]]
    ) -> Iterator[tuple[str, int | None, int]]:
        for batch in in_batches(rows, BATCH):
            names, documents, versions = zip(*batch, strict=True)
            told = [pa.array(names, pa.string()), pa.array(documents, pa.string())]
            self.db.register("told", pa.table(told, ["id", "document"]))
            found = self.db.execute(f"SELECT {DIGEST} FROM told").fetchall()
            self.db.unregister("told")
            yield from zip(names, (digest for (digest,) in found), versions, strict=True)

    def next_version(self, microseconds: int) -> int:
        """A number above all versions before, though the clock was put back."""
        version = max(
            microseconds, self._one("SELECT coalesce(max(version), 0) FROM sent.newest") + 1
        )
        with self._writing():
            self.db.execute("DELETE FROM sent.newest")
            self.db.execute("INSERT INTO sent.newest VALUES (?)", [version])
        return version

    def compare(self, documents: str) -> Differences:
        """Find which members are gone; `documents` is SQL that gives id and document."""
        with self._comparing():
            members = self._one(f"SELECT count(*) FROM ({documents})")
            known = self._one("SELECT count(*) FROM sent.known")
            # Where nothing is known nothing is gone, and nothing has to be held beside anything.
            self.turns = _turns(max(members, known)) if known else ["TRUE"]
            self.db.execute("CREATE OR REPLACE TEMP TABLE gone (id VARCHAR)")
            for turn in self.turns if known else ():
                self.db.execute(GONE.format(documents=documents, turn=turn))
            gone = self._one("SELECT count(*) FROM gone")
        self.documents = documents
        return Differences(members, known, gone)

    def keep_gone(self, condition: str = "TRUE") -> int:
        """Leave those be whose `gone.id` fulfils a condition; returns how many."""
        before = self._one("SELECT count(*) FROM gone")
        self.db.execute(f"DELETE FROM gone WHERE {condition}")
        return before - self._one("SELECT count(*) FROM gone")

    def changed(self, head: str = "", end: str = "") -> Iterator[News]:
        """Those of the comparison that differ; `head` and `end` stand around each document."""
        told = {"documents": self.documents, "head": literal(head), "end": literal(end)}
        for turn in self.turns:
            for batch in self._batches(CHANGED.format(**told, digest=DIGEST, turn=turn)):
                yield News(batch.select(["id", "digest"]).cast(NOTED), batch.column("value"))

    def gone(self) -> Iterator[News]:
        """Those that are no longer there."""
        for batch in self._batches("SELECT id, NULL::UBIGINT AS digest FROM gone"):
            yield News(batch.cast(NOTED), pa.nulls(batch.num_rows, pa.string()))

    def note(self, news: News) -> bool:
        """Note what was sent until it is safe; whether that is so much that it should be kept."""
        # A copy: each column of what DuckDB gave holds all others in memory, so the documents.
        self.noted.append(news.noted.serialize())
        self.waiting += news.noted.num_rows
        return self.waiting >= CHUNK

    def keep(self) -> None:
        """All that was noted is safe, and is not told again after a kill."""
        noted, self.noted, self.waiting = self.noted, [], 0
        if noted:
            with self._keeping():
                self.journal.write(noted)

    def settle(self) -> None:
        """Keep what was noted, and take over all that was written down; nothing is being read."""
        self.keep()
        with self._keeping():
            for batches in in_batches(self.journal.read(), TAKEN_OVER // BATCH):
                self._take_over(pa.Table.from_batches(batches, NOTED))
            self.journal.clear()

    def _take_over(self, noted: pa.Table) -> None:
        """Keep digests in the place of those before."""
        if not noted.num_rows:
            return
        self.db.register("noted", noted)
        with self._writing():
            if self._one("SELECT count(*) FROM (FROM sent.known LIMIT 1)"):
                self.db.execute("DELETE FROM sent.known WHERE id IN (SELECT id FROM noted)")
            self.db.execute("INSERT INTO sent.known SELECT * FROM noted WHERE digest IS NOT NULL")
        self.db.unregister("noted")

    def _batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        with self._comparing():
            yield from self.db.sql(sql).to_arrow_reader(BATCH)

    @contextmanager
    def _comparing(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, OSError):
            raise StoreAway(
                "what is sent cannot be compared with what was sent.",
                where=str(self.path),
                next_step="Make room there; the next round tells the rest.",
            ) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All or nothing of what the block writes."""
        with self._keeping():
            self.db.execute("BEGIN")
            try:
                yield
                self.db.execute("COMMIT")
            except duckdb.Error:
                with suppress(duckdb.Error):
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, OSError):
            raise StoreAway(
                "what was sent cannot be kept.",
                where=str(self.path),
                next_step="Make room or give rights there. What was sent is sent again, which "
                "changes nothing.",
            ) from None

    def _one(self, sql: str) -> int:
        # Read to its end: the connection is free for a reader only then.
        ((value,),) = self.db.execute(sql).fetchall()
        return int(value)


def _turns(members: int) -> list[str]:
    """Conditions of which each id fulfils exactly one, for at most about AT_ONCE ids each."""
    count = -(-members // AT_ONCE)
    return [f"hash(id) % {count} = {turn}" for turn in range(count)] if count > 1 else ["TRUE"]


@contextmanager
def open_sent(db: DuckDBPyConnection, path: Path) -> Iterator[Sent]:
    """What was sent, as long as the block lasts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db.execute(LIMITS)
    db.execute(f"SET temp_directory = {literal(str(path.with_suffix('.spill')))}")
    try:
        db.execute(f"ATTACH {literal(str(path))} AS sent")
        db.execute(SCHEMA)
    except duckdb.Error:
        raise StoreError(
            "what was sent cannot be read.",
            where=str(path),
            next_step="Delete the file: it is made anew from the log.",
        ) from None
    sent = Sent(db, path)
    try:
        # What was written down before a kill.
        sent.settle()
        yield sent
    finally:
        # Where the block was left in the midst of reading, only another connection is free.
        pen = db.cursor()
        pen.execute("DETACH sent")
        pen.close()
