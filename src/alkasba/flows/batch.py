"""The batch: files of a shop -> read -> clean -> warehouse, published as a whole."""

import time
from collections.abc import Collection

from alkasba.flows.opening import OpenShop
from alkasba.flows.run.along import bring_along
from alkasba.flows.run.fetching import fetch_origins
from alkasba.flows.run.held import note_held
from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.keeping import keep_again, let_go
from alkasba.flows.run.pending import (
    Origins,
    gone_files,
    list_origins,
    outdated_feeds,
    pending_feeds,
    shop_digest,
)
from alkasba.flows.run.publishing import publish, settle
from alkasba.flows.run.work import work
from alkasba.flows.summary import run_report
from alkasba.report import RunReport, Tell, silent
from alkasba.warehouse.ledger import known_files, last_declaration, last_run
from alkasba.warehouse.lock import only_writer
from alkasba.warehouse.rates import outdated_files
from alkasba.warehouse.working_copy import open_published

__all__ = ["Clock", "is_up_to_date", "run_batch"]


def run_batch(
    opened: OpenShop,
    *,
    months: Collection[str] = (),
    accepted: Collection[str] = (),
    offline: bool = False,
    clock: Clock | None = None,
    tell: Tell = silent,
) -> RunReport:
    """Bring the warehouse to what the origins hold now; nothing changed means nothing is done.

    With `months` (YYYY-MM) files named by other months wait, and those named by these are read
    again. A table of which an origin gave far fewer records than before, or otherwise than
    before, stays as it is, and the report tells so, unless it is `accepted`. With `offline` no
    origin elsewhere is asked: what was fetched last is read. Raises ContractBroken where too many
    rows are rejected; then nothing is published. Raises StoreError where the database that serves
    the warehouse could not be brought along; the next run does so.
    """
    started, clock = time.perf_counter(), clock or Clock.system()
    with only_writer(opened.settings.build / "run.lock"):
        settle(opened.settings)
        if not offline:
            fetch_origins(opened, tell)
        origins = list_origins(opened.shop)
        if is_up_to_date(opened, origins, months):
            report, run = _unchanged(opened, started)
            if not months:
                keep_again(opened.settings, opened.shop, origins, run=run, now=clock.now)
            let_go(opened.settings, opened.shop, published=run, now=clock.now)
        else:
            job = Job(opened, origins, months, accepted, clock, tell, started)
            report = work(job, publish)
        note_held(opened.settings.build, report.held)
        bring_along(opened, report=report, tell=tell)
        return report


def is_up_to_date(opened: OpenShop, origins: Origins, months: Collection[str]) -> bool:
    """Whether the published warehouse holds what a run would make."""
    shop, published = opened.shop, opened.settings.warehouse_file
    if not published.exists() or not opened.settings.path("privacy.vault").exists():
        return False
    db = open_published(published)
    try:
        if last_declaration(db) != shop_digest(shop):
            return False
        known = known_files(db)
        outdated = outdated_feeds(shop, origins, outdated_files(db, shop), months=months)
    finally:
        db.close()
    pending = pending_feeds(shop, origins, known, months=months) or outdated
    return not pending and (bool(months) or not gone_files(shop, origins, known))


def _unchanged(opened: OpenShop, started: float) -> tuple[RunReport, str]:
    """The report of a run that did nothing, and the run that made what is published."""
    db = open_published(opened.settings.warehouse_file)
    try:
        report = run_report(db, opened.shop, run_id="", started=started, pending=[])
        return report, last_run(db) or ""
    finally:
        db.close()
