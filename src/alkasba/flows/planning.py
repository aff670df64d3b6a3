"""What a run would do, found out by doing it on a copy that is thrown away."""

import time
from collections.abc import Collection

from alkasba.flows.opening import OpenShop
from alkasba.flows.run.fetching import fetch_origins
from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.pending import list_origins
from alkasba.flows.run.publishing import settle
from alkasba.flows.run.work import Made, work
from alkasba.report import Plan, Tell, silent
from alkasba.warehouse.difference import attach_before, differences
from alkasba.warehouse.lock import only_writer


def plan_batch(
    opened: OpenShop,
    *,
    months: Collection[str] = (),
    accepted: Collection[str] = (),
    clock: Clock | None = None,
    tell: Tell = silent,
) -> Plan:
    """What `run_batch` would read, add, change and delete now.

    It takes as long as the run, and publishes nothing. What origins elsewhere hold is fetched, and
    kept for the run.
    """
    started = time.perf_counter()
    with only_writer(opened.settings.build / "run.lock"):
        settle(opened.settings)
        fetch_origins(opened, tell)
        origins = list_origins(opened.shop)
        job = Job(opened, origins, months, accepted, clock or Clock.system(), tell, started)
        return work(job, _compare)


def _compare(made: Made) -> Plan:
    db, opened = made.copy.workbench, made.job.opened
    published = opened.settings.warehouse_file
    if published.exists():
        attach_before(db, str(published))
    tables = opened.shop.tables.values()
    files = tuple(
        (feed.feed.table, feed.feed.source, file.name)
        for feed in made.pending
        for file in feed.files
    )
    found = tuple(row for table in tables for row in differences(db, opened.shop, table))
    return Plan(made.report, files, found)
