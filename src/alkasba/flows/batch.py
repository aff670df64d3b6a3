"""The batch: files of a shop -> read -> clean -> warehouse, published as a whole."""

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.errors import ContractBroken, StoreError
from alkasba.flows.changes import Usual, usual_of
from alkasba.flows.dimensions import Dimensions, dimension_order
from alkasba.flows.facts import load_facts
from alkasba.flows.fetching import fetch_origins
from alkasba.flows.holding import HeldBack, hold_back
from alkasba.flows.loading import Loader, refuse_too_many, secret_columns
from alkasba.flows.opening import OpenShop
from alkasba.flows.pending import (
    Origins,
    Pending,
    gone_files,
    list_origins,
    pending_feeds,
    shop_digest,
)
from alkasba.flows.reading import Reader
from alkasba.flows.summary import run_report, write_rejects
from alkasba.model.shop import Shop
from alkasba.privacy.pseudonym import make_key, prepare_pseudonyms, read_key
from alkasba.privacy.vault import Vault
from alkasba.report import Hold, RunReport, Tell, silent
from alkasba.warehouse.accounts import lost_records, rejected_shares, volumes
from alkasba.warehouse.calendar import build_calendar
from alkasba.warehouse.ledger import (
    KnownFile,
    drop_undeclared,
    forget_files,
    known_files,
    last_declaration,
    open_books,
    open_table,
)
from alkasba.warehouse.lock import only_writer
from alkasba.warehouse.working_copy import WorkingCopy, open_published


@dataclass(frozen=True, slots=True)
class Clock:
    """When a run happens; given from outside, so that a run can be repeated."""

    now: datetime

    @staticmethod
    def system() -> "Clock":
        return Clock(datetime.now(UTC))


def run_batch(
    opened: OpenShop,
    *,
    months: Collection[str] = (),
    accepted: Collection[str] = (),
    clock: Clock | None = None,
    tell: Tell = silent,
) -> RunReport:
    """Bring the warehouse to what the origins hold now; nothing changed means nothing is done.

    With `months` (YYYY-MM) files named by other months wait, and those named by these are read
    again. A table of which an origin gave far fewer records than before stays as it is, and the
    report tells so, unless it is `accepted`. Raises ContractBroken where too many rows are
    rejected; then nothing is published.
    """
    started = time.perf_counter()
    settings, shop = opened.settings, opened.shop
    with only_writer(settings.build / "run.lock"):
        fetch_origins(opened, tell)
        origins = list_origins(shop)
        if _is_up_to_date(opened, origins, months):
            WorkingCopy(settings.warehouse_file).clear()
            db = open_published(settings.warehouse_file)
            report = run_report(db, shop, run_id="", started=started, pending=[])
            db.close()
            return report
        try:
            return _work_until_held(
                _Job(opened, origins, months, accepted, clock or Clock.system(), tell, started)
            )
        except duckdb.OutOfMemoryException:
            raise StoreError(
                "the memory that the warehouse may use is too small for this run.",
                where=f"warehouse.memory = {settings['warehouse.memory'] or 'not said'}",
                next_step='Raise it: [warehouse] memory = "2GB". Nothing was published.',
            ) from None
        except (duckdb.IOException, duckdb.TransactionException) as error:
            # What DuckDB says of files holds no values of rows.
            raise StoreError(
                f"the warehouse cannot be written: {str(error).splitlines()[0]}",
                where=str(settings.warehouse_file),
                next_step="Make room or give rights there, and run again. Nothing was published.",
            ) from None


def _is_up_to_date(opened: OpenShop, origins: Origins, months: Collection[str]) -> bool:
    """Whether the published warehouse holds what a run would make."""
    shop, published = opened.shop, opened.settings.warehouse_file
    if not published.exists() or not opened.settings.path("privacy.vault").exists():
        return False
    db = open_published(published)
    try:
        if last_declaration(db) != shop_digest(shop):
            return False
        known = known_files(db)
    finally:
        db.close()
    pending = pending_feeds(shop, origins, known, months=months)
    return not pending and (bool(months) or not gone_files(shop, origins, known))


