"""Brings the rows of facts to the index that counts them, as the published file has them."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from time import perf_counter, sleep

from duckdb import DuckDBPyConnection

from alkasba.batches import in_batches
from alkasba.derive.search.rows import rows_plan, rows_sql
from alkasba.errors import AlkasbaError, StoreAway, StoreError
from alkasba.flows.opening import OpenShop
from alkasba.model.index import IndexPlan
from alkasba.model.search import counted
from alkasba.model.table import Table
from alkasba.ports import Change, Index
from alkasba.report import RunReport, Tell, silent
from alkasba.search import is_engine, open_index
from alkasba.search.writing import write_all
from alkasba.stream.sent import Sent, open_sent
from alkasba.warehouse.ledger import last_run
from alkasba.warehouse.working_copy import open_published

TRIES = 4
"""So often an engine that is busy is asked again; what is left waits for the next run."""
BATCH = 2_000
FOLDER = "index"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an index was brought to: the run, and how many rows of it are there."""

    run: str
    place: str
    index: str
    rows: int


@dataclass(frozen=True, slots=True)
class Target:
    """A fact, the index of its rows, and what is kept of it: digests and a mark."""

    opened: OpenShop
    table: Table
    plan: IndexPlan
    index: Index

    @property
    def place(self) -> str:
        """Where the index stands: what another one holds says nothing of it."""
        return f"{self.opened.settings['search.url']} {self.plan.name}"

    @property
    def mark_file(self) -> Path:
        return _folder(self.opened) / f"{self.table.name}.json"


def index_rows(opened: OpenShop, *, report: RunReport | None = None, tell: Tell = silent) -> None:
    """Bring every fact with `[search]` to its index; nothing where `[search] url` is a folder.

    What differs is told by digests, so that it does not matter what earlier runs have managed to
    bring. Raises StoreAway or StoreError, with the `report` of what is published here and stays.
    """
    try:
        _index_all(opened, tell)
    except AlkasbaError as error:
        error.report = report
        raise


def _index_all(opened: OpenShop, tell: Tell) -> None:
    facts = _facts(opened)
    if not facts:
        return
    index = open_index(opened.settings)
    try:
        for table in facts.values():
            _bring(Target(opened, table, rows_plan(opened.shop, table), index), tell)
    finally:
        index.close()


def _facts(opened: OpenShop) -> dict[str, Table]:
    """The facts whose rows are counted; files of this machine count none."""
    return counted(opened.shop) if is_engine(opened.settings) else {}


def _bring(target: Target, tell: Tell) -> None:
    index, plan, started = target.index, target.plan, perf_counter()
    db = open_published(target.opened.settings.warehouse_file)
    try:
        run = last_run(db) or ""
        index.make(plan)
        known = _read(target.mark_file)
        stands = index.standing(plan.alias)[0] == plan.name
        is_there = known == Mark(run, target.place, plan.name, index.count(plan.name))
        if stands and is_there:
            return
        rows, written = _written(target, db, tell)
    finally:
        db.close()
    index.stand(plan)
    mark = Mark(run, target.place, plan.name, rows)
    target.mark_file.write_text(json.dumps(asdict(mark)), encoding="utf-8")
    seconds = round(perf_counter() - started, 3)
    tell("rows.indexed", index=plan.alias, rows=rows, written=written, seconds=seconds)


def _written(target: Target, db: DuckDBPyConnection, tell: Tell) -> tuple[int, int]:
    """Write what differs; returns how many rows there are, and how many were written."""
    with open_sent(db, _folder(target.opened) / f"{target.table.name}.duckdb") as sent:
        if not sent.is_of(target.place, {0: 0}):
            _learn(target, sent)
        rows, written = _write(target, sent, tell)
        if target.index.count(target.plan.name) != rows:
            # Others have written there, or it was made anew.
            _learn(target, sent)
            rows, more = _write(target, sent, tell)
            written += more
        if (held := target.index.count(target.plan.name)) != rows:
            raise StoreError(
                f"the index '{target.plan.alias}' holds {held} of {rows} rows of "
                f"{target.table.name}, though all were written.",
                where="[search] url",
                next_step="See that nobody else writes there, and run again. The warehouse itself "
                "is published.",
            )
    return rows, written


