"""What the owner planned to sell, as a spreadsheet of months beside categories."""

from collections import defaultdict
from pathlib import Path

from alkasba.example.demand import DEAR_CENTS, QUANTITIES
from alkasba.example.engine import Engine
from alkasba.example.period import MONTHS, Month
from alkasba.example.planted import Planted
from alkasba.example.products import Product
from alkasba.example.writing import write_text

AMBITION = {2024: 92, 2025: 91, 2026: 96}
"""Percent of what is wanted that the owner hopes for: shelves run empty, orders are cancelled."""
ROUNDED = 50
"""Nobody plans to the cent: euros to which a target is rounded."""


def write_targets(engine: Engine, folder: Path, products: list[Product], planted: Planted) -> None:
    """Write one line for each category, one column for each month."""
    wanted = _wanted_cents(engine, products)
    categories = list(dict.fromkeys(product.category for product in products))
    targets = {(c, m): _target(wanted[c, m], m) for c in categories for m in MONTHS}
    lines = [";".join(("Category", *(month.first.isoformat() for month in MONTHS)))]
    lines += [";".join((c, *(str(targets[c, m]) for m in MONTHS))) for c in categories]
    write_text(folder / "targets.csv", "".join(f"{line}\n" for line in lines))
    planted.feed("targets", "target").records = len(targets)
    planted.good["target"] = {"rows": len(targets), "sales_target": f"{sum(targets.values())}.00"}


def _wanted_cents(engine: Engine, products: list[Product]) -> dict[tuple[str, Month], int]:
    """What the lines wanted come to at full price, by category and month."""
    by_index = {product.index: product for product in products}
    cents: dict[tuple[str, Month], int] = defaultdict(int)
    lines = engine.numbers(
        "SELECT p, year(day), month(day), sum(lines)::BIGINT FROM demand GROUP BY ALL"
    )
    for index, year, month, count in lines:
        product = by_index[index]
        one_each = product.price_cents >= DEAR_CENTS
        pieces = count if one_each else count * sum(QUANTITIES) // len(QUANTITIES)
        cents[product.category, Month(year, month)] += pieces * product.price_cents
    return cents


def _target(cents: int, month: Month) -> int:
    """Whole euros; a month without sales has the smallest target."""
    hoped = cents * AMBITION[month.year] // 100 // 100
    return max(1, round(hoped / ROUNDED)) * ROUNDED
