"""A small shop and its warehouse in memory: declared as an owner would, filled by hand."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from alkasba.derive.ddl import column_list, layout_of
from alkasba.derive.query import Question, ask_sql
from alkasba.derive.sql import quoted
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.parameter import Parameter
from alkasba.model.policy import PersonalClass, Policy
from alkasba.model.read_table import read_table
from alkasba.model.shop import Calendar, Shop

SALE = """
kind = "fact"
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on  = { type = "day" }
product  = { refers = "product" }
customer = { refers = "customer" }
channel  = { type = "choice", choices = ["web", "shop"] }
quantity = { type = "whole" }
price    = { type = "money" }
placed_at = { type = "moment" }
is_gift  = { type = "flag" }
net      = { type = "money", formula = "quantity * price" }
[measures]
net_sales     = { formula = "sum(net)" }
web_sales     = { formula = "sum(net)", where = "channel = 'web'" }
pieces        = { formula = "sum(quantity)" }
orders        = { formula = "count_distinct(order_id)" }
lines         = { formula = "count()" }
average_order = { formula = "net_sales / orders" }
average_price = { formula = "avg(price)" }
highest_price = { formula = "max(price)" }
web_share     = { formula = "web_sales / net_sales" }
cost          = { formula = "sum(quantity * product.unit_cost)" }
margin        = { formula = "net_sales - cost" }
kept_sales    = { formula = "net_sales - refunded" }
turnover      = { formula = "cost / stock_value" }
spread        = { formula = "stddev(price)" }
days_seen     = { formula = "days()" }
pace          = { formula = "pieces / days()" }
all_sales     = { formula = "net_sales", only_by = [] }
share         = { formula = "net_sales / all_sales" }
shelf_sales   = { formula = "net_sales", only_by = ["product"] }
month_sales   = { formula = "net_sales", only_by = ["month"] }
cover         = { formula = "stock / pace" }
"""
REFUND = """
kind = "fact"
day = "refunded_on"
[columns]
order_id    = { type = "code" }
refunded_on = { type = "day" }
product     = { refers = "product" }
amount      = { type = "money" }
channel     = { type = "text" }
[measures]
refunded = { formula = "sum(amount)" }
"""
STOCK = """
kind = "fact"
day = "counted_on"
[columns]
counted_on = { type = "day" }
product    = { refers = "product" }
warehouse  = { refers = "warehouse" }
on_hand    = { type = "whole" }
unit_cost  = { type = "money" }
[measures]
stock         = { formula = "sum(on_hand)", over_time = "last" }
first_stock   = { formula = "sum(on_hand)", over_time = "first" }
stock_by_site = { formula = "sum(on_hand)", over_time = { take = "last", per = ["warehouse"] } }
mean_stock    = { formula = "sum(on_hand)", over_time = "avg" }
least_stock   = { formula = "sum(on_hand)", over_time = "min" }
most_stock    = { formula = "sum(on_hand)", over_time = "max" }
mean_by_site  = { formula = "sum(on_hand)", over_time = { take = "avg", per = ["warehouse"] } }
stock_value   = { formula = "sum(on_hand * unit_cost)", over_time = "last" }
empty_shelves = { formula = "count()", where = "on_hand = 0", over_time = "last" }
mean_empty    = { formula = "count()", where = "on_hand = 0", over_time = "avg" }
low_stock     = { formula = "sum(on_hand)", where = "on_hand < 3", over_time = "last" }
tea_stock     = { formula = "sum(on_hand)", where = "product.category = 'Tea'", over_time = "last" }
"""
PRODUCT = """
kind = "dimension"
key = ["product_id"]
label = "name"
[columns]
product_id = { type = "code" }
name       = { type = "text" }
category   = { type = "choice", choices = ["Tea", "Spice"] }
supplier   = { refers = "supplier" }
unit_cost  = { type = "money" }
"""
SUPPLIER = """
kind = "dimension"
key = ["supplier_id"]
[columns]
supplier_id = { type = "code" }
name        = { type = "text" }
land        = { type = "text" }
"""
CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
history = ["city"]
[columns]
customer_id = { type = "code" }
email       = { type = "text", personal = "contact" }
city        = { type = "text" }
"""
WAREHOUSE = """
kind = "dimension"
key = ["warehouse_id"]
[columns]
warehouse_id = { type = "code" }
city         = { type = "text" }
"""
TABLES = {
    "sale": SALE,
    "refund": REFUND,
    "stock": STOCK,
    "product": PRODUCT,
    "supplier": SUPPLIER,
    "customer": CUSTOMER,
    "warehouse": WAREHOUSE,
}
SUPPLIERS = {"S1": {"name": "Atlas", "land": "Morocco"}, "S2": {"name": "Kerala", "land": "India"}}
PRODUCTS = {
    "mint": {"name": "Mint", "category": "Tea", "supplier": "S1", "unit_cost": 1},
    "chai": {"name": "Chai", "category": "Tea", "supplier": "S2", "unit_cost": 2},
    "saffron": {"name": "Saffron", "category": "Spice", "supplier": "S1", "unit_cost": 5},
}
CUSTOMERS = [
    {"customer_id": "C1", "city": "Paris", "valid_from": "1900-01-01", "valid_to": "2025-02-01"},
    {"customer_id": "C1", "city": "Lyon", "valid_from": "2025-02-01"},
    {"customer_id": "C2", "city": "Paris"},
]
FOREVER = {"valid_from": "1900-01-01", "valid_to": "9999-12-31"}

