"""Invented customers: who they are, when they joined, and where they moved."""

from datetime import date, timedelta

from alkasba.example.engine import Engine
from alkasba.example.people_words import CITIES, FIRST_NAMES, LAST_NAMES, SEGMENTS, STREETS
from alkasba.example.period import DAYS, FIRST_DAY, LAST_DAY
from alkasba.example.size import Size

OLDEST = date(2019, 1, 7)
EARLIER_PERCENT = 40
"""Share of customers who joined before the first day."""

ONLY_IN_CRM = 100
"""One contact of the CRM in so many customers has never bought."""


def plan_people(engine: Engine, size: Size) -> None:
    """Make the tables `customer`, and `told`: each row that the shop system exports about one."""
    engine.run(_customers(size))
    engine.run(_moves())
    engine.run(_TOLD)


def _customers(size: Size) -> str:
    earlier = size.customers * EARLIER_PERCENT // 100
    later = size.customers - earlier
    before, days = (FIRST_DAY - OLDEST).days, len(DAYS)
    return f"""
        CREATE OR REPLACE TABLE customer AS
        SELECT n, h, 'C' || lpad(n::VARCHAR, 7, '0') AS customer_id,
            CASE WHEN n <= {earlier}
                THEN DATE '{OLDEST}' + ((n - 1) * {before} // {earlier})::INTEGER
                ELSE DATE '{FIRST_DAY}' + ((n - 1 - {earlier}) * {days} // {later})::INTEGER
                END AS joined_on,
            {_pick(FIRST_NAMES, 1)} || ' ' || {_pick(LAST_NAMES, 2)} AS name,
            (1 + draw(h, 3) % 180) || ' ' || {_pick(STREETS, 4)} AS street,
            DATE '1946-01-01' + (draw(h, 5) % 22000)::INTEGER AS born_on,
            draw(h, 6) % 100 < 25 AS hides_birthday,
            draw(h, 7) % {len(CITIES)} AS city,
            CASE WHEN draw(h, 8) % 100 < 45 THEN 0 WHEN draw(h, 8) % 100 < 80 THEN 1
                WHEN draw(h, 8) % 100 < 95 THEN 2 ELSE 3 END AS segment
        FROM (SELECT n, seeded(n, 5, 9) AS h FROM range(1, {size.customers + 1}) AS r(n))
        ORDER BY n"""


def _pick(words: tuple[str, ...], salt: int) -> str:
    quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"[{quoted}][draw(h, {salt}) % {len(words)} + 1]"


def _moves() -> str:
    """At most one change of city or segment for each customer, and one of the telephone."""
    day = f"DATE '{FIRST_DAY}' + (30 + draw(h, {{salt}}) % {len(DAYS) - 30})::INTEGER"
    return f"""
        CREATE OR REPLACE TABLE move AS
        SELECT n,
            CASE WHEN draw(h, 21) % 100 < 18 THEN {day.format(salt=22)} END AS moved_on,
            draw(h, 23) % 100 < 55 AS is_city,
            (city + 2 + draw(h, 24) % {len(CITIES) - 5}) % {len(CITIES)} AS next_city,
            (segment + 1) % {len(SEGMENTS)} AS next_segment,
            CASE WHEN draw(h, 25) % 100 < 5 THEN {day.format(salt=26)} END AS called_on
        FROM customer"""


def _names(values: tuple[str, ...], index: str) -> str:
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"[{quoted}][{index} + 1]"


# 06 39 98 is kept for films and books, so nobody answers there.
# A customer who moves to a place of the same name would have no second version.
_TOLD = f"""
    CREATE OR REPLACE TABLE told AS
    WITH known AS (
        SELECT customer.*, move.* EXCLUDE (n) FROM customer JOIN move USING (n)
    ), moving AS (
        SELECT *, CASE WHEN moved_on > joined_on AND (NOT is_city OR
                {_names(tuple(c for c, _ in CITIES), "city")}
                <> {_names(tuple(c for c, _ in CITIES), "next_city")}) THEN moved_on END AS moved
        FROM known
    ), stage AS (
        SELECT *, joined_on AS changed_on, 'first' AS kind FROM moving
        UNION ALL
        SELECT *, moved AS changed_on, 'moved' AS kind FROM moving WHERE moved IS NOT NULL
        UNION ALL
        SELECT *, called_on AS changed_on, 'called' AS kind FROM moving
        WHERE called_on > joined_on AND called_on IS DISTINCT FROM moved
    ), settled AS (
        SELECT * REPLACE (
            CASE WHEN changed_on >= moved AND is_city THEN next_city ELSE city END AS city,
            CASE WHEN changed_on >= moved AND NOT is_city THEN next_segment ELSE segment END
                AS segment)
        FROM stage
    )
    SELECT n, h, customer_id, kind, changed_on, joined_on, name, street, born_on, hides_birthday,
        {_names(tuple(c for c, _ in CITIES), "city")} AS city,
        {_names(tuple(c for _, c in CITIES), "city")} AS country,
        {_names(SEGMENTS, "segment")} AS segment,
        'client' || n || '@example.org' AS email,
        '06 39 98 ' || substr(digits, 1, 2) || ' ' || substr(digits, 3, 2) AS phone
    FROM (
        SELECT *, lpad((draw(h, CASE kind WHEN 'called' THEN 32 ELSE 31 END) % 10000)::VARCHAR,
            4, '0') AS digits
        FROM settled
    )"""


def members_by_day(engine: Engine) -> dict[date, int]:
    """How many customers had joined by each day of the period."""
    joined = dict(
        engine.connection.execute(
            f"SELECT greatest(joined_on, DATE '{FIRST_DAY}'), count(*) FROM customer "
            f"WHERE joined_on <= DATE '{LAST_DAY}' GROUP BY 1"
        ).fetchall()
    )
    members, total = {}, 0
    for day in [FIRST_DAY - timedelta(days=1), *DAYS]:
        total += joined.get(day, 0)
        members[day] = total
    return members
