"""Whether a warehouse of the example shop gives the answers that were planted."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb

SUMS = "SELECT count(*), sum(net) FILTER (status <> 'cancelled') FROM sale"


def check_answers(shop: Path, warehouse: Path, *, who: str) -> None:
    """End the benchmark where sale rows or net sales differ from `data/planted.json`."""
    planted = json.loads((shop / "data" / "planted.json").read_text(encoding="utf-8"))
    wanted = planted["good"]["sale"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows, net_sales = connection.execute(SUMS).fetchall()[0]
    if rows != wanted["rows"] or net_sales != Decimal(wanted["net_sales"]):
        raise SystemExit(
            f"{warehouse}: {who} has {rows} sale rows and net sales of {net_sales}; "
            f"{wanted['rows']} and {wanted['net_sales']} were planted. Its seconds mean nothing."
        )
