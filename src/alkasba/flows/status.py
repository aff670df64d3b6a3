"""What the published warehouse holds: tables, rows, digests, the last run."""

from typing import Any

from alkasba.derive.ddl import LINEAGE, layout_of
from alkasba.derive.sql import quoted
from alkasba.flows.answers import open_current
from alkasba.flows.opening import OpenShop


def shop_status(opened: OpenShop, *, with_hashes: bool = False) -> dict[str, Any]:
    """Tables with their rows, and the time of the last run; digests do not depend on row order."""
    published = opened.settings.warehouse_file
    if not published.exists():
        return {"last_run": None, "tables": []}
    db = open_current(opened)
    try:
        tables = []
        for table in opened.shop.tables.values():
            layout = [n for n in layout_of(opened.shop, table) if n not in LINEAGE]
            row = ", ".join(f"{quoted(n)}::VARCHAR" for n in layout)
            digest = f"sum(md5_number_lower(to_json([{row}])::VARCHAR)::HUGEINT)"
            chosen = f"count(*), {digest if with_hashes else 'NULL'}"
            count, total = db.execute(f"SELECT {chosen} FROM {quoted(table.name)}").fetchall()[0]
            entry = {"table": table.name, "rows": count}
            tables.append(entry | ({"hash": f"{total or 0:x}"} if with_hashes else {}))
        last = db.execute("SELECT max(finished_at)::VARCHAR FROM alkasba.runs").fetchall()[0][0]
    finally:
        db.close()
    return {"last_run": last, "tables": tables}
