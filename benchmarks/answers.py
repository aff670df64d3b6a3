"""Whether a warehouse of the example shop gives the answers that were planted."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb

CLASSES = """
    SELECT 'customer', value_class, count(DISTINCT customer_id), sum(spent_lately) FROM customer
    WHERE customer_key <> 0 AND is_current GROUP BY ALL
    UNION ALL
    SELECT 'product', sales_class || demand_class, count(*), sum(sold_lately) FROM product
    WHERE product_key <> 0 GROUP BY ALL
    ORDER BY ALL
"""
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


def check_classes(product: Path, by_hand: Path) -> None:
    """End the benchmark where the two do not put the same members into the same classes."""
    found = []
    for warehouse in (product, by_hand):
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found.append(connection.execute(CLASSES).fetchall())
    if found[0] != found[1]:
        raise SystemExit(
            f"{product} and {by_hand} have other classes of customers and products. "
            "Their seconds mean nothing."
        )
