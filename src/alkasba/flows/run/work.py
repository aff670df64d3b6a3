"""One run's work: what the origins say now, made on a copy of the warehouse."""

import errno
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import uuid4

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.errors import ContractBroken, StoreAway, StoreError
from alkasba.flows.run.filling import forget_gone, load_tables
from alkasba.flows.run.holding import HeldBack, Volumes, hold_back
from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.loading import Loader, refuse_too_many, secret_columns
from alkasba.flows.run.pairing import pair
from alkasba.flows.run.pending import (
    Pending,
    shop_digest,
)
from alkasba.flows.run.reckoning import reckon
from alkasba.flows.summary import run_report
from alkasba.model.shop import Shop
from alkasba.privacy.pseudonym import make_key, prepare_pseudonyms, read_key
from alkasba.privacy.vault import Vault
from alkasba.report import Hold, RunReport
from alkasba.warehouse.accounts import lost_records, rejected_shares, volumes
from alkasba.warehouse.calendar import build_calendar
from alkasba.warehouse.ledger import (
    drop_undeclared,
    enter_counts,
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


def _cannot_be_written(job: Job, why: str) -> StoreAway:
    return StoreAway(
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
    loader = Loader(db, shop, vault, job.tell, changed={*touched})
    forget_gone(loader, gone)
    pending = load_tables(job, loader, copy.scratch, pending, touched)
    build_calendar(db, shop)
    pair(loader)
    reckon(loader)
    _verify(shop, loader)
    hold_back(shop, before, volumes(db), {*job.accepted, *job.held_tables})
    run_id = uuid4().hex[:12]
    _enter_run(loader, run_id, job.clock, pending)
    enter_counts(db, run_id)
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
