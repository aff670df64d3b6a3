"""Publishes what a run made: warehouse, vault and rejects change together, by one rename."""

import shutil
import time
from collections.abc import Mapping, Sequence

from alkasba.flows.run.job import Job
from alkasba.flows.run.keeping import (
    KeptRun,
    drop_unnamed,
    let_go,
    settle_runs,
    with_copies,
    write_waiting,
)
from alkasba.flows.run.pending import file_id
from alkasba.flows.run.work import Made
from alkasba.flows.summary import write_rejects
from alkasba.ports import OriginFile
from alkasba.privacy.vault import settle_vault, waiting_runs
from alkasba.report import RunReport
from alkasba.settings import Settings
from alkasba.warehouse.ledger import KnownFile, known_files, last_run
from alkasba.warehouse.working_copy import WorkingCopy, open_published


def publish(made: Made) -> RunReport:
    """Let everyone see what was made."""
    job, report = made.job, made.report
    settings = job.opened.settings
    try:
        write_rejects(made.copy.workbench, job.opened.shop, settings.build / "rejects.next")
        write_waiting(settings, _read_by(made))
        made.copy.write_down()
        made.vault.write_down(report.run_id)
        # Whoever is killed before this line has done nothing; after it, `settle` does the rest.
        made.copy.publish()
    finally:
        settle(settings)
    let_go(settings, job.opened.shop, published=report.run_id, now=job.clock.now)
    seconds = round(time.perf_counter() - job.started, 3)
    job.tell("run.published", run=report.run_id, seconds=seconds)
    return report


def _read_by(made: Made) -> KeptRun:
    """What the run has read; where only some months were, what the warehouse holds of the files."""
    job = made.job
    files = with_copies(job.opened.shop, job.origins)
    if job.months:
        known = known_files(made.copy.workbench)
        files = {name: _loaded(job, known, name, found) for name, found in files.items()}
    return KeptRun(made.report.run_id, job.clock.now, job.run_day, files)


def _loaded(
    job: Job,
    known: Mapping[tuple[str, int], KnownFile],
    source: str,
    files: Sequence[OriginFile],
) -> tuple[OriginFile, ...]:
    """Those that some table has rows of; all of a source that feeds none, and is only looked up."""
    feeds = job.opened.shop.sources[source].feeds
    states = {
        (known[place].fingerprint, file)
        for file in files
        for table in feeds
        if (place := (table, file_id(source, file))) in known
    }
    return tuple(file for file in files if not feeds or (file.fingerprint, file) in states)


def settle(settings: Settings) -> None:
    """Put in place what belongs to the published warehouse, and remove what killed runs left."""
    rejects, vault = settings.build / "rejects", settings.path("privacy.vault")
    next_rejects = rejects.with_name("rejects.next")
    run = _published_run(settings) if waiting_runs(vault) else None
    # The vault comes last: as long as it waits, the next run knows that there is more to do.
    if run in waiting_runs(vault) and next_rejects.exists():
        shutil.rmtree(rejects, ignore_errors=True)
        next_rejects.replace(rejects)
    settle_runs(settings, run)
    settle_vault(vault, run)
    shutil.rmtree(next_rejects, ignore_errors=True)
    WorkingCopy(settings.warehouse_file).clear()
    drop_unnamed(settings)


def _published_run(settings: Settings) -> str | None:
    """The run that made the published warehouse; None where nothing was published yet."""
    if not settings.warehouse_file.exists():
        return None
    db = open_published(settings.warehouse_file)
    try:
        return last_run(db)
    finally:
        db.close()
