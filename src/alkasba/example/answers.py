"""The answers that a correct load gives, added up from the true lines month by month."""

from typing import Any

from alkasba.example.engine import Engine
from alkasba.example.faults import IS_REJECTED
from alkasba.example.order_text import customer_text
from alkasba.example.period import Month
from alkasba.example.planted import Planted, euros

# What the warehouse holds at the end: the winner of each key, without what was rejected.
LOADED = f"role = 'line' AND coalesce(NOT ({IS_REJECTED}), true)"
NET = "(quantity * price - discount)"
KNOWN_COST = "CASE WHEN kind IS DISTINCT FROM 'orphan:product' THEN quantity * cost END"
MEASURES = {
    "rows": "count(*)",
    "net_sales": f"sum({NET}) FILTER (NOT is_cancelled)",
    "net_of_all": f"sum({NET})",
    "discounts": "sum(discount) FILTER (NOT is_cancelled)",
    "units": "sum(quantity) FILTER (NOT is_cancelled)",
    "orders": "count(DISTINCT number) FILTER (NOT is_cancelled)",
    "cancelled_orders": "count(DISTINCT number) FILTER (is_cancelled)",
    "cost_of_sales": f"sum({KNOWN_COST}) FILTER (NOT is_cancelled)",
}
MONEY = ("net_sales", "net_of_all", "discounts", "cost_of_sales")


def begin_answers(engine: Engine) -> None:
    """Make the table of the codes of customers who bought, each once a month."""
    engine.run("CREATE OR REPLACE TABLE buyer (code VARCHAR)")


def add_sales(engine: Engine, planted: Planted, month: Month) -> None:
    """Add a month to the answers about sales."""
    sums = ", ".join(MEASURES.values())
    numbers = engine.numbers(
        f"SELECT {sums} FROM (SELECT *, status = 'cancelled' AS is_cancelled "
        f"FROM record WHERE {LOADED})"
    )[0]
    cents = dict(zip(MEASURES, (int(number or 0) for number in numbers), strict=True))
    good = planted.good.setdefault("sale", {"in_cents": dict.fromkeys(MEASURES, 0), "by_month": {}})
    for name, number in cents.items():
        good["in_cents"][name] += number
    good["by_month"][str(month)] = told(cents)
    engine.run(f"""
        INSERT INTO buyer
        SELECT DISTINCT {customer_text()} FROM record
        WHERE {LOADED} AND status <> 'cancelled' AND customer IS NOT NULL""")


def finish_sales(engine: Engine, planted: Planted) -> None:
    """Tell the sums over all months, and how many customers bought; orphans keep their codes."""
    good = planted.good["sale"]
    customers, orphans = engine.numbers(
        "SELECT count(DISTINCT code), count(DISTINCT code) FILTER (code LIKE 'C9%') FROM buyer"
    )[0]
    sums = told(good.pop("in_cents"))
    planted.good["sale"] = {
        **sums,
        "customers": customers,
        "known_customers": customers - orphans,
        "by_month": good["by_month"],
    }


def told(sums: dict[str, int]) -> dict[str, Any]:
    """Money as exact texts in euros, everything else as it is."""
    return {name: euros(n) if name in MONEY else n for name, n in sums.items()}
