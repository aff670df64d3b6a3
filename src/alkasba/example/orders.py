"""Orders of a month: the wanted lines that stock allows, put together by day and warehouse."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from alkasba.example.demand import DEAR_CENTS, QUANTITIES
from alkasba.example.engine import Engine
from alkasba.example.period import DAYS, LAST_DAY, PRICES_CHANGED_ON, Month
from alkasba.example.products import Product
from alkasba.example.promotions import promotion_on

CHANNELS = {
    0: ["web"] * 13 + ["phone"] * 2 + ["market"] * 4 + ["café"],
    1: ["web"] * 11 + ["shop"] * 4 + ["market"] * 4 + ["phone"],
    2: ["web"] * 7 + ["shop"] * 7 + ["café"] * 5 + ["phone"],
}
"""Twenty orders of each warehouse by where they came in."""

ORDERS_OF_SIX = ["122333", "111111", "112233", "122334", "111222", "123333", "112222", "123345"]
"""Ways in which six lines become orders."""

PLACES_OF_SIX = ["112123", "123456", "121212", "112121", "123123", "111234", "121234", "111211"]
"""The number of each of those lines within its order."""


def prepare_orders(engine: Engine, products: list[Product], members: dict[date, int]) -> None:
    """Make the small tables that orders are put together with."""
    engine.load(
        "article",
        {
            "p": "INTEGER",
            "code": "VARCHAR",
            "category": "VARCHAR",
            "price": "BIGINT",
            "price_before": "BIGINT",
            "cost": "BIGINT",
        },
        (
            (p.index, p.code, p.category, p.price_cents, p.earlier_price_cents, p.cost_cents)
            for p in products
        ),
    )
    engine.load(
        "today",
        {
            "day": "DATE",
            "members": "BIGINT",
            "code": "VARCHAR",
            "percent": "BIGINT",
            "of_category": "VARCHAR",
            "night_offset": "INTEGER",
            "day_offset": "INTEGER",
        },
        (_today(day, members[day]) for day in DAYS),
    )


def _today(day: date, members: int) -> tuple[object, ...]:
    promotion = promotion_on(day)
    offer: tuple[object, ...] = (None, 0, None)
    if promotion is not None:
        offer = promotion.code, promotion.percent, promotion.category
    return day, members, *offer, _offset(day, hour=0), _offset(day, hour=12)


def _offset(day: date, *, hour: int) -> int:
    """Minutes that clocks in Paris are ahead of UTC."""
    moment = datetime.combine(day, time(hour, 30), ZoneInfo("Europe/Paris"))
    offset = moment.utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def wish_lines(engine: Engine, month: Month) -> list[tuple[date, int, int, int]]:
    """Make the table `wished` of a month; give pieces by day, product and warehouse."""
    engine.run(f"""
        CREATE OR REPLACE TABLE wished AS
        WITH wish AS (
            SELECT day, p, w, hash(xor(h, i::UBIGINT)) AS h
            FROM (SELECT *, unnest(range(lines)) + 1000 AS i FROM demand
                  WHERE day BETWEEN DATE '{month.first}' AND DATE '{month.last}')
        )
        SELECT day, p, w, h, CASE WHEN price >= {DEAR_CENTS} THEN 1
            ELSE {list(QUANTITIES)}[draw(h, 3) % {len(QUANTITIES)} + 1] END::BIGINT AS quantity
        FROM wish JOIN article USING (p)""")
    return engine.connection.execute(
        "SELECT day, p, w, sum(quantity)::BIGINT FROM wished GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def place_orders(
    engine: Engine, month: Month, letter: str, cut: Iterable[tuple[date, int, int, int]]
) -> None:
    """Make the table `line` of a month: order lines as they truly are, without any fault."""
    engine.load("cut", {"day": "DATE", "p": "INTEGER", "w": "INTEGER", "units": "BIGINT"}, cut)
    engine.run(_ORDERED)
    engine.run(_order_heads(month, letter))
    engine.run(_LINES)


# Where the shelf does not hold all that is wanted, the first lines take what there is.
_ORDERED = f"""
    CREATE OR REPLACE TABLE ordered AS
    WITH reached AS (
        SELECT wished.*, units, sum(wished.quantity) OVER (
            PARTITION BY day, p, w ORDER BY h ROWS UNBOUNDED PRECEDING) AS so_far
        FROM wished JOIN cut USING (day, p, w)
    ), sold AS (
        SELECT wished.* FROM wished ANTI JOIN cut USING (day, p, w)
        UNION ALL
        SELECT day, p, w, h, least(quantity, units - so_far + quantity)::BIGINT
        FROM reached WHERE so_far - quantity < units
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY day, w ORDER BY h) - 1 AS place FROM sold
    ), patterned AS (
        SELECT *, place // 6 AS block, place % 6 + 1 AS six,
            draw(seeded(day, w, place // 6), 4) % 8 + 1 AS pattern
        FROM placed
    )
    SELECT day, w, p, quantity, block, substr({ORDERS_OF_SIX}[pattern], six, 1) AS part,
        substr({PLACES_OF_SIX}[pattern], six, 1)::INTEGER AS line
    FROM patterned"""


def _order_heads(month: Month, letter: str) -> str:
    """One row an order: who, where, when and how."""
    prefix = f"{letter}{month.year % 100:02}{month.number:02}-"
    channels = [CHANNELS[w] for w in sorted(CHANNELS)]
    return f"""
        CREATE OR REPLACE TABLE head AS
        WITH numbered AS (
            SELECT day, w, block, part, row_number() OVER (ORDER BY day, w, block, part) AS number
            FROM (SELECT DISTINCT day, w, block, part FROM ordered)
        ), known AS (
            SELECT *, seeded(day, number, 7) AS h FROM numbered
        ), reached AS (
            SELECT known.*, today.* EXCLUDE (day),
                {channels}[w + 1][draw(h, 11) % 20 + 1] AS channel
            FROM known JOIN today USING (day)
        )
        SELECT day, w, block, part, number, h, channel, percent, of_category,
            day_offset, night_offset,
            '{prefix}' || lpad(number::VARCHAR, 6, '0') AS order_id,
            CASE WHEN channel IN ('web', 'phone') OR draw(h, 12) % 100 < 35
                THEN members * draw(h, 13) // 2147483648 * draw(h, 14) // 2147483648 + 1
                END AS customer,
            CASE WHEN draw(h, 15) % 1000 < 32 THEN 'cancelled'
                WHEN channel IN ('web', 'phone') AND day < DATE '{LAST_DAY}' - 3 THEN 'shipped'
                ELSE 'paid' END AS status,
            CASE WHEN channel IN ('web', 'phone') AND draw(h, 16) % 100 < 55 THEN code END
                AS promotion,
            CASE WHEN channel <> 'web' THEN 540 + draw(h, 17) % 600
                WHEN draw(h, 18) % 100 < 6 THEN draw(h, 17) % 120
                ELSE 420 + draw(h, 17) % 1020 END AS minute
        FROM reached"""


# The discount is rounded to whole cents, half a cent up.
_LINES = f"""
    CREATE OR REPLACE TABLE line AS
    WITH priced AS (
        SELECT head.*, ordered.line, p, quantity, article.code AS product, category, cost,
            CASE WHEN day >= DATE '{PRICES_CHANGED_ON}' THEN price ELSE price_before END AS price
        FROM ordered JOIN head USING (day, w, block, part) JOIN article USING (p)
    )
    SELECT day, number, order_id, line, h, w, p, product, customer, channel, status, promotion,
        quantity, price, cost, minute, day_offset, night_offset,
        CASE WHEN promotion IS NOT NULL AND (of_category IS NULL OR of_category = category)
            THEN (quantity * price * percent + 50) // 100 ELSE 0 END AS discount,
        CASE WHEN status = 'cancelled' THEN 1 + draw(h, 19) % 3 ELSE 0 END AS changed_days,
        CASE WHEN status = 'cancelled' THEN 600 + draw(h, 20) % 400 ELSE minute END
            AS changed_minute
    FROM priced"""
