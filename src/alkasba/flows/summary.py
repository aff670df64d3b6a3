"""What a run did, read from the warehouse's books."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal, quoted
from alkasba.flows.run.pending import Pending
from alkasba.model.shop import Shop
from alkasba.report import FeedCount, RunReport

Ask = Callable[[str], Sequence[Any]]
"""The rows of a statement."""


def run_report(
    db: DuckDBPyConnection, shop: Shop, *, run_id: str, started: float, pending: list[Pending]
) -> RunReport:
    """The report of a run over the open warehouse, whether it is being made or published."""
    read = {(p.feed.table, p.feed.source) for p in pending}
    rows = _rows(
        db,
        "SELECT table_name, source, count(*), sum(records)::BIGINT, "
        "sum(records - rejected - duplicates - coalesce(deleted, 0))::BIGINT, "
        "sum(rejected)::BIGINT, sum(duplicates)::BIGINT, sum(coalesce(deleted, 0))::BIGINT "
        "FROM shop.alkasba.files GROUP BY ALL ORDER BY ALL",
    )
    feeds = tuple(
        FeedCount(
            table=table,
            source=source,
            files=files,
            records=records,
            loaded=loaded,
            rejected=rejected,
            duplicates=duplicates,
            deleted=deleted,
            is_new=(table, source) in read,
        )
        for table, source, files, records, loaded, rejected, duplicates, deleted in rows
    )
    return RunReport(
        run_id=run_id,
        seconds=time.perf_counter() - started,
        files_read=sum(len(p.files) for p in pending),
        records_read=0,
        feeds=feeds,
        rules=_rows(
            db,
            "SELECT table_name, rule, reason, count(*) FROM shop.rejects GROUP BY ALL "
            "ORDER BY 4 DESC, 1, 2, 3",
        ),
        orphans=orphans(partial(_rows, db), shop),
        duplicates=duplicates(partial(_rows, db), shop),
        conflicts=_rows(
            db,
            "SELECT table_name, column_name, count(*) FROM shop.alkasba.conflicts "
            "GROUP BY ALL ORDER BY ALL",
        ),
        notes=_rows(
            db,
            "SELECT source, notes, count(*) FROM shop.alkasba.files WHERE notes <> '' "
            "GROUP BY ALL ORDER BY ALL",
        ),
        tables={
            name: _rows(db, f"SELECT count(*) FROM shop.{quoted(name)}")[0][0]
            for name in shop.tables
        },
    )


def _rows(db: DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return tuple(db.execute(sql).fetchall())


def orphans(ask: Ask, shop: Shop) -> tuple[tuple[str, str, int], ...]:
    """References that name a member which no dimension has."""
    found = []
    for table in shop.tables.values():
        for name in table.references:
            sql = (
                f"SELECT count(*) FROM shop.{quoted(table.name)} "
                f"WHERE {quoted(f'{name}_key')} = 0 AND {quoted(name)} IS NOT NULL"
            )
            sql += "" if table.is_fact else f" AND {quoted(f'{table.name}_key')} <> 0"
            count = ask(sql)[0][0]
            if count:
                found.append((table.name, name, count))
    return tuple(found)


def duplicates(ask: Ask, shop: Shop) -> tuple[tuple[str, str, int], ...]:
    """Rows kept aside, by table and by why they count as the same."""
    parts = " UNION ALL ".join(
        f"SELECT {literal(name)} AS table_name, _fate FROM shop.kept.{quoted(name)}"
        for name in shop.tables
    )
    found = ask(
        f"SELECT table_name, _fate, count(*) FROM ({parts}) WHERE _fate NOT IN ('kept', 'deleted') "
        "GROUP BY ALL ORDER BY ALL",
    )
    return tuple(found)


def write_rejects(db: DuckDBPyConnection, shop: Shop, folder: Path) -> None:
    """The rejects as one CSV per table, for whoever repairs them, in place of what is there.

    A table without any has none.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in shop.tables:
        path = folder / f"{name}.csv"
        condition = f"table_name = {literal(name)}"
        if _rows(db, f"SELECT count(*) FROM shop.rejects WHERE {condition}")[0][0]:
            db.execute(
                "COPY (SELECT * EXCLUDE (_file) FROM shop.rejects "
                f"WHERE {condition} ORDER BY source, file, line) TO {literal(str(path))} (HEADER)"
            )
