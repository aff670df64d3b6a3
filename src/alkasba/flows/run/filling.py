"""Fills the tables with what is pending, the rates before the amounts that they convert."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from duckdb import DuckDBPyConnection

from alkasba.flows.run.changes import Usual, usual_of
from alkasba.flows.run.dimensions import Dimensions, dimension_order
from alkasba.flows.run.facts import drop_unused, load_facts
from alkasba.flows.run.job import Job
from alkasba.flows.run.loading import Loader
from alkasba.flows.run.pending import Pending, together
from alkasba.flows.run.reading import Reader
from alkasba.model.shop import Shop
from alkasba.model.table import Table
from alkasba.warehouse.ledger import forget_files
from alkasba.warehouse.rates import make_rates, outdated_files


def forget_gone(loader: Loader, gone: Mapping[str, list[int]]) -> None:
    """Take out what files said that are gone."""
    for name, files in gone.items():
        forget_files(loader.workbench, loader.shop.tables[name], files, seen_on=None)
        loader.vault.forget_files(name, files)
        loader.tell("files.gone", table=name, files=len(files))


def load_tables(
    job: Job,
    loader: Loader,
    scratch: Path,
    pending: Sequence[Pending],
    touched: Collection[str],
) -> list[Pending]:
    """Read and load what is pending, rates before the amounts they convert; returns all of it.

    That is more than was known, where other rates hold now for files that have not changed.
    """
    shop = loader.shop
    first, later = _rates_first(shop)
    before = [feed for feed in pending if feed.feed.table not in later]
    with _reading(job, loader, scratch, before):
        changed = Dimensions(loader, job.run_day).load(before, touched)
        load_facts(loader, first, before, changed, touched)
    make_rates(loader.workbench, shop)
    outdated = job.outdated(outdated_files(loader.workbench, shop))
    after = [feed for feed in pending if feed.feed.table in later]
    after = together(shop, after, outdated)
    for feed in outdated:
        loader.tell("rates.changed", table=feed.feed.table, files=len(feed.files))
    with _reading(job, loader, scratch, after):
        load_facts(loader, later, after, changed, touched)
    drop_unused(loader)
    return [*before, *after]


def _rates_first(shop: Shop) -> tuple[dict[str, Table], dict[str, Table]]:
    """The facts, those apart that are read when the rates are known."""
    later = {name: table for name, table in shop.facts.items() if shop.is_converted(table)}
    return {name: table for name, table in shop.facts.items() if name not in later}, later


@contextmanager
def _reading(job: Job, loader: Loader, scratch: Path, pending: Sequence[Pending]) -> Iterator[None]:
    """Let the loader load what is read of some feeds, for as long as this lasts."""
    db, shop = loader.workbench, loader.shop
    usual = _usual(job, db, pending)
    _forget_read(loader, pending, job.run_day)
    reader = Reader(db, shop, job.origins, scratch, job.run_day, usual, job.accepted)
    with closing(reader.read(_in_order(shop, pending))) as cleaned:
        loader.cleaned = cleaned
        yield


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


def _forget_read(loader: Loader, pending: Sequence[Pending], run_day: str) -> None:
    """Take out what files said that are read again now."""
    for feed in pending:
        table = loader.shop.tables[feed.feed.table]
        files = [feed.file_id(file) for file in feed.files]
        # What a dimension said on an earlier day is its history; the file no longer tells it.
        seen_on = run_day if table.history and table.day is None else None
        forget_files(loader.workbench, table, files, seen_on=seen_on)
        loader.vault.forget_files(table.name, files, seen_on=seen_on)
