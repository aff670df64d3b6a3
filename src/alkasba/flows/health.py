"""How the shop's data is: the last runs, what they rejected and why, how fresh each source is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from alkasba.derive.ddl import layout_of
from alkasba.derive.sql import literal, quoted
from alkasba.errors import UnknownName, did_you_mean
from alkasba.flows.serving import Edition, Rows
from alkasba.flows.status import source_status
from alkasba.flows.summary import duplicates, orphans
from alkasba.model.shop import Shop
from alkasba.model.table import Table

Data = dict[str, object]
MOMENT = "strftime({}, '%Y-%m-%dT%H:%M:%SZ')"
REJECT = ("source", "file", "line", "rule", "reason", "row", "next_step")
RUN = (
    "run_id",
    "started_at",
    "finished_at",
    "files_read",
    "records_read",
    "records",
    "rejected",
    "duplicates",
    "deleted",
    "loaded",
)
COUNTED = "sum(records)::BIGINT, sum(rejected)::BIGINT, sum(duplicates)::BIGINT"


def counted_runs(edition: Edition, limit: int) -> list[Data]:
    """The last runs, what each read, and what the books counted after it: read = loaded + rejected
    + duplicates + deleted. A run of an earlier version of the program has no such counts."""
    counts = (
        f"SELECT run_id, {COUNTED}, sum(deleted)::BIGINT FROM alkasba.counts GROUP BY run_id"
        if _has(edition, "counts")
        else "SELECT NULL, NULL, NULL, NULL, NULL WHERE FALSE"
    )
    rows = edition.ask(
        f"WITH c(run_id, records, rejected, duplicates, deleted) AS ({counts}) "
        f"SELECT r.run_id, {MOMENT.format('started_at')}, {MOMENT.format('finished_at')}, "
        "r.files_read, r.records, c.records, c.rejected, c.duplicates, c.deleted, "
        "c.records - c.rejected - c.duplicates - c.deleted "
        "FROM alkasba.runs AS r LEFT JOIN c ON c.run_id = r.run_id "
        f"ORDER BY r.rowid DESC LIMIT {limit}"
    )
    return _named(RUN, rows)


def _has(edition: Edition, book: str) -> bool:
    """Whether the warehouse has a book; one of an earlier version of the program may lack it."""
    found = edition.ask(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'shop' "
        f"AND schema_name = 'alkasba' AND table_name = {literal(book)}"
    )
    return bool(found[0][0])


def counted_tables(edition: Edition) -> list[Data]:
    """What became of the rows of each table and source: every record is counted once."""
    names = ("table", "source", "files", "records", "rejected", "duplicates", "deleted", "loaded")
    rows = edition.ask(
        f"SELECT table_name, source, count(*), {COUNTED}, sum(coalesce(deleted, 0))::BIGINT, "
        "sum(records - rejected - duplicates - coalesce(deleted, 0))::BIGINT "
        "FROM alkasba.files GROUP BY table_name, source ORDER BY table_name, source"
    )
    return _named(names, rows)


def rejects_by_rule(edition: Edition) -> list[Data]:
    """How many rows each rule keeps out now, the worst first."""
    names = ("table", "rule", "reason", "rows")
    rows = edition.ask(
        "SELECT table_name, rule, min(reason), count(*) FROM rejects GROUP BY table_name, rule "
        "ORDER BY 4 DESC, 1, 2"
    )
    return _named(names, rows)


def rules_over_runs(edition: Edition, runs: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """How many rows each rule kept out after each of some runs, by run, table and rule."""
    if not _has(edition, "rules"):
        return {}
    listing = ", ".join(literal(run) for run in runs)
    rows = edition.ask(
        f"SELECT run_id, table_name, rule, rows FROM alkasba.rules WHERE run_id IN ({listing})"
    )
    return {(str(run), str(table), str(rule)): int(str(n)) for run, table, rule, n in rows}


def rejected_rows(edition: Edition, table: str, rule: str, limit: int, offset: int) -> list[Data]:
    """The rows behind a rule, as they were written; personal values are masked since the run."""
    _check_rejects(edition, table, rule)
    rows = edition.ask(
        f"SELECT {', '.join(map(quoted, REJECT))} FROM rejects WHERE table_name = {literal(table)} "
        f"AND rule = {literal(rule)} ORDER BY source, file, line, row "
        f"LIMIT {limit} OFFSET {offset}"
    )
    return _named(REJECT, rows)


def _check_rejects(edition: Edition, table: str, rule: str) -> None:
    known = {(one["table"], one["rule"]) for one in rejects_by_rule(edition)}
    if (table, rule) not in known:
        rules = [str(of) for name, of in known if name == table]
        raise UnknownName(
            f"no row of '{table}' breaks the rule '{rule}'.{did_you_mean(rule, rules)}",
            where="table, rule",
            next_step="See what is rejected now: /health, or /api/v1/status",
        )


def status_of(edition: Edition, now: datetime, *, is_behind: bool) -> Data:
    """All of it, as programs read it."""
    shop = _held(edition)
    return {
        "is_behind": is_behind,
        "runs": counted_runs(edition, 10),
        "sources": source_status(edition.ask, shop, now),
        "tables": counted_tables(edition),
        "rules": rejects_by_rule(edition),
        "duplicates": _named(("table", "why", "rows"), duplicates(edition.ask, shop)),
        "orphans": _named(("table", "column", "rows"), orphans(edition.ask, shop)),
    }


def _held(edition: Edition) -> Shop:
    """The shop with those of its tables whose columns the published warehouse holds."""
    held: dict[str, set[str]] = {}
    for table, column in edition.ask(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = 'shop' AND schema_name = 'main'"
    ):
        held.setdefault(str(table), set()).add(str(column))
    shop = edition.shop
    tables = {n: t for n, t in shop.tables.items() if _is_held(shop, t, held.get(n, set()))}
    return replace(shop, tables=tables)


def _is_held(shop: Shop, table: Table, columns: set[str]) -> bool:
    return set(layout_of(shop, table)) <= columns


def _named(names: Iterable[str], rows: Rows | tuple[tuple[object, ...], ...]) -> list[Data]:
    return [dict(zip(names, row, strict=True)) for row in rows]