@dataclass(frozen=True, slots=True)
class _Job:
    """What one run was asked for, and the tables that it leaves as they are."""

    opened: OpenShop
    origins: Origins
    months: Collection[str]
    accepted: Collection[str]
    clock: Clock
    tell: Tell
    started: float
    held: tuple[Hold, ...] = ()

    def pending(self, known: Mapping[tuple[str, int], KnownFile]) -> list[Pending]:
        """The feeds to read, those of held tables left out."""
        feeds = pending_feeds(self.opened.shop, self.origins, known, months=self.months)
        return [feed for feed in feeds if feed.feed.table not in self.held_tables]

    def gone(self, known: Mapping[tuple[str, int], KnownFile]) -> dict[str, list[int]]:
        """The files that are no longer there, by table, those of held tables left out."""
        found = {} if self.months else gone_files(self.opened.shop, self.origins, known)
        return {table: ids for table, ids in found.items() if table not in self.held_tables}

    @property
    def held_tables(self) -> set[str]:
        return {hold.table for hold in self.held}


def _work_until_held(job: _Job) -> RunReport:
    """Work; where tables must be held back, work again without them."""
    while True:
        try:
            return _work(job)
        except HeldBack as back:
            for hold in back.holds:
                job.tell("table.held", table=hold.table, source=hold.source)
            job = replace(job, held=(*job.held, *back.holds))


def _work(job: _Job) -> RunReport:
    opened, clock, tell, started = job.opened, job.clock, job.tell, job.started
    settings, shop = opened.settings, opened.shop
    key_file = settings.path("privacy.key_file")
    # A second key would make a stranger of everyone who has a pseudonym already.
    if not settings.warehouse_file.exists() and not settings.path("privacy.vault").exists():
        make_key(key_file)
    memory, threads = settings["warehouse.memory"], settings["warehouse.threads"]
    with (
        WorkingCopy(settings.warehouse_file, memory=memory, threads=threads) as copy,
        Vault(settings.path("privacy.vault")) as vault,
    ):
        db = copy.workbench
        prepare_pseudonyms(db, read_key(key_file))
        run_day = clock.now.date().isoformat()
        db.execute("SET VARIABLE run_day = $1", [run_day])
        open_books(db)
        before = volumes(db)
        drop_undeclared(db, shop.tables)
        vault.drop_undeclared(shop.tables)
        for table in shop.tables.values():
            is_lost = vault.prepare(table.name, secret_columns(shop, table))
            is_emptied = open_table(db, shop, table, anew=is_lost)
            if is_emptied and table.name in job.held_tables & {place[0] for place in before}:
                raise _cannot_be_held(table.name, job.held)
        known = known_files(db)
        pending, gone = job.pending(known), job.gone(known)
        is_redeclared = last_declaration(db) != shop_digest(shop)
        touched = {*gone, *(shop.tables if is_redeclared else ())}
        usual = _usual(job, db, pending)
        reader = Reader(db, shop, job.origins, copy.scratch, run_day, usual)
        with closing(reader.read(_in_order(shop, pending))) as cleaned:
            loader = Loader(db, shop, vault, cleaned, tell)
            _forget(loader, pending, gone, run_day)
            changed = Dimensions(loader, run_day).load(pending, touched)
            load_facts(loader, pending, changed, touched)
        build_calendar(db, shop)
        _verify(shop, loader)
        hold_back(shop, before, volumes(db), {*job.accepted, *job.held_tables})
        run_id = uuid4().hex[:12]
        _enter_run(loader, run_id, clock, pending)
        report = replace(
            run_report(db, shop, run_id=run_id, started=started, pending=pending),
            records_read=loader.records,
            gone=tuple((table, len(files)) for table, files in sorted(gone.items())),
            held=job.held,
        )
        write_rejects(db, shop, settings.build / "rejects")
        vault.commit()
        copy.publish()
        tell("run.published", run=run_id, seconds=round(time.perf_counter() - started, 3))
    return report


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
    job: _Job, db: DuckDBPyConnection, pending: Sequence[Pending]
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
    loader: Loader, pending: list[Pending], gone: Mapping[str, list[int]], run_day: str
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
        loader.vault.forget_files(table.name, files)


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


def _enter_run(loader: Loader, run_id: str, clock: Clock, pending: list[Pending]) -> None:
    files = sum(len(feed.files) for feed in pending)
    loader.workbench.execute(
        "INSERT INTO shop.alkasba.runs VALUES ($1, $2::TIMESTAMPTZ, now(), $3, $4, $5)",
        [run_id, clock.now.isoformat(), files, loader.records, shop_digest(loader.shop)],
    )
