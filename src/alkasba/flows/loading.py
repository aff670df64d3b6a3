"""Loads one feed: lands its files, cleans them, keeps rejects aside, puts the good rows in."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.clean.rows import cleaning_of
from alkasba.derive.sql import quoted
from alkasba.errors import ContractBroken
from alkasba.flows.ahead import one_ahead
from alkasba.flows.joining import joined_names, joined_table, make_joined
from alkasba.flows.pending import Origins, Pending
from alkasba.flows.rejecting import forget_rejects, reject_broken, reject_unread
from alkasba.flows.tabling import arrived
from alkasba.model.shop import Shop
from alkasba.model.source import Feed, Join
from alkasba.model.table import Table
from alkasba.ports import Landing, OriginFile
from alkasba.privacy.pseudonym import pseudonym_sql
from alkasba.privacy.vault import BATCH, Vault
from alkasba.report import Tell
from alkasba.sources import source_of

Insert = Callable[[Table, str], None]
"""Puts the rows of a relation into a table."""


ENTERED = (
    "file_id",
    "table_name",
    "source",
    "name",
    "fingerprint",
    "declaration",
    "records",
    "rejected",
    "encoding",
    "delimiter",
    "notes",
)
"""What is written into the books about each file, in this order."""


@dataclass(slots=True)
class Loader:
    """All that loading needs: the workbench, the shop, the vault, a place for what is unpacked."""

    workbench: DuckDBPyConnection
    shop: Shop
    vault: Vault
    origins: Origins
    scratch: Path
    tell: Tell
    records: int = 0

    def load(self, feeds: Sequence[Pending], insert: Insert) -> None:
        """Read the pending files of some feeds into their tables; every record is accounted for.

        While one landing is cleaned and put in, the next one is read.
        """
        current: Pending | None = None
        with closing(one_ahead(self._landed(feeds))) as landed:
            for pending, landing in landed:
                if pending is not current:
                    self._drop_joined(current)
                    for join in pending.feed.joins.values():
                        self._join(pending.feed, join)
                    current = pending
                self._load_landing(pending, landing, insert)
        self._drop_joined(current)

    def _landed(self, feeds: Sequence[Pending]) -> Iterator[tuple[Pending, Landing]]:
        """The landings of the feeds, made on a connection of their own."""
        reader = self.workbench.cursor()
        for pending in feeds:
            feed = pending.feed
            table = self.shop.tables[feed.table]
            names, optional = _names_of(feed, table), _optional_names(feed, table)
            landings = self._landings(
                reader, feed.source, pending.files, rows=feed.rows, names=names, optional=optional
            )
            for landing in landings:
                yield pending, landing
        reader.close()

    def _drop_joined(self, pending: Pending | None) -> None:
        for join in pending.feed.joins.values() if pending else ():
            self.workbench.execute(f"DROP TABLE {joined_table(join)}")

    def _join(self, feed: Feed, join: Join) -> None:
        """Make what the feed looks up; what cannot be read there is told among its rejects."""
        files, names = self.origins.files[join.source], joined_names(feed, join)
        landings = self._landings(self.workbench, join.source, files, rows="", names=names)
        unread = make_joined(self.workbench, feed, join, landings)
        forget_rejects(self.workbench, feed.table, join.source)
        reject_unread(self.workbench, self.shop, feed.table, join.source, unread)

    def _landings(
        self,
        workbench: DuckDBPyConnection,
        name: str,
        files: Sequence[OriginFile],
        *,
        rows: str,
        names: Sequence[str],
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        source = self.shop.sources[name]
        kind = source_of(source)
        return kind.land(
            source,
            files,
            workbench,
            rows=rows,
            names=names,
            scratch=self.scratch,
            optional=optional,
        )

    def _load_landing(self, pending: Pending, landing: Landing, insert: Insert) -> None:
        started, feed, db = time.perf_counter(), pending.feed, self.workbench
        table = self.shop.tables[feed.table]
        cleaning = cleaning_of(
            self.shop, table, feed, landing=quoted(landing.table), written=landing.names
        )
        self._name_files(pending, landing)
        db.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {cleaning.select}")
        rejected = reject_broken(db, self.shop, pending, landing, cleaning) + len(landing.unread)
        reject_unread(db, self.shop, table.name, feed.source, landing.unread)
        insert(table, self._good_rows(table))
        self._put_in_vault(table)
        self._enter(pending, landing)
        records = sum(reading.records for reading in landing.files)
        self.records += records
        db.execute(f"DROP TABLE {quoted(landing.table)}")
        db.execute("DROP TABLE typed")
        self.tell(
            "table.loaded",
            table=table.name,
            source=feed.source,
            files=len(landing.files),
            rows=records,
            rejected=rejected,
            seconds=round(time.perf_counter() - started, 3),
        )

    def _name_files(self, pending: Pending, landing: Landing) -> None:
        """`landed_files`: position, id, name, and the rowid at which each file starts."""
        files = [
            (position, pending.file_id(reading.file), reading.file.name)
            for position, reading in enumerate(landing.files)
        ]
        kinds = {"position": pa.int32(), "file_id": pa.int64(), "name": pa.string()}
        with arrived(self.workbench, kinds, files):
            self.workbench.execute(
                "CREATE OR REPLACE TEMP TABLE landed_files AS SELECT p.*, s.start "
                f"FROM arrived_rows AS p LEFT JOIN (SELECT _file, min(rowid) AS start "
                f"FROM {quoted(landing.table)} GROUP BY _file) AS s ON s._file = p.position"
            )

    def _good_rows(self, table: Table) -> str:
        """The rows that broke no rule, pseudonyms in place of what they stand for."""
        replaced, joins = [], []
        for name, column in table.columns.items():
            if self.shop.is_pseudonym(table, column):
                relation = self._pseudonyms(name)
                replaced.append(f"{relation}.pseudonym AS {quoted(name)}")
                joins.append(
                    f"LEFT JOIN {relation} ON {relation}.value = t.{quoted(name)}::VARCHAR"
                )
        columns = f"t.* REPLACE ({', '.join(replaced)})" if replaced else "t.*"
        return f"(SELECT {columns} FROM typed AS t {' '.join(joins)} WHERE t._broke = 0)"

    def _pseudonyms(self, name: str) -> str:
        """The pseudonyms of one column; each distinct value is hashed once."""
        relation = quoted(f"pseudonyms_{name}")
        self.workbench.execute(
            f"CREATE OR REPLACE TEMP TABLE {relation} AS SELECT value, "
            f"{pseudonym_sql('value')} AS pseudonym FROM (SELECT DISTINCT "
            f"{quoted(name)}::VARCHAR AS value FROM typed WHERE _broke = 0)"
        )
        return relation

    def _put_in_vault(self, table: Table) -> None:
        columns = secret_columns(self.shop, table)
        if not columns:
            return
        listed = ", ".join(f"{quoted(name)}::VARCHAR" for name in columns)
        cursor = self.workbench.execute(f"SELECT _file, _row, {listed} FROM typed WHERE _broke = 0")
        while rows := cursor.fetchmany(BATCH):
            self.vault.put_seen(table.name, rows)

    def _enter(self, pending: Pending, landing: Landing) -> None:
        """Write the files into the books: what they held, and how they were read."""
        feed = pending.feed
        rejected = dict(
            self.workbench.execute(
                "SELECT _file, count(*) FROM typed WHERE _broke > 0 GROUP BY _file"
            ).fetchall()
        )
        for unread in landing.unread:
            file_id = pending.file_id(unread.file)
            rejected[file_id] = rejected.get(file_id, 0) + 1
        rows = [
            (
                pending.file_id(reading.file),
                feed.table,
                feed.source,
                reading.file.name,
                reading.file.fingerprint,
                pending.declaration,
                reading.records,
                rejected.get(pending.file_id(reading.file), 0),
                reading.encoding,
                reading.delimiter,
                "; ".join(reading.notes),
            )
            for reading in landing.files
        ]
        numbers = ("file_id", "records", "rejected")
        kinds = {n: pa.int64() if n in numbers else pa.string() for n in ENTERED}
        with arrived(self.workbench, kinds, rows):
            self.workbench.execute("INSERT INTO shop.alkasba.files BY NAME FROM arrived_rows")


def _names_of(feed: Feed, table: Table) -> list[str]:
    """The names of the origin that a feed asks for, those of its joins left out."""
    asked = [
        name
        for column in table.read_columns
        for name in (feed.fields[column].names if column in feed.fields else (column,))
    ]
    own = [name for name in asked if name.partition(".")[0] not in feed.joins]
    own += [here for join in feed.joins.values() for here in join.on]
    return list(dict.fromkeys(own))


def _optional_names(feed: Feed, table: Table) -> set[str]:
    """The names that may be nowhere: columns that the feed does not name, or calls optional."""
    own = {column for column in table.read_columns if column not in feed.fields}
    return own.union(*(field.names for field in feed.fields.values() if field.optional))


def refuse_too_many(table: Table, feed: Feed, *, records: int, rejected: int, where: str) -> None:
    """Raise ContractBroken where more rows were rejected than the feed or table allows."""
    allowed = feed.rejects_at_most if feed.rejects_at_most is not None else table.rejects_at_most
    if allowed is not None and records and rejected > allowed * records:
        raise ContractBroken(
            f"{rejected} of {records} rows of {table.name} from {feed.source} were rejected; "
            f"at most {allowed:%} may be.",
            where=where,
            next_step="Correct the rows, or raise rejects_at_most. Nothing was published.",
        )


def secret_columns(shop: Shop, table: Table) -> list[str]:
    """The columns whose values the vault keeps: hidden ones, and what pseudonyms stand for."""
    return [
        name
        for name, column in table.read_columns.items()
        if column.refers is None
        and (shop.is_vaulted(table, column) or shop.is_pseudonym(table, column))
    ]
