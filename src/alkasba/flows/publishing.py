"""Publishes what a run made: warehouse, vault and rejects change together, by one rename."""

import shutil
import time

from alkasba.flows.summary import write_rejects
from alkasba.flows.work import Made
from alkasba.privacy.vault import settle_vault, waiting_runs
from alkasba.report import RunReport
from alkasba.settings import Settings
from alkasba.warehouse.ledger import last_run
from alkasba.warehouse.working_copy import WorkingCopy, open_published


def publish(made: Made) -> RunReport:
    """Let everyone see what was made."""
    job, report = made.job, made.report
    settings = job.opened.settings
    try:
        write_rejects(made.copy.workbench, job.opened.shop, settings.build / "rejects.next")
        made.copy.write_down()
        made.vault.write_down(report.run_id)
        # Whoever is killed before this line has done nothing; after it, `settle` does the rest.
        made.copy.publish()
    finally:
        settle(settings)
    seconds = round(time.perf_counter() - job.started, 3)
    job.tell("run.published", run=report.run_id, seconds=seconds)
    return report


def settle(settings: Settings) -> None:
    """Put in place what belongs to the published warehouse, and remove what killed runs left."""
    rejects, vault = settings.build / "rejects", settings.path("privacy.vault")
    next_rejects = rejects.with_name("rejects.next")
    run = _published_run(settings) if waiting_runs(vault) else None
    # The vault comes last: as long as it waits, the next run knows that there is more to do.
    if run in waiting_runs(vault) and next_rejects.exists():
        shutil.rmtree(rejects, ignore_errors=True)
        next_rejects.replace(rejects)
    settle_vault(vault, run)
    shutil.rmtree(next_rejects, ignore_errors=True)
    WorkingCopy(settings.warehouse_file).clear()


def _published_run(settings: Settings) -> str | None:
    """The run that made the published warehouse; None where nothing was published yet."""
    if not settings.warehouse_file.exists():
        return None
    db = open_published(settings.warehouse_file)
    try:
        return last_run(db)
    finally:
        db.close()
