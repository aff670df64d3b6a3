"""A shop whose customers and products are told by sales, and the same told by plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import stdev
from typing import Any

from tests.shop_builder import ShopFolder, small_shop

CUSTOMER = """
kind = "dimension"
key = ["code"]
history = ["city"]
day = "since"
[columns]
code = { type = "code" }
since = { type = "day" }
city = { type = "text" }
first_on = { type = "day", measure = "first_sale" }
orders_made = { type = "whole", measure = "orders" }
spent_lately = { type = "money", measure = "net_sales", within = "3 months" }
returned = { type = "money", measure = "refunds" }
idle = { type = "whole", formula = "days_between(last_on, sale.latest)" }
last_on = { type = "day", measure = "last_sale" }
recency = { type = "whole", formula = "quantile(last_on, 5)" }
cohort = { type = "code", formula = "year_month(first_on)" }
first_orders = { type = "whole", measure = "first_orders" }
before = { type = "number", formula = "share_before(spent_lately)" }
class = { type = "choice", choices = ["A", "B", "C"], formula = "CLASS" }
deviation = { type = "number", measure = "units", WITHIN, per = "month", take = "stddev" }
best_month = { type = "whole", measure = "units", WITHIN, per = "month", take = "max" }
""".replace("WITHIN", 'within = "6 months"').replace(
    "CLASS", "case when before < 0.8 then 'A' when before < 0.95 then 'B' else 'C' end"
)
SALE = """
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day" }
product = { refers = "product" }
customer = { refers = "customer" }
months_since = { type = "whole", formula = "months_between(customer.first_on, sold_on)" }
status = { type = "choice", choices = ["paid", "cancelled"] }
quantity = { type = "whole" }
price = { type = "money" }
net = { type = "money", formula = "quantity * price" }
[measures]
net_sales = { formula = "sum(net)", where = "status = 'paid'" }
units = { formula = "sum(quantity)", where = "status = 'paid'" }
orders = { formula = "count_distinct(order_id)", where = "status = 'paid'" }
first_sale = { formula = "min(sold_on)", where = "status = 'paid'" }
last_sale = { formula = "max(sold_on)", where = "status = 'paid'" }
first_orders = { formula = "count_distinct(order_id)", where = "FIRST" }
new_customers = { formula = "count_distinct(customer)", where = "FIRST" }
""".replace("FIRST", "status = 'paid' and sold_on = customer.first_on")
REFUND = """
kind = "fact"
day = "refunded_on"
[columns]
refunded_on = { type = "day" }
customer = { refers = "customer" }
amount = { type = "money" }
[measures]
refunds = { formula = "sum(amount)" }
"""
SALES = 'kind = "csv"\nfiles = ["data/sales/*.csv"]\n[feeds.sale]\n'
CUSTOMERS = 'kind = "csv"\nfiles = ["data/customers/*.csv"]\n[feeds.customer]\n'
REFUNDS = 'kind = "csv"\nfiles = ["data/refunds/*.csv"]\n[feeds.refund]\n'
HEADER = "order_id,line,sold_on,product,customer,status,quantity,price"
Row = tuple[str, int, date, str, str, str, int, Decimal]


def reckoned_shop(folder: Path, **files: str) -> ShopFolder:
    """The shop without a row of facts; it has eight customers, of whom two have moved."""
    declared = {
        "tables__customer": CUSTOMER,
        "tables__sale": SALE,
        "tables__refund": REFUND,
        "sources__sales": SALES,
        "sources__customers": CUSTOMERS,
        "sources__refunds": REFUNDS,
    }
    shop = small_shop(folder, **(declared | files))
    people = [f"C{n},2024-01-01,Lyon" for n in range(1, 9)]
    people += ["C1,2025-03-01,Metz", "C2,2025-02-10,Fez"]
    shop.write("data/customers/all.csv", "\n".join(["code,since,city", *people, ""]))
    shop.write("data/refunds/a.csv", "refunded_on,customer,amount\n2025-06-30,C1,5\n")
    return shop


def lines(chance: Random, month: int, count: int) -> list[Row]:
    """Sale lines of a month of 2025; some of nobody, some of someone unknown, some cancelled."""
    return [
        (
            f"M{month}-{chance.randint(1, count // 2)}",
            number,
            date(2025, month, chance.randint(1, 28)),
            chance.choice(("P1", "P2")),
            chance.choice(("C1", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "", "C99")),
            chance.choice(("paid", "paid", "paid", "cancelled")),
            chance.randint(1, 9),
            Decimal(chance.randint(1, 999)) / 100,
        )
        for number in range(count)
    ]


def write_sales(shop: ShopFolder, name: str, rows: Iterable[Row]) -> None:
    shop.sales(name, *(",".join(map(str, row)) for row in rows), header=HEADER)


def told_in_python(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Customer -> what the columns of tables/customer.toml must hold, by the words of the docs."""
    latest = max(row[2] for row in rows)
    paid = [row for row in rows if row[5] == "paid"]
    people = [f"C{n}" for n in range(1, 9)]
    told = {who: _of_one([row for row in paid if row[4] == who], latest) for who in people}
    first = min(row[2] for row in rows)
    for who, figures in told.items():
        pieces = _pieces_by_month([row for row in paid if row[4] == who], first, latest)
        figures["deviation"] = round(stdev(pieces), 6) if len(pieces) > 1 else None
        figures["best_month"] = max(pieces) if pieces else None
    _add_fifths(told)
    _add_classes(told)
    return told


