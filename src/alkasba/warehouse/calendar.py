"""The calendar dimension: one row per day of all years that any fact touches."""

from duckdb import DuckDBPyConnection

from alkasba.derive.sql import quoted
from alkasba.model.shop import Shop


def build_calendar(db: DuckDBPyConnection, shop: Shop) -> None:
    """Make `calendar` and `holiday` anew; whole years from the first fact to the last."""
    spans = (
        " UNION ALL ".join(
            f"SELECT min({quoted(t.day)}) AS first_day, max({quoted(t.day)}) AS last_day "
            f"FROM shop.{quoted(t.name)}"
            for t in shop.facts.values()
            if t.day is not None
        )
        or "SELECT NULL::DATE AS first_day, NULL::DATE AS last_day"
    )
    db.execute("CREATE OR REPLACE TABLE shop.holiday (day DATE, country VARCHAR, name VARCHAR)")
    if shop.calendar.holidays:
        db.executemany(
            "INSERT INTO shop.holiday VALUES ($1::DATE, $2, $3)",
            [list(h) for h in shop.calendar.holidays],
        )
    start = shop.calendar.fiscal_year_starts
    db.execute(f"CREATE OR REPLACE TABLE shop.calendar AS {_calendar_sql(spans, start)}")


def _calendar_sql(spans: str, fiscal_start: int) -> str:
    """A fiscal year is named by the calendar year in which it ends."""
    shift = (13 - fiscal_start) % 12
    return f"""
    WITH span AS (SELECT min(first_day) AS first_day, max(last_day) AS last_day FROM ({spans})),
    days AS (
        SELECT unnest(generate_series(
            date_trunc('year', first_day),
            date_trunc('year', last_day) + INTERVAL 1 YEAR - INTERVAL 1 DAY,
            INTERVAL 1 DAY))::DATE AS day
        FROM span WHERE first_day IS NOT NULL
    ),
    fiscal AS (SELECT day, (day + INTERVAL {shift} MONTH)::DATE AS shifted FROM days)
    SELECT
        day,
        strftime(day, '%Y-%m') AS month,
        month(day)::INTEGER AS month_of_year,
        year(day) || '-Q' || quarter(day) AS quarter,
        year(day)::INTEGER AS year,
        isoyear(day) || '-W' || lpad(weekofyear(day)::VARCHAR, 2, '0') AS week,
        isodow(day)::INTEGER AS weekday,
        dayofmonth(day)::INTEGER AS day_of_month,
        year(shifted)::INTEGER AS fiscal_year,
        year(shifted) || '-Q' || quarter(shifted) AS fiscal_quarter,
        isodow(day) >= 6 AS is_weekend,
        day IN (SELECT h.day FROM shop.holiday AS h) AS is_holiday
    FROM fiscal ORDER BY day
    """
