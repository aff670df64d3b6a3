"""Reads what is pending: files are landed, then cleaned, each step ahead of the one after it."""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.clean.rejects import broken_rows
from alkasba.clean.rows import Cleaning, cleaning_of
from alkasba.derive.sql import quoted
from alkasba.errors import SourceAway, SourceError
from alkasba.flows.run.ahead import ahead
from alkasba.flows.run.changes import Usual, changes_in, note_of, rule_of, told_of
from alkasba.flows.run.choosing import names_of
from alkasba.flows.run.cleaning import make_typed
from alkasba.flows.run.holding import HeldBack
from alkasba.flows.run.joining import joined_names, joined_table, make_joined
from alkasba.flows.run.pending import Origins, Pending
from alkasba.flows.run.tabling import arrived
from alkasba.flows.run.uneven import Names, names_in, notes_of
from alkasba.flows.run.unpivoting import unpivoted
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Landing, OriginFile, Reading, Unread
from alkasba.report import Hold
from alkasba.sources import source_of

SHARE_AHEAD = 20
"""So many times the bytes of files that wait between two steps may fill the memory; a file that
waits takes some times its bytes."""

Landed = tuple[Pending, Landing | None]
"""A landing, or None where a feed has no more."""


@dataclass(frozen=True, slots=True)
class Ended:
    """That a feed has no more; `notes` is what is said of some files beside all others, by id."""

    pending: Pending
    notes: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows of one landing, in tables of the workbench.

    `typed` is what the cleaning gives, `broken` the rows that broke a rule (_file, _row, _at,
    _broke, and c0, c1, ... as they were written), `files` the position, id and name of each file.
    The landing's own table is gone. `unread` is, by source, what joins could not read.
    """

    pending: Pending
    landing: Landing
    cleaning: Cleaning
    typed: str
    broken: str
    files: str
    unread: Mapping[str, Sequence[Unread]]

    @property
    def records(self) -> int:
        return sum(reading.records for reading in self.landing.files)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the files of a shop's feeds; `scratch` is a place for what must be unpacked.

    `usual` is, by table and source, how the files of a feed have looked so far; a file that looks
    otherwise is dealt with as its source declares, unless its table is `accepted` as it is.
    """

    workbench: DuckDBPyConnection
    shop: Shop
    origins: Origins
    scratch: Path
    run_day: str
    usual: Mapping[tuple[str, str], Usual] = field(default_factory=dict)
    accepted: Collection[str] = ()

    def read(self, feeds: Sequence[Pending]) -> Generator[Cleaned | Ended, None, None]:
        """The cleaned landings of the feeds in their order, and behind those of each its end.

        While one is used, those after it are cleaned, and those after them are landed.
        """
        at_most = max(1, _memory(self.workbench) // SHARE_AHEAD)
        with (
            closing(ahead(self._landed(feeds), weight=_landed_bytes, at_most=at_most)) as landed,
            closing(
                ahead(self._cleaned(landed), weight=_cleaned_bytes, at_most=at_most)
            ) as cleaned,
        ):
            yield from cleaned

    def _landed(self, feeds: Sequence[Pending]) -> Generator[Landed, None, None]:
        with closing(self.workbench.cursor()) as db:
            for pending in feeds:
                feed = pending.feed
                table = self.shop.tables[feed.table]
                names, optional = names_of(feed, table), _optional_names(feed, table)
                for landing in self._landings(
                    db, feed.source, pending.files, rows=feed.rows, names=names, optional=optional
                ):
                    yield pending, unpivoted(db, feed, landing, names)
                yield pending, None

    def _cleaned(self, landed: Iterator[Landed]) -> Generator[Cleaned | Ended, None, None]:
        with closing(self.workbench.cursor()) as db:
            db.execute("SET VARIABLE run_day = $1", [self.run_day])
            current: Feed | None = None
            typed: frozenset[str] = frozenset()
            names: Names | None = None
            for pending, landing in landed:
                if landing is None:
                    notes = notes_of(self.shop, pending, names, accepted=self.accepted)
                    self._drop_joined(db, current)
                    current = names = None
                    yield Ended(pending, notes)
                    continue
                unread: Mapping[str, Sequence[Unread]] = {}
                if current is None:
                    unread, typed = self._join(db, pending.feed)
                    names = names_in(self.shop, self.origins, pending, self.usual)
                current = pending.feed
                landing = names.add(db, landing) if names else landing
                yield self._clean(db, pending, landing, unread, typed)

    def _clean(
        self,
        db: DuckDBPyConnection,
        pending: Pending,
        landing: Landing,
        unread: Mapping[str, Sequence[Unread]],
        joined: frozenset[str],
    ) -> Cleaned:
        landed = quoted(landing.table)
        typed, broken, files = (f"{landing.table}_{what}" for what in ("typed", "broken", "files"))
        table = self.shop.tables[pending.feed.table]
        cleaning = cleaning_of(
            self.shop,
            table,
            pending.feed,
            landing=landed,
            files=files,
            written=landing.names,
            others=landing.others,
            only_spaces=landing.only_spaces,
            typed=landing.typed,
            joined=joined,
        )
        _name_files(db, files, pending, landing)
        make_typed(db, typed, cleaning, records=sum(file.records for file in landing.files))
        landing, cleaning = self._answer_changes(db, pending, landing, cleaning, typed)
        db.execute(f"CREATE TABLE {broken} AS {broken_rows(typed, landed)}")
        db.execute(f"DROP TABLE {landed}")
        return Cleaned(pending, landing, cleaning, typed, broken, files, unread)

    def _answer_changes(
        self,
        db: DuckDBPyConnection,
        pending: Pending,
        landing: Landing,
        cleaning: Cleaning,
        typed: str,
    ) -> tuple[Landing, Cleaning]:
        """Do as declared where files look otherwise than before; raises HeldBack to stop."""
        feed = pending.feed
        usual = self.usual.get((feed.table, feed.source))
        if usual is None:
            return landing, cleaning
        ids = [pending.file_id(reading.file) for reading in landing.files]
        found = changes_in(db, self.shop, feed, usual, landing, cleaning, typed=typed, ids=ids)
        answers = self.shop.sources[feed.source].changes
        by_answer = {c: getattr(answers, c.kind) for c in found}
        if stopping := [c for c, answer in by_answer.items() if answer == "stop"]:
            files = {pending.file_id(one.file): one.file.name for one in landing.files}
            raise HeldBack([Hold(feed.table, feed.source, told_of(stopping, files))])
        for change in (c for c, answer in by_answer.items() if answer == "quarantine"):
            cleaning = replace(cleaning, rules=(*cleaning.rules, rule_of(change)))
            db.execute(
                f"UPDATE {typed} SET _broke = {len(cleaning.rules)} "
                f"WHERE _broke = 0 AND _file = {change.file}"
            )
        noted = [c for c, answer in by_answer.items() if answer == "evolve"]
        readings = tuple(
            _noted(reading, note_of(c for c in noted if c.file == number))
            for number, reading in zip(ids, landing.files, strict=True)
        )
        return replace(landing, files=readings), cleaning

    def _join(
        self, db: DuckDBPyConnection, feed: Feed
    ) -> tuple[dict[str, Sequence[Unread]], frozenset[str]]:
        """Make what the feed looks up; returns, by source, what cannot be read there.

        And the names of what the origins type, as the feed calls them: join.name.
        """
        unread: dict[str, Sequence[Unread]] = {}
        typed: set[str] = set()
        for join in feed.joins.values():
            files = self.origins.at(join.source, join.rows)
            names = joined_names(feed, join)
            landings = self._landings(db, join.source, files, rows=join.rows, names=names)
            joined = make_joined(db, feed, join, landings)
            unread[join.source] = joined.unread
            typed |= {f"{join.name}.{name}" for name in joined.typed}
        return unread, frozenset(typed)

    def _drop_joined(self, db: DuckDBPyConnection, feed: Feed | None) -> None:
        for join in feed.joins.values() if feed else ():
            db.execute(f"DROP TABLE {joined_table(join)}")

    def _landings(
        self,
        db: DuckDBPyConnection,
        name: str,
        files: Sequence[OriginFile],
        *,
        rows: str,
        names: Sequence[str],
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        source = self.shop.sources[name]
        try:
            yield from source_of(source).land(
                source, files, db, rows=rows, names=names, scratch=self.scratch, optional=optional
            )
        except (SourceError, duckdb.Error):
            # What is wrong with a file that is being written means nothing.
            self._refuse_changed(name, files)
            raise
        self._refuse_changed(name, files)

    def _refuse_changed(self, name: str, files: Sequence[OriginFile]) -> None:
        """Raise SourceAway where a file is no longer as it was listed: half of it may be new."""
        now = {file.name: file.fingerprint for file in self.origins.again(name)}
        for file in files:
            if now.get(file.name) != file.fingerprint:
                what = "was changed" if file.name in now else "has gone"
                raise SourceAway(
                    f"the file {what} while it was read.",
                    where=file.name,
                    next_step="Run again when whoever writes it has finished.",
                )


def _memory(workbench: DuckDBPyConnection) -> int:
    """How many bytes the workbench may use."""
    sql = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
    return int(workbench.execute(sql).fetchall()[0][0])


def _noted(reading: Reading, note: str) -> Reading:
    return replace(reading, notes=(*reading.notes, note)) if note else reading


def _landed_bytes(landed: Landed) -> int:
    landing = landed[1]
    return sum(reading.file.size for reading in landing.files) if landing else 0


def _cleaned_bytes(cleaned: Cleaned | Ended) -> int:
    if isinstance(cleaned, Ended):
        return 0
    return _landed_bytes((cleaned.pending, cleaned.landing))


def _name_files(db: DuckDBPyConnection, name: str, pending: Pending, landing: Landing) -> None:
    """A table of position, id, name, and the rowid at which each file starts."""
    files = [
        (position, pending.file_id(reading.file), reading.file.name)
        for position, reading in enumerate(landing.files)
    ]
    kinds = {"position": pa.int32(), "file_id": pa.int64(), "name": pa.string()}
    with arrived(db, kinds, files):
        db.execute(
            f"CREATE TABLE {name} AS SELECT p.*, s.start "
            f"FROM arrived_rows AS p LEFT JOIN (SELECT _file, min(rowid) AS start "
            f"FROM {quoted(landing.table)} GROUP BY _file) AS s ON s._file = p.position"
        )


def _optional_names(feed: Feed, table: Table) -> set[str]:
    """The names that may be nowhere: columns that the feed does not name, or calls optional."""
    own = {column for column in table.read_columns if column not in feed.fields}
    own.update(feed.deleted.names if feed.deleted and feed.deleted.optional else ())
    return own.union(*(field.names for field in feed.fields.values() if field.optional))
