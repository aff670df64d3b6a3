"""What customers would buy: lines wanted by day, product and warehouse, before stock runs out."""

from collections.abc import Iterator
from datetime import date, timedelta

from alkasba.example.engine import Engine
from alkasba.example.period import DAYS, FIRST_DAY, LAST_DAY
from alkasba.example.products import Product, Warehouse
from alkasba.example.promotions import promotion_on
from alkasba.example.size import Size

SEASONS = {
    "even": (100, 100, 100, 100, 100, 95, 90, 85, 100, 105, 110, 130),
    "spring": (45, 110, 220, 240, 190, 90, 50, 45, 60, 45, 25, 25),
    "summer": (50, 55, 75, 110, 150, 175, 180, 150, 95, 70, 50, 60),
    "autumn": (35, 35, 50, 70, 75, 80, 110, 210, 230, 150, 60, 35),
    "winter": (150, 135, 105, 80, 65, 50, 45, 50, 90, 130, 165, 200),
}
"""Percent of the mean month, January first."""

WEEKDAYS = (95, 90, 90, 95, 110, 130, 90)
"""Percent of the mean day, Monday first."""

QUANTITIES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 6)
"""Pieces on a line, each as likely as the others."""

DEAR_CENTS = 1500
"""From this price on a line is for one piece."""


def plan_demand(
    engine: Engine,
    products: list[Product],
    warehouses: list[Warehouse],
    size: Size,
) -> None:
    """Make the table `demand`: day, p, w, h and the number of lines wanted."""
    shares = [warehouse for warehouse in warehouses for _ in range(round(warehouse.share * 10))]
    engine.load(
        "wish",
        {"day": "DATE", "p": "INTEGER", "weight": "BIGINT"},
        _wishes(products),
    )
    engine.load(
        "shelf",
        {"p": "INTEGER", "w": "INTEGER", "share": "BIGINT"},
        (
            (product.index, warehouse.index, shares.count(warehouse))
            for product in products
            for warehouse in warehouses
            if warehouse.holds(product)
        ),
    )
    # Whole numbers all the way: a sum of floats would depend on the number of threads.
    engine.run(f"""
        CREATE OR REPLACE TABLE demand AS
        WITH cell AS (
            SELECT day, p, w, seeded(day, p, w) AS h, weight * share AS weight
            FROM wish JOIN shelf USING (p)
        ), total AS (SELECT sum(weight)::HUGEINT AS weight FROM cell),
        scaled AS (
            SELECT day, p, w, h,
                {size.order_lines}::HUGEINT * 1024 * cell.weight * (70 + draw(h, 1) % 61)
                    // (100 * total.weight) AS parts
            FROM cell, total
        )
        SELECT day, p, w, h, (parts + draw(h, 2) % 1024)::BIGINT // 1024 AS lines
        FROM scaled WHERE parts + draw(h, 2) % 1024 >= 1024 ORDER BY day, w, p""")


def _wishes(products: list[Product]) -> Iterator[tuple[date, int, int]]:
    for product in products:
        for day in DAYS:
            weight = day_weight(product, day)
            if weight:
                yield day, product.index, weight


def day_weight(product: Product, day: date) -> int:
    """How much a product is wanted on a day, in parts that only compare."""
    if not _is_sold(product, day):
        return 0
    season = SEASONS[product.season][day.month - 1]
    weight = product.popularity * season * WEEKDAYS[day.weekday()]
    weight = weight * _pattern_percent(product, day) // 100
    promotion = promotion_on(day)
    if promotion is not None and promotion.category in (None, product.category):
        weight = weight * (100 + 2 * promotion.percent) // 100
    return weight


def _is_sold(product: Product, day: date) -> bool:
    ended = product.discontinued_on is not None and day > product.discontinued_on
    return product.launched_on <= day and not ended


def _pattern_percent(product: Product, day: date) -> int:
    """Percent of the usual demand: growth, decline, bursts, and things nobody wants any more."""
    through = (day - FIRST_DAY).days * 100 // (LAST_DAY - FIRST_DAY).days
    match product.pattern:
        case "growing":
            return 50 + 120 * through // 100
        case "fading":
            return 160 - 120 * through // 100
        case "dead":
            return 100 if through < 35 else 0
        case "intermittent":
            # A burst of one week in about eight, at other weeks for each product.
            week = (day - timedelta(days=day.weekday())).toordinal() // 7
            return 400 if (week * 7 + product.index * 5) % 17 < 2 else 0
        case "advent":
            return 600 if day.month in (11, 12) else 30
    return 90 + 20 * through // 100
