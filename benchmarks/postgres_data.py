"""What sharing is measured with: a shop, and a published file with so many invented sales."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.flows.opening import open_shop
from alkasba.model.shop import Shop
from alkasba.warehouse.calendar import build_calendar

MONTHS = 60
DIMENSIONS = {"product": 5_000, "customer": 90_000, "warehouse": 4}
DIMENSION = """
kind = "dimension"
key = ["code"]
[columns]
code = {{ type = "code" }}
name = {{ type = "text", about = "Of the {name}", personal = "none" }}
"""
SALE = """
about = "One line of an order"
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day" }
product = { refers = "product" }
customer = { refers = "customer" }
warehouse = { refers = "warehouse" }
quantity = { type = "whole" }
price = { type = "money", decimals = 2 }
discount = { type = "money", decimals = 2 }
net = { type = "money" }
"""
# The rows of a month stand together, as a run leaves them.
ROWS = """
CREATE TABLE shop.sale AS SELECT
    'K' || (i // 3) AS order_id,
    i % 3 AS line,
    DATE '2021-01-01' + (i * {days} // {rows})::INTEGER AS sold_on,
    'product-' || (hash(i) % 5000) AS product,
    (hash(i) % 5000)::BIGINT + 1 AS product_key,
    'customer-' || (hash(i // 3) % 90000) AS customer,
    (hash(i // 3) % 90000)::BIGINT + 1 AS customer_key,
    'warehouse-' || (i % 4) AS warehouse,
    i % 4 + 1 AS warehouse_key,
    i % 9 + 1 AS quantity,
    (i % 10000 / 100)::DECIMAL(18, 2) AS price,
    (i % 7 / 10)::DECIMAL(18, 2) AS discount,
    (i % 10000 / 100 * (i % 9 + 1))::DECIMAL(18, 4) AS net,
    0::BIGINT AS _file,
    i AS _row
FROM range({rows}) AS t(i)
"""
DAYS = 1826


def make_shop(folder: Path) -> Shop:
    """The declaration."""
    (folder / "tables").mkdir(parents=True)
    for name, text in {"alkasba": "", "shop": 'name = "Bench"\ncurrency = "EUR"\n'}.items():
        (folder / f"{name}.toml").write_text(text)
    (folder / "tables/sale.toml").write_text(SALE)
    for name in DIMENSIONS:
        (folder / f"tables/{name}.toml").write_text(DIMENSION.format(name=name))
    return open_shop(folder).shop


@contextmanager
def published(folder: Path, shop: Shop, rows: int) -> Iterator[DuckDBPyConnection]:
    """A file as a run publishes it, with so many sales."""
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(f"ATTACH '{folder / 'warehouse.duckdb'}' AS shop")
        for name, members in DIMENSIONS.items():
            db.execute(
                f"CREATE TABLE shop.{name} AS SELECT range AS {name}_key, '{name}-' || range AS "
                f"code, '{name} ' || range AS name FROM range({members + 1})"
            )
        db.execute(ROWS.format(rows=rows, days=DAYS))
        build_calendar(db, shop)
        db.execute(
            "CREATE TABLE shop.rejects (table_name VARCHAR, source VARCHAR, file VARCHAR, "
            "line BIGINT, rule VARCHAR, reason VARCHAR, row VARCHAR, next_step VARCHAR)"
        )
        db.execute("CHECKPOINT shop")
        yield db


def change(db: DuckDBPyConnection, months: int) -> int:
    """Make so many months, the last ones, others than they were; returns their rows."""
    last = f"sold_on >= DATE '2026-01-01' - INTERVAL {months} MONTH"
    db.execute(f"UPDATE shop.sale SET net = net + 1 WHERE {last}")
    return int(db.execute(f"SELECT count(*) FROM shop.sale WHERE {last}").fetchall()[0][0])