Row = dict[str, Any]


def shop(changes: Mapping[str, str] | None = None) -> Shop:
    """The shop of these tests; `changes` are tables to declare otherwise or in addition."""
    findings = Findings()
    texts = {**TABLES, **(changes or {})}
    tables = {
        name: read_table(name, Entry(findings, name, "", tomllib.loads(text)))
        for name, text in texts.items()
    }
    findings.stop_if_any()
    return Shop(
        folder=Path(),
        name="Herbs",
        currency="EUR",
        calendar=Calendar(timezone="Europe/Paris", fiscal_year_starts=4),
        tables=tables,
        sources={},
        policy=Policy({"contact": PersonalClass("contact")}),
    )


RATE = Parameter(
    "rate", Decimal(0), Decimal(1), Decimal("0.25"), Decimal("0.25"), Decimal("0.25"), unit="%"
)


def shop_with_a_rate() -> Shop:
    """The shop with a number that a reader may set, and the measure `kept`, which uses it."""
    changes = {"sale": SALE + 'kept = { formula = "net_sales * rate" }\n'}
    return replace(shop(changes), parameters={"rate": RATE})


def sale(on: str, product: str | None = "mint", **columns: Any) -> Row:
    row = {"order_id": "A1", "channel": "shop", "quantity": 1, "price": 10, "customer": "C2"}
    row |= {"_table": "sale", "sold_on": on, "product": product, **columns}
    blank = None in (row["quantity"], row["price"])
    return {"net": None if blank else row["quantity"] * row["price"], **row}


def refund(on: str, amount: Any, product: str | None = "mint", **columns: Any) -> Row:
    row = {"_table": "refund", "refunded_on": on, "amount": amount, "product": product}
    return {"order_id": "A1", **row, **columns}


def stock(on: str, on_hand: int, product: str = "mint", warehouse: str = "north") -> Row:
    row = {"counted_on": on, "on_hand": on_hand, "product": product, "warehouse": warehouse}
    return {"_table": "stock", "unit_cost": 2, **row}