def _learn(target: Target, sent: Sent) -> None:
    """Know what is there from the index itself, by id and version; what it says is written anew."""
    target.mark_file.unlink(missing_ok=True)
    sent.forget()
    held = target.index.versions(target.plan.name)
    sent.remember((name, b"", version) for name, version in held)
    sent.keep_ends(target.place, {0: 0})


def _write(target: Target, sent: Sent, tell: Tell) -> tuple[int, int]:
    found = sent.compare(rows_sql(target.opened.shop, target.table))
    version = sent.next_version(int(datetime.now(UTC).timestamp() * 1_000_000))
    done = 0
    for news in chain(sent.changed(), sent.gone()):
        told = news.messages()
        _put(target, [Change(key.decode(), version, document) for key, document in told])
        done += news.noted.num_rows
        if sent.note(news):
            sent.keep()
        tell("rows.indexing", index=target.plan.alias, rows=done)
    sent.settle()
    target.index.refresh(target.plan.name)
    return found.members, done


def _put(target: Target, changes: list[Change]) -> None:
    """Write changes, or raise: a dashboard that lacks rows tells wrong sums."""
    for batch in in_batches(changes, BATCH):
        verdicts = write_all(target.index, target.plan.name, batch, _Patience(target.plan.alias))
        never = [verdict.why for verdict in verdicts if verdict.kind == "never"]
        if never:
            raise StoreError(
                f"the index '{target.plan.alias}' refuses {len(never)} rows: {never[0]}.",
                where=f"tables/{target.table.name}.toml, search",
                next_step="Leave out the column that does not fit there, and run again. The "
                "warehouse itself is published.",
            )


@dataclass(slots=True)
class _Patience:
    """Waits between tries, and not for ever: a run ends."""

    alias: str
    tries: int = 0

    def __call__(self, seconds: float, left: list[int]) -> list[int]:
        self.tries += 1
        if self.tries >= TRIES:
            raise StoreAway(
                f"the index '{self.alias}' takes no rows now.",
                where="[search] url",
                next_step="The warehouse itself is published. The next run brings the rows there.",
            )
        sleep(seconds)
        return left


def index_status(opened: OpenShop, run: str) -> dict[str, list[dict[str, object]]]:
    """For each fact with an index, whether it holds what this run has published.

    Nothing where the index is a folder. That the engine cannot be asked is told, and no error.
    """
    facts = _facts(opened)
    if not facts:
        return {}
    try:
        index = open_index(opened.settings)
    except AlkasbaError as error:
        return {"indexed": [_told(table, "away", error.what) for table in facts.values()]}
    try:
        return {"indexed": [_state(opened, table, index, run) for table in facts.values()]}
    finally:
        index.close()


def _state(opened: OpenShop, table: Table, index: Index, run: str) -> dict[str, object]:
    target = Target(opened, table, rows_plan(opened.shop, table), index)
    known = _read(target.mark_file)
    try:
        if index.standing(target.plan.alias)[0] != target.plan.name or known is None:
            return _told(table, "behind")
        rows = index.count(target.plan.name)
    except AlkasbaError as error:
        return _told(table, "away", error.what)
    is_current = known == Mark(run, target.place, target.plan.name, rows)
    return _told(table, "current" if is_current else "behind", rows=rows)


def _told(table: Table, state: str, why: str = "", rows: int | None = None) -> dict[str, object]:
    index = table.search.index if table.search else ""
    return {"table": table.name, "index": index, "state": state, "rows": rows, "why": why}


def _folder(opened: OpenShop) -> Path:
    return opened.settings.build / FOLDER


def _read(file: Path) -> Mark | None:
    """The mark, if there is one that can be read."""
    try:
        return Mark(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