def _of_one(own: Sequence[Row], latest: date) -> dict[str, Any]:
    days = sorted(row[2] for row in own)
    since = months_before(latest, 3)
    return {
        "first_on": days[0] if days else None,
        "last_on": days[-1] if days else None,
        "orders_made": len({row[0] for row in own}),
        "first_orders": len({row[0] for row in own if row[2] == days[0]}),
        "spent_lately": sum((row[6] * row[7] for row in own if row[2] > since), Decimal(0)),
        "idle": (latest - days[-1]).days if days else None,
        "cohort": days[0].strftime("%Y-%m") if days else None,
    }


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month of the year; days up to the 28th only."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, day.day)


def _pieces_by_month(own: Sequence[Row], first: date, latest: date) -> list[Decimal]:
    """Pieces of each of the last six whole months in which the shop sold, none where none."""
    is_whole = (latest + timedelta(days=1)).day == 1
    last = latest.month if is_whole else latest.month - 1
    found = Counter[int]()
    for row in own:
        found[row[2].month] += row[6]
    return [Decimal(found[month]) for month in range(max(first.month, last - 5), last + 1)]


def _add_fifths(told: dict[str, dict[str, Any]]) -> None:
    known = [one["last_on"] for one in told.values() if one["last_on"]]
    for one in told.values():
        below = sum(day < one["last_on"] for day in known) if one["last_on"] else 0
        one["recency"] = 1 + 5 * below // len(known) if one["last_on"] else None


def _add_classes(told: dict[str, dict[str, Any]]) -> None:
    total = sum(one["spent_lately"] for one in told.values())
    for one in told.values():
        larger = sum(
            o["spent_lately"] for o in told.values() if o["spent_lately"] > one["spent_lately"]
        )
        share = larger / total if one["spent_lately"] > 0 else 1
        one["class"] = "A" if share < Decimal("0.8") else "B" if share < Decimal("0.95") else "C"


def stored(shop: ShopFolder, columns: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Customer -> what the warehouse holds, of all versions alike."""
    names = list(columns)
    listed = ", ".join(f'"{name}"' for name in names)
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for code, *values in shop.rows(f"SELECT code, {listed} FROM customer WHERE customer_key <> 0"):
        found[code].add(tuple(values))
    assert {len(values) for values in found.values()} == {1}, "versions of one member differ"
    return {code: dict(zip(names, *values, strict=True)) for code, values in found.items()}