class Warehouse:
    """The tables of the shop in memory, as the loader would leave them."""

    def __init__(self, declared: Shop, *rows: Row) -> None:
        self.shop = declared
        self.db = duckdb.connect(config={"threads": 1})
        self.keys: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
        self._calendar()
        self._dimension("supplier", [{"supplier_id": k, **v} for k, v in SUPPLIERS.items()])
        self._dimension("product", [{"product_id": k, **v} for k, v in PRODUCTS.items()])
        self._dimension("customer", [{**FOREVER, **row} for row in CUSTOMERS])
        sites = [{"warehouse_id": w, "city": w.title()} for w in ("north", "south")]
        self._dimension("warehouse", sites)
        for table in declared.facts.values():
            self._fact(table.name, [row for row in rows if row["_table"] == table.name])

    def rows(self, *measures: str, **question: Any) -> list[tuple[Any, ...]]:
        """The answer's rows; `by` and `order` may be one word."""
        for key in ("by", "order"):
            if isinstance(question.get(key), str):
                question[key] = (question[key],)
        sql = ask_sql(self.shop, Question(measures, **question))
        return self.db.execute(sql).fetchall()

    def ask(self, *measures: str, **question: Any) -> Any:
        """One number, or a dict from the group to its number or numbers."""
        width = len(
            (question.get("by"),) if isinstance(question.get("by"), str) else question.get("by", ())
        )
        answer = [
            (_one(row[:width]), _one(row[width:])) for row in self.rows(*measures, **question)
        ]
        if width == 0:
            return answer[0][1]
        found = dict(answer)
        assert len(found) == len(answer), "a group came twice"
        return found

    def _calendar(self) -> None:
        self.db.execute("""
            CREATE TABLE calendar AS
            SELECT day, strftime(day, '%Y-%m') AS month, month(day)::INTEGER AS month_of_year,
                year(day) || '-Q' || quarter(day) AS quarter, year(day)::INTEGER AS year,
                isoyear(day) || '-W' || lpad(weekofyear(day)::VARCHAR, 2, '0') AS week,
                isodow(day)::INTEGER AS weekday, dayofmonth(day)::INTEGER AS day_of_month,
                year(day + INTERVAL 9 MONTH)::INTEGER AS fiscal_year,
                strftime(day + INTERVAL 9 MONTH, '%Y-Q')
                    || quarter(day + INTERVAL 9 MONTH) AS fiscal_quarter,
                isodow(day) >= 6 AS is_weekend, FALSE AS is_holiday
            FROM (SELECT unnest(generate_series(
                DATE '2023-01-01', DATE '2025-12-31', INTERVAL 1 DAY))::DATE AS day)""")

    def _dimension(self, name: str, members: Iterable[Row]) -> None:
        table = self.shop.tables[name]
        layout = layout_of(self.shop, table)
        unknown = {n: "unknown" if kind == "VARCHAR" else None for n, kind in layout.items()}
        unknown |= {n: 0 for n in layout if n.endswith("_key")} | {"is_current": True, **FOREVER}
        rows = [unknown]
        for number, member in enumerate(members, start=1):
            natural = member[table.key[0]]
            end = member.get("valid_to", "9999-12-31")
            held = (number, member.get("valid_from", "1900-01-01"), end)
            self.keys.setdefault((name, natural), []).append(held)
            row = {f"{name}_key": number, "is_current": end == "9999-12-31", **member}
            rows.append(self._with_keys(name, row, "9999-12-30"))
        self._insert(name, layout, rows)

    def _fact(self, name: str, rows: list[Row]) -> None:
        table = self.shop.tables[name]
        keyed = [self._with_keys(name, row, row[str(table.day)]) for row in rows]
        self._insert(name, layout_of(self.shop, table), keyed)

    def _with_keys(self, table: str, row: Row, day: str) -> Row:
        keys = {}
        for reference, dimension in self.shop.tables[table].references.items():
            versions = self.keys.get((dimension, row.get(reference)), [])
            keys[f"{reference}_key"] = next((k for k, f, t in versions if f <= day < t), 0)
        return {**row, **keys}

    def _insert(self, name: str, layout: dict[str, str], rows: list[Row]) -> None:
        self.db.execute(f"CREATE TABLE {quoted(name)} ({column_list(layout)})")
        if rows:
            marks = ", ".join(f"({', '.join('?' for _ in layout)})" for _ in rows)
            values = [row.get(column) for row in rows for column in layout]
            self.db.execute(f"INSERT INTO {quoted(name)} VALUES {marks}", values)


def _one(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 else values


def warehouse(*rows: Row, changes: Mapping[str, str] | None = None) -> Warehouse:
    """A warehouse of the shop with these facts."""
    return Warehouse(shop(changes), *rows)


def days_from(first: str, count: int) -> list[str]:
    """Days one after the other."""
    start = date.fromisoformat(first)
    return [(start + timedelta(days=step)).isoformat() for step in range(count)]
