"""Builds small shops on disk, runs them and asks them: the three rows that matter, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from alkasba.derive.query import Question
from alkasba.flows.answers import answer
from alkasba.flows.batch import Clock, run_batch
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.report import RunReport, silent

SALE = """
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day", at_least = 2015-01-01, at_most = 2030-12-31 }
product = { refers = "product" }
quantity = { type = "whole", required = true, at_least = 1 }
price = { type = "money", required = true, at_least = 0 }
net = { type = "money", formula = "quantity * price" }
[measures]
net_sales = { formula = "sum(net)" }
units = { formula = "sum(quantity)" }
orders = { formula = "count_distinct(order_id)" }
"""
PRODUCT = """
kind = "dimension"
key = ["code"]
label = "name"
[columns]
code = { type = "code" }
name = { type = "text" }
category = { type = "text" }
"""
SALES_SOURCE = """
kind = "csv"
files = ["data/sales/*.csv"]
[feeds.sale]
"""
PRODUCTS_SOURCE = """
kind = "csv"
files = ["data/products.csv"]
[feeds.product]
"""
PRODUCTS = "code,name,category\nP1,Mint,Tea\nP2,Sage,Herb\n"
SALE_HEADER = "order_id,line,sold_on,product,quantity,price"


@dataclass(slots=True)
class ShopFolder:
    """A shop in a folder of its own; `write` adds files, `run` loads, `ask` answers."""

    folder: Path
    clock: Clock = field(default_factory=lambda: Clock(datetime(2026, 11, 1, 8, tzinfo=UTC)))

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    def sales(self, name: str, *rows: str, header: str = SALE_HEADER) -> Path:
        """A file of sale lines, one text each."""
        return self.write(f"data/sales/{name}", "\n".join([header, *rows, ""]))

    def open(self) -> OpenShop:
        return open_shop(self.folder)

    def run(self, *, months: Sequence[str] = ()) -> RunReport:
        return run_batch(self.open(), months=months, clock=self.clock, tell=silent)

    def ask(self, *measures: str, **question: Any) -> list[tuple[Any, ...]]:
        by = question.pop("by", ())
        by = (by,) if isinstance(by, str) else by
        return answer(self.open(), Question(measures, by=by, **question)).rows  # type: ignore[return-value]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published warehouse."""
        with duckdb.connect(str(self.folder / "build/warehouse.duckdb"), read_only=True) as db:
            return db.execute(sql).fetchall()

    def rejects(self) -> list[tuple[Any, ...]]:
        """File, line and rule of every reject."""
        return self.rows("SELECT file, line, rule FROM rejects ORDER BY file, line, rule")


def small_shop(folder: Path, **files: str) -> ShopFolder:
    """A shop of sales and products; `files` add to it or replace (sources__sales for that file)."""
    shop = ShopFolder(folder)
    declared = {
        "alkasba": "",
        "shop": 'name = "Test"\ncurrency = "EUR"\ntimezone = "Europe/Paris"\n',
        "policy": "[classes.identifier]\n[classes.contact]\n[classes.location]\nanalytic = true\n",
        "tables__sale": SALE,
        "tables__product": PRODUCT,
        "sources__sales": SALES_SOURCE,
        "sources__products": PRODUCTS_SOURCE,
    }
    for name, text in (declared | files).items():
        shop.write(f"{name.replace('__', '/')}.toml", text)
    shop.write("data/products.csv", PRODUCTS)
    return shop
