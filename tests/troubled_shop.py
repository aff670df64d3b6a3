"""A shop that has everything a run can trip over, in two states, and the digest of all it keeps.

People with pseudonyms and vaulted values, a dimension with history, duplicates, rejects, joins, CSV
and JSON. Its files carry a time made from what they say, so that a file which is put back looks as
it did before.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb

from alkasba.flows.batch import Clock
from alkasba.flows.run.replaying import replayable_runs
from tests.shop_builder import PRODUCT, ShopFolder, small_shop

CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
label = "city"
history = ["city"]
[columns]
customer_id = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact", pattern = '.+@.+' }
card = { type = "code", personal = "identifier" }
city = { type = "text", personal = "location" }
first_on = { type = "day", measure = "first_sale" }
spent = { type = "money", measure = "net_sales", within = "3 months" }
unevenness = { type = "number", measure = "units", per = "month", take = "stddev" }
fifth = { type = "whole", formula = "quantile(spent, 5)" }
new_orders = { type = "whole", measure = "first_orders" }
"""
SALE = """
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day", at_least = 2015-01-01, at_most = 2030-12-31 }
product = { refers = "product" }
customer = { refers = "customer" }
quantity = { type = "whole", required = true, at_least = 1 }
price = { type = "money", required = true, at_least = 0 }
note = { type = "text", personal = "contact" }
net = { type = "money", formula = "quantity * price" }
[measures]
net_sales = { formula = "sum(net)" }
units = { formula = "sum(quantity)" }
first_sale = { formula = "min(sold_on)" }
first_orders = { formula = "count_distinct(order_id)", where = "sold_on = customer.first_on" }
"""
REFUND = """
kind = "fact"
day = "refunded_on"
[columns]
refunded_on = { type = "day" }
product = { refers = "product" }
amount = { type = "money", required = true, at_least = 0 }
[measures]
refunds = { formula = "sum(amount)" }
"""
SALES_SOURCE = """
kind = "csv"
files = ["data/lines/*.csv"]
[feeds.sale]
[feeds.sale.columns]
sold_on = "orders.day"
customer = "orders.who"
[feeds.sale.joins.orders]
source = "orders"
on = { order_id = "order_id" }
"""
SOURCES = {
    "sources__sales": SALES_SOURCE,
    "sources__orders": 'kind = "csv"\nfiles = ["data/orders/*.csv"]\n',
    "sources__customers": 'kind = "csv"\nfiles = ["data/customers/*.csv"]\n[feeds.customer]\n',
    "sources__products": 'kind = "json"\nfiles = ["data/products.json"]\n[feeds.product]\n',
    "sources__refunds": (
        'kind = "json"\nfiles = ["data/refunds/*.jsonl"]\n[feeds.refund]\nrows = "lines"\n'
        'duplicates = "exact"\n[feeds.refund.columns]\nrefunded_on = "^.on"\n'
    ),
}
KEY = "5e" * 32
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")
CITIES = ("Lyon", "Metz", "Nantes", "Ghent")


def troubled_shop(folder: Path, *, rows: int = 40) -> ShopFolder:
    """The shop in its first state, not yet loaded; `rows` is how many lines a month has."""
    shop = small_shop(
        folder,
        tables__customer=CUSTOMER,
        tables__sale=SALE,
        tables__refund=REFUND,
        tables__product=PRODUCT,
        **SOURCES,
    )
    policy = shop.folder / "policy.toml"
    shop.write("policy.toml", policy.read_text() + "[extracts]\nfiles = true\n")
    shop.write("alkasba.key", KEY).chmod(0o600)
    first_state(shop, rows=rows)
    return shop


def first_state(shop: ShopFolder, *, rows: int = 40) -> None:
    """Make the files what they are at first."""
    shutil.rmtree(shop.folder / "data")
    for month in MONTHS[:5]:
        _write_month(shop, month, rows=rows, version=1)
    _write_people(shop, "a", range(20), version=1)
    _write_people(shop, "b", range(20, 30), version=1)
    _write_products(shop, ("P1", "P2", "P3"))


def second_state(shop: ShopFolder, *, rows: int = 40) -> None:
    """A day later: a file has changed, one is gone, one is new, of each kind."""
    wait_a_day(shop)
    _write_month(shop, "2025-02", rows=rows + 3, version=2)
    _write_month(shop, "2025-06", rows=rows, version=2)
    for name in ("lines/2025-01.csv", "refunds/2025-01.jsonl", "customers/b.csv"):
        (shop.folder / "data" / name).unlink()
    # Other people stand in the same rows, two have moved, one has another card.
    _write_people(shop, "a", range(4, 22), version=2)
    _write_people(shop, "c", range(30, 36), version=2)
    _write_products(shop, ("P2", "P3", "P4"))


