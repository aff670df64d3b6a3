"""Loads what was read: keeps rejects aside, puts the good rows in, and enters it in the books."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from duckdb import DuckDBPyConnection

from alkasba.derive.sql import quoted
from alkasba.errors import ContractBroken
from alkasba.flows.run.key_changes import named_keys
from alkasba.flows.run.pending import Pending
from alkasba.flows.run.reading import Cleaned, Ended
from alkasba.flows.run.rejecting import forget_rejects, reject_broken, reject_unread
from alkasba.flows.run.tabling import arrived
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.privacy.pseudonym import pseudonym_sql
from alkasba.privacy.vault import BATCH, Vault
from alkasba.report import Tell
from alkasba.warehouse.ledger import note_files
from alkasba.warehouse.rates import enter_used_rates

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
    "names",
    "filled",
    "keys",
)
"""What is written into the books about each file, in this order."""


@dataclass(slots=True)
class Loader:
    """All that loading needs: the workbench, the shop, the vault, and what is read meanwhile.

    `changed` are the tables whose rows are not all as they were before the run.
    """

    workbench: DuckDBPyConnection
    shop: Shop
    vault: Vault
    tell: Tell
    cleaned: Iterator[Cleaned | Ended] = field(default_factory=lambda: iter(()))
    records: int = 0
    changed: set[str] = field(default_factory=set)

    def load(self, feeds: Sequence[Pending], insert: Insert) -> None:
        """Put the rows of some feeds into their tables; every record is accounted for.

        Feeds are loaded in the order in which they are read.
        """
        self.changed.update(pending.feed.table for pending in feeds)
        for _ in feeds:
            started = time.perf_counter()
            while isinstance(cleaned := next(self.cleaned), Cleaned):
                self._load(cleaned, insert, started)
                started = time.perf_counter()
            note_files(self.workbench, cleaned.pending.feed.table, cleaned.notes)

    def _load(self, cleaned: Cleaned, insert: Insert, started: float) -> None:
        pending, db = cleaned.pending, self.workbench
        table, source = self.shop.tables[pending.feed.table], pending.feed.source
        for joined, unread in cleaned.unread.items():
            forget_rejects(db, table.name, joined)
            reject_unread(db, self.shop, table.name, joined, unread)
        rejected = Counter(reject_broken(db, self.shop, cleaned))
        rejected.update(pending.file_id(unread.file) for unread in cleaned.landing.unread)
        reject_unread(db, self.shop, table.name, source, cleaned.landing.unread)
        insert(table, self._good_rows(table, cleaned.typed))
        self._put_in_vault(table, cleaned.typed)
        self._enter(cleaned, rejected)
        enter_used_rates(db, self.shop, table, cleaned.typed)
        self.records += cleaned.records
        for name in (cleaned.typed, cleaned.broken, cleaned.files):
            db.execute(f"DROP TABLE {name}")
        self.tell(
            "table.loaded",
            table=table.name,
            source=source,
            files=len(cleaned.landing.files),
            rows=cleaned.records,
            rejected=rejected.total(),
            seconds=round(time.perf_counter() - started, 3),
        )

    def _good_rows(self, table: Table, typed: str) -> str:
        """The rows that broke no rule, pseudonyms in place of what they stand for."""
        replaced, joins = [], []
        for name, column in table.known_columns.items():
            if self.shop.is_pseudonym(table, column):
                self._add_pseudonyms(name, typed)
                known = quoted(f"pseudonym of {name}")
                replaced.append(f"{known}.pseudonym AS {quoted(name)}")
                joins.append(
                    f"LEFT JOIN pseudonyms AS {known} ON {known}.value = t.{quoted(name)}::VARCHAR"
                )
        columns = f"t.* REPLACE ({', '.join(replaced)})" if replaced else "t.*"
        return f"(SELECT {columns} FROM {typed} AS t {' '.join(joins)} WHERE t._broke = 0)"

    def _add_pseudonyms(self, name: str, typed: str) -> None:
        """The pseudonyms of one column; in a run, each distinct value is hashed once."""
        self.workbench.execute(
            "CREATE TEMP TABLE IF NOT EXISTS pseudonyms (value VARCHAR, pseudonym VARCHAR)"
        )
        self.workbench.execute(
            f"INSERT INTO pseudonyms SELECT value, {pseudonym_sql('value')} FROM ("
            f"SELECT DISTINCT {quoted(name)}::VARCHAR AS value FROM {typed} "
            f"WHERE _broke = 0 AND {quoted(name)} IS NOT NULL) AS seen "
            "ANTI JOIN pseudonyms USING (value)"
        )

    def _put_in_vault(self, table: Table, typed: str) -> None:
        columns = secret_columns(self.shop, table)
        if not columns:
            return
        listed = ", ".join(f"{quoted(name)}::VARCHAR AS {quoted(name)}" for name in columns)
        said = (
            f"SELECT _file AS file, getvariable('run_day') AS seen_on, _row AS row, {listed} "
            # Of what is deleted nothing need be known but that it is.
            f"FROM {typed} WHERE _broke = 0 AND NOT _deleted"
        )
        cursor = self.workbench.execute(said)
        while rows := cursor.fetchmany(BATCH):
            self.vault.put_seen(table.name, rows)
        if not table.is_fact:
            self._remember(table, said)

    def _remember(self, table: Table, said: str) -> None:
        """Keep on the workbench what the vault was told, for the dimension that is made of it."""
        place = f"TEMP TABLE IF NOT EXISTS {just_seen(table)}"
        self.workbench.execute(f"CREATE {place} AS {said} LIMIT 0")
        self.workbench.execute(f"INSERT INTO {just_seen(table)} {said}")

    def _enter(self, cleaned: Cleaned, rejected: Counter[int]) -> None:
        """Write the files into the books: what they held, and how they were read."""
        pending, landing = cleaned.pending, cleaned.landing
        names = json.dumps([*landing.names, *landing.others], ensure_ascii=False)
        rows = [
            (
                pending.file_id(reading.file),
                pending.feed.table,
                pending.feed.source,
                reading.file.name,
                reading.file.fingerprint,
                pending.declaration,
                reading.records,
                rejected[pending.file_id(reading.file)],
                reading.encoding,
                reading.delimiter,
                "; ".join(reading.notes),
                names,
                json.dumps(dict(reading.filled), ensure_ascii=False),
                json.dumps(named_keys(reading), ensure_ascii=False) if reading.keys else None,
            )
            for reading in cleaned.landing.files
        ]
        numbers = ("file_id", "records", "rejected")
        kinds = {n: pa.int64() if n in numbers else pa.string() for n in ENTERED}
        with arrived(self.workbench, kinds, rows):
            self.workbench.execute(
                "INSERT INTO shop.alkasba.files BY NAME "
                "SELECT *, now() AS read_at FROM arrived_rows"
            )


def just_seen(table: Table) -> str:
    """The table of the workbench with what this run has put into the vault (file, seen_on, row)."""
    return quoted(f"just seen of {table.name}")


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
