"""One run's work: what the origins say now, made on a copy of the warehouse."""

import errno
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.errors import ContractBroken, StoreError
from alkasba.flows.changes import Usual, usual_of
from alkasba.flows.dimensions import Dimensions, dimension_order
from alkasba.flows.facts import load_facts
from alkasba.flows.holding import HeldBack, Volumes, hold_back
from alkasba.flows.loading import Loader, refuse_too_many, secret_columns
from alkasba.flows.opening import OpenShop
from alkasba.flows.pending import Origins, Pending, gone_files, pending_feeds, shop_digest
from alkasba.flows.reading import Reader
from alkasba.flows.summary import run_report
from alkasba.model.shop import Shop
from alkasba.privacy.pseudonym import make_key, prepare_pseudonyms, read_key
from alkasba.privacy.vault import Vault
from alkasba.report import Hold, RunReport, Tell
from alkasba.warehouse.accounts import lost_records, rejected_shares, volumes
from alkasba.warehouse.calendar import build_calendar
from alkasba.warehouse.ledger import (
    KnownFile,
    drop_undeclared,
    forget_files,
    forget_later,
    known_files,
    last_day_seen,
    last_declaration,
    open_books,
    open_table,
)
from alkasba.warehouse.working_copy import WorkingCopy

Result = TypeVar("Result")

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}
"""What a system says where nothing, or nothing more, may be written."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a run happens; given from outside, so that a run can be repeated."""

    now: datetime

    @staticmethod
    def system() -> "Clock":
        return Clock(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Job:
    """What one run was asked for, and the tables that it leaves as they are."""

    opened: OpenShop
    origins: Origins
    months: Collection[str]
    accepted: Collection[str]
    clock: Clock
    tell: Tell
    started: float
    held: tuple[Hold, ...] = ()
    seen_until: str = ""
    replayed_day: str = ""

    def pending(self, known: Mapping[tuple[str, int], KnownFile]) -> list[Pending]:
        """The feeds to read, those of held tables left out."""
        feeds = pending_feeds(self.opened.shop, self.origins, known, months=self.months)
        return [feed for feed in feeds if feed.feed.table not in self.held_tables]

    def gone(self, known: Mapping[tuple[str, int], KnownFile]) -> dict[str, list[int]]:
        """The files that are no longer there, by table, those of held tables left out."""
        found = {} if self.months else gone_files(self.opened.shop, self.origins, known)
        return {table: ids for table, ids in found.items() if table not in self.held_tables}

    @property
    def run_day(self) -> str:
        """The day of the run, as ISO text.

        Never before a day on which rows were seen, though the clock was put back: what the origins
        say now is the last word. What is replayed was seen on its own day.
        """
        return self.replayed_day or max(self.clock.now.date().isoformat(), self.seen_until)

    @property
    def held_tables(self) -> set[str]:
        return {hold.table for hold in self.held}


@dataclass(frozen=True, slots=True)
class Made:
    """What a run has made and nobody sees yet: the workbench with the copy, and the report."""

    job: Job
    copy: WorkingCopy
    vault: Vault
    report: RunReport
    pending: Sequence[Pending]


def work(job: Job, finish: Callable[[Made], Result]) -> Result:
    """Make what the origins say on a copy of the warehouse, and hand it to `finish`.

    Unless that publishes it, nothing has happened. Where tables must be held back, all is made
    again without them.
    """
    try:
        return _work_until_held(job, finish)
    except duckdb.OutOfMemoryException:
        memory = job.opened.settings["warehouse.memory"]
        raise StoreError(
            "the memory that the warehouse may use is too small for this run.",
            where=f"warehouse.memory = {memory or 'not said'}",
            next_step='Raise it: [warehouse] memory = "2GB". Nothing was published.',
        ) from None
    except (duckdb.IOException, duckdb.TransactionException) as error:
        # What DuckDB says of files holds no values of rows.
        raise _cannot_be_written(job, str(error).splitlines()[0]) from None
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise _cannot_be_written(job, f"{error.strerror}.") from None


def _cannot_be_written(job: Job, why: str) -> StoreError:
    return StoreError(
        f"the warehouse cannot be written: {why}",
        where=str(job.opened.settings.warehouse_file),
        next_step="Make room or give rights there, and run again.",
    )


def _work_until_held(job: Job, finish: Callable[[Made], Result]) -> Result:
    while True:
        try:
            return _work(job, finish)
        except HeldBack as back:
            for hold in back.holds:
                job.tell("table.held", table=hold.table, source=hold.source)
            job = replace(job, held=(*job.held, *back.holds))


def _work(job: Job, finish: Callable[[Made], Result]) -> Result:
    settings = job.opened.settings
    key_file = settings.path("privacy.key_file")
    # A second key would make a stranger of everyone who has a pseudonym already.
    if not settings.warehouse_file.exists() and not settings.path("privacy.vault").exists():
        make_key(key_file)
    memory, threads = settings["warehouse.memory"], settings["warehouse.threads"]
    with (
        WorkingCopy(settings.warehouse_file, memory=memory, threads=threads) as copy,
        Vault(settings.path("privacy.vault")) as vault,
    ):
        prepare_pseudonyms(copy.workbench, read_key(key_file))
        open_books(copy.workbench)
        before = volumes(copy.workbench)
        _open_tables(job, copy.workbench, vault, {table for table, _, _ in before})
        if job.replayed_day:
            _go_back(job, copy.workbench, vault)
        job = replace(job, seen_until=last_day_seen(copy.workbench, job.opened.shop.dimensions))
        copy.workbench.execute("SET VARIABLE run_day = $1", [job.run_day])
        return finish(_load(job, copy, vault, before))


def _open_tables(job: Job, db: DuckDBPyConnection, vault: Vault, filled: Collection[str]) -> None:
    """Make room for every declared table; those of another layout are empty then."""
    shop = job.opened.shop
    drop_undeclared(db, shop.tables)
    vault.drop_undeclared(shop.tables)
    for table in shop.tables.values():
        is_lost = vault.prepare(table.name, secret_columns(shop, table))
        is_emptied = open_table(db, shop, table, anew=is_lost)
        if is_emptied and table.name in job.held_tables.intersection(filled):
            raise _cannot_be_held(table.name, job.held)


def _go_back(job: Job, db: DuckDBPyConnection, vault: Vault) -> None:
    """Forget the history that was seen after the day that is replayed."""
    for table in job.opened.shop.dimensions.values():
        if table.history and table.day is None:
            forget_later(db, table, job.replayed_day)
            vault.forget_later(table.name, job.replayed_day)


def _load(job: Job, copy: WorkingCopy, vault: Vault, before: Volumes) -> Made:
    """Read what is pending into the copy, and see that it all adds up."""
    db, shop = copy.workbench, job.opened.shop
    known = known_files(db)
    pending, gone = job.pending(known), job.gone(known)
    is_redeclared = last_declaration(db) != shop_digest(shop)
    touched = {*gone, *(shop.tables if is_redeclared else ())}
    usual = _usual(job, db, pending)
    reader = Reader(db, shop, job.origins, copy.scratch, job.run_day, usual)
    with closing(reader.read(_in_order(shop, pending))) as cleaned:
        loader = Loader(db, shop, vault, cleaned, job.tell)
        _forget(loader, pending, gone, job.run_day)
        changed = Dimensions(loader, job.run_day).load(pending, touched)
        load_facts(loader, pending, changed, touched)
    build_calendar(db, shop)
    _verify(shop, loader)
    hold_back(shop, before, volumes(db), {*job.accepted, *job.held_tables})
    run_id = uuid4().hex[:12]
    _enter_run(loader, run_id, job.clock, pending)
    report = replace(
        run_report(db, shop, run_id=run_id, started=job.started, pending=pending),
        records_read=loader.records,
        gone=tuple((table, len(files)) for table, files in sorted(gone.items())),
        held=job.held,
    )
    return Made(job, copy, vault, report, pending)


def _cannot_be_held(table: str, held: Sequence[Hold]) -> ContractBroken:
    hold = next(hold for hold in held if hold.table == table)
    return ContractBroken(
        f"{table} is declared in another way now, and its source {hold.source} gives too few "
        f"rows to make it anew: {hold.what}.",
        where=f"sources/{hold.source}.toml",
        next_step=f"Repair the origin, or accept it: alkasba run --accept {table}. "
        "Nothing was published.",
    )


def _usual(
    job: Job, db: DuckDBPyConnection, pending: Sequence[Pending]
) -> dict[tuple[str, str], Usual]:
    """How the files of each feed looked, before those that are read again are taken out."""
    compared = [feed for feed in pending if feed.feed.table not in job.accepted]
    found = {(p.feed.table, p.feed.source): usual_of(db, job.opened.shop, p) for p in compared}
    return {feed: usual for feed, usual in found.items() if usual is not None}


def _in_order(shop: Shop, pending: Sequence[Pending]) -> list[Pending]:
    """The feeds in the order in which they are loaded: dimensions first."""
    tables = [*dimension_order(shop), *shop.facts]
    return sorted(pending, key=lambda feed: tables.index(feed.feed.table))


def _forget(
    loader: Loader, pending: Sequence[Pending], gone: Mapping[str, list[int]], run_day: str
) -> None:
    """Take out what files said that are read again now, or are gone."""
    for name, files in gone.items():
        forget_files(loader.workbench, loader.shop.tables[name], files, seen_on=None)
        loader.vault.forget_files(name, files)
        loader.tell("files.gone", table=name, files=len(files))
    for feed in pending:
        table = loader.shop.tables[feed.feed.table]
        files = [feed.file_id(file) for file in feed.files]
        # What a dimension said on an earlier day is its history; the file no longer tells it.
        seen_on = run_day if table.history and table.day is None else None
        forget_files(loader.workbench, table, files, seen_on=seen_on)
        loader.vault.forget_files(table.name, files, seen_on=seen_on)


def _verify(shop: Shop, loader: Loader) -> None:
    """Refuse to publish what does not add up, or what has too many rejects."""
    for table, source, records, rejected in rejected_shares(loader.workbench):
        feed = shop.sources[source].feeds.get(table) if source in shop.sources else None
        if feed is not None:
            where = f"sources/{source}.toml, feeds.{table}"
            refuse_too_many(
                shop.tables[table], feed, records=records, rejected=rejected, where=where
            )
    for table, source, file, records, found in lost_records(loader.workbench, shop):
        raise StoreError(
            f"{file} has {records} records of {table}, and {found} are accounted for.",
            where=f"sources/{source}.toml",
            next_step="Nothing was published. Please report this with the file's shape.",
        )


def _enter_run(loader: Loader, run_id: str, clock: Clock, pending: Sequence[Pending]) -> None:
    files = sum(len(feed.files) for feed in pending)
    loader.workbench.execute(
        "INSERT INTO shop.alkasba.runs VALUES ($1, $2::TIMESTAMPTZ, now(), $3, $4, $5)",
        [run_id, clock.now.isoformat(), files, loader.records, shop_digest(loader.shop)],
    )