def wait_a_day(shop: ShopFolder) -> None:
    """The next run is a day later."""
    shop.clock = Clock(shop.clock.now + timedelta(days=1))


def _write_month(shop: ShopFolder, month: str, *, rows: int, version: int) -> None:
    chance = Random(f"{month} {version}")
    orders = {f"{month}-{number}": chance for number in range(rows // 2)}
    _write(
        shop,
        f"orders/{month}.csv",
        "order_id,day,who",
        [
            f"{order},{month}-{chance.randint(1, 28):02},C{chance.randint(0, 40)}"
            for order in orders
        ],
    )
    lines = [
        f"{month}-{number // 2},{number % 2},P{chance.randint(1, 5)},{chance.randint(0, 9)},"
        f"{chance.randint(1, 999) / 100},note {number}@example.org"
        for number in range(rows)
    ]
    # An order sent again, one of which nothing is known, and a line that cannot be read.
    again = [lines[0], lines[1], f"X{month},1,P1,1,1.00,", "too,few"]
    _write(shop, f"lines/{month}.csv", "order_id,line,product,quantity,price,note", lines + again)
    refunds = [
        {"on": f"{month}-{day:02}", "lines": [{"product": f"P{day}", "amount": day - version}] * 2}
        for day in range(1, 6)
    ]
    _write(shop, f"refunds/{month}.jsonl", json.dumps(refunds[0]), map(json.dumps, refunds))


def _write_people(shop: ShopFolder, name: str, numbers: Iterable[int], *, version: int) -> None:
    rows = []
    for number in numbers:
        moved = version - 1 if number in (5, 9) else 0
        card = f"K{number + 1000 * (version - 1 if number == 7 else 0)}"
        email = "no mail" if number == 11 else f"person{number}@example.org"
        rows.append(f"C{number},{email},{card},{CITIES[(number + moved) % 4]}")
    _write(shop, f"customers/{name}.csv", "customer_id,email,card,city", rows)


def _write_products(shop: ShopFolder, codes: Sequence[str]) -> None:
    rows = [{"code": code, "name": f"Herb {code}", "category": "Tea"} for code in codes]
    _write(shop, "products.json", json.dumps(rows), [])


def _write(shop: ShopFolder, name: str, head: str, rows: Iterable[str]) -> None:
    text = "\n".join([head, *rows, ""])
    path = shop.write(f"data/{name}", text)
    moment = 1_700_000_000 + zlib.crc32(text.encode()) % 10_000_000
    os.utime(path, (moment, moment))


def state(shop: ShopFolder) -> dict[str, str]:
    """A digest of everything a shop keeps: every table, the books, the vault, the rejects."""
    build = shop.folder / "build"
    found = warehouse_state(build / "warehouse.duckdb")
    with closing(sqlite3.connect(build / "vault.sqlite")) as vault:
        tables = vault.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            rows = vault.execute(f'SELECT * FROM "{table}"').fetchall()
            found[f"vault.{table}"] = _digest(rows)
    for path in sorted((build / "rejects").iterdir()):
        found[f"rejects/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return found


OF_RUNS = ("runs", "counts", "rules")
"""What tells run by run which it was and what it counted: it grows with each."""


def warehouse_state(path: Path) -> dict[str, str]:
    """A digest of every table of a published warehouse but of those about runs."""
    found = {}
    with closing(duckdb.connect(":memory:")) as db:
        db.execute(f"ATTACH '{path}' AS shop (READ_ONLY)")
        for schema, table in db.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'shop'"
        ).fetchall():
            if table not in OF_RUNS:
                # When a file was read is another moment in each run.
                told = "* EXCLUDE (read_at)" if table == "files" else "*"
                rows = db.execute(f'SELECT {told} FROM shop.{schema}."{table}"').fetchall()
                found[f"{schema}.{table}"] = _digest(rows)
    return found


def _digest(rows: Iterable[Sequence[object]]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()[:16]


def not_replayable(shop: ShopFolder) -> list[str]:
    """Why runs that are kept cannot be replayed, though copies of all that they read are kept."""
    runs = replayable_runs(shop.open())
    assert runs, "no run is kept"
    return [str(run["lost"]) for run in runs if run["lost"]]


def left_behind(shop: ShopFolder) -> set[str]:
    """What is in the build folder, or beside the key, and does not belong there."""
    belongs = {"extracts", "rejects", "run.lock", "runs", "vault.sqlite", "warehouse.duckdb"}
    kept = {path.name for path in (shop.folder / "build").iterdir()}
    kept |= {path.name for path in shop.folder.glob("build/runs/*") if path.suffix != ".json"}
    kept |= {path.name for path in shop.folder.glob("build/extracts/*/*.next")}
    keys = {path.name for path in shop.folder.glob("alkasba.key*")}
    return (kept - belongs) | (keys - {"alkasba.key"})
