"""What the published warehouse holds: tables, sources, rows, digests, the last run."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from duckdb import DuckDBPyConnection

from alkasba.derive.ddl import LINEAGE, layout_of
from alkasba.derive.sql import literal, quoted
from alkasba.flows.answers import open_current
from alkasba.flows.opening import OpenShop
from alkasba.flows.run.held import held_tables
from alkasba.flows.run.indexing import index_status
from alkasba.flows.run.sharing import shared_status
from alkasba.flows.summary import Ask
from alkasba.model.shop import Shop
from alkasba.model.source import Source
from alkasba.sources.extracts import Extracts, folder_of
from alkasba.warehouse.ledger import last_run


def shop_status(
    opened: OpenShop, *, with_hashes: bool = False, now: datetime | None = None
) -> dict[str, Any]:
    """Tables with their rows, sources with what they gave, and the time of the last run.

    Digests do not depend on the order of rows. A source is late when it gave nothing new for
    longer than its `every`. Where the warehouse is shared, `shared` tells what PostgreSQL holds,
    and where rows of facts stand in a search engine, `indexed` what that holds. `held` are tables
    that the last run left as they were.
    """
    published = opened.settings.warehouse_file
    if not published.exists():
        return {"last_run": None, "tables": [], "sources": []}
    db = open_current(opened)
    try:
        tables = [_table(db, opened.shop, name, with_hashes) for name in opened.shop.tables]
        sources = source_status(partial(_rows, db), opened.shop, now or datetime.now(UTC))
        last = db.execute("SELECT max(finished_at)::VARCHAR FROM alkasba.runs").fetchall()[0][0]
        shared = shared_status(opened, last_run(db) or "")
        counted = index_status(opened, last_run(db) or "")
    finally:
        db.close()
    held = [asdict(hold) for hold in held_tables(opened.settings.build)]
    found = {"last_run": last, "tables": tables, "sources": sources}
    return found | ({"held": held} if held else {}) | shared | counted


def _rows(db: DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return db.execute(sql).fetchall()


def _table(db: DuckDBPyConnection, shop: Shop, name: str, with_hashes: bool) -> dict[str, object]:
    layout = [n for n in layout_of(shop, shop.tables[name]) if n not in LINEAGE]
    row = ", ".join(f"{quoted(n)}::VARCHAR" for n in layout)
    digest = f"sum(md5_number_lower(to_json([{row}])::VARCHAR)::HUGEINT)"
    chosen = f"count(*), {digest if with_hashes else 'NULL'}"
    count, total = db.execute(f"SELECT {chosen} FROM {quoted(name)}").fetchall()[0]
    return {"table": name, "rows": count} | ({"hash": f"{total or 0:x}"} if with_hashes else {})


def source_status(ask: Ask, shop: Shop, now: datetime) -> list[dict[str, object]]:
    """What each source gave, up to which day, when something new came last and is due next."""
    rows = ask(
        "SELECT source, count(DISTINCT file_id), sum(records)::BIGINT, sum(rejected)::BIGINT, "
        "sum(coalesce(deleted, 0))::BIGINT, epoch_us(max(read_at)) "
        "FROM alkasba.files GROUP BY source"
    )
    given = {row[0]: row[1:] for row in rows}
    newest = _newest_days(ask, shop)
    found = []
    for name, source in shop.sources.items():
        files, records, rejected, deleted, read = given.get(name, (0, 0, 0, 0, None))
        read_at = None if read is None else datetime.fromtimestamp(read / 1e6, UTC)
        found.append(
            {
                "source": name,
                "files": files,
                "records": records,
                "rejected": rejected,
                "deleted": deleted,
                "newest": newest.get(name),
                "read_at": _told(read_at),
                **_due(source, read_at, now),
                "differs": _differs(source, shop),
            }
        )
    return found


def _differs(source: Source, shop: Shop) -> list[dict[str, object]]:
    """The places of an origin that held other rows, when they were counted, than are kept."""
    counted = Extracts(folder_of(source, shop.folder)).counted()
    return [
        {
            "rows": rows,
            "there": count.there,
            "kept": count.kept,
            "is_compared": source.compare is not None,
        }
        for rows, count in counted.items()
        if count.there != count.kept
    ]


def _due(source: Source, read_at: datetime | None, now: datetime) -> dict[str, object]:
    if source.every is None or read_at is None:
        return {"due": None, "late": False}
    due = read_at + source.every
    return {"due": _told(due), "late": due + timedelta(minutes=1) < now}


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _newest_days(ask: Ask, shop: Shop) -> dict[str, str]:
    """The last day in the facts of each source."""
    parts = [
        f"SELECT _file, max({quoted(table.day)}) AS day, {literal(table.name)} AS table_name "
        f"FROM {quoted(table.name)} GROUP BY _file"
        for table in shop.facts.values()
        if table.day
    ]
    if not parts:
        return {}
    rows = ask(
        f"SELECT f.source, max(d.day)::VARCHAR FROM ({' UNION ALL '.join(parts)}) AS d "
        "JOIN alkasba.files AS f ON f.file_id = d._file AND f.table_name = d.table_name "
        "GROUP BY f.source"
    )
    return dict(rows)
