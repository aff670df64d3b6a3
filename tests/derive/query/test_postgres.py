"""Where PostgreSQL and DuckDB do not agree, the question is told in PostgreSQL's words."""

import pytest

from alkasba.derive.query import Question
from alkasba.derive.query.postgres import postgres_sql
from alkasba.model.shop import Shop
from tests.shop_builder import SALE, small_shop

MEASURES = """
mean_price = { formula = "avg(price)" }
spread = { formula = "stddev(price) filter (where quantity > 1)" }
average_order = { formula = "net_sales / orders" }
rounded_mean = { formula = "round(avg(price), 2)" }
rounded = { formula = "round(net_sales / orders, 2)" }
age = { formula = "max(days_between(sold_on, '2026-01-01'))" }
months = { formula = "max(months_between(sold_on, '2026-01-01'))" }
named_orders = { formula = "count_distinct(order_id)", where = "quantity > 1" }
any_gift = { formula = "max(quantity > 1)" }
all_gifts = { formula = "min(quantity > 1)" }
named = { formula = "count_distinct(year_month(sold_on))" }
"""
REFUND = """
kind = "fact"
day = "refunded_on"
[columns]
refunded_on = { type = "day" }
product = { refers = "product" }
amount = { type = "money", required = true }
[measures]
refunds = { formula = "sum(amount)" }
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    files = {"tables__sale": SALE + MEASURES, "tables__refund": REFUND}
    source = 'kind = "csv"\nfiles = ["data/r.csv"]\n[feeds.refund]\n'
    folder = tmp_path_factory.mktemp("shop")
    return small_shop(folder, sources__refunds=source, **files).open().shop


def told(shop: Shop, *measures: str, **question: object) -> str:
    """The SQL on one line."""
    sql = postgres_sql(shop, Question(measures, **question), "shop")  # type: ignore[arg-type]
    return " ".join(sql.replace("(", " ( ").replace(")", " ) ").split())


def test_tables_stand_in_the_schema_and_steps_do_not(shop: Shop) -> None:
    sql = told(shop, "net_sales", by=("category",))
    assert "FROM shop.sale LEFT JOIN shop.product" in sql
    assert sql.endswith("FROM sale_sums ORDER BY category")


def test_a_schema_may_be_called_anything(shop: Shop) -> None:
    sql = postgres_sql(shop, Question(("units",)), 'My "shop"')
    assert 'FROM "My ""shop""".sale' in sql


def test_groups_are_told_by_place(shop: Shop) -> None:
    assert "GROUP BY 1, 2" in told(shop, "net_sales", by=("category", "month"))
    assert "GROUP BY" not in told(shop, "net_sales")


def test_facts_that_stand_below_each_other_have_the_same_columns_in_the_same_order(
    shop: Shop,
) -> None:
    sql = told(shop, "net_sales", "refunds", by=("category",))
    assert "BY NAME" not in sql
    assert "( SELECT sum_amount FROM refund_sums LIMIT 0 ) AS sum_amount FROM sale_sums" in sql
    assert "COALESCE ( MAX ( sum_net ) , 0 )" in sql


def test_means_and_deviations_are_doubles(shop: Shop) -> None:
    assert "CAST ( AVG ( sale.price ) AS DOUBLE PRECISION )" in told(shop, "mean_price")
    sql = told(shop, "spread")
    deviation = "STDDEV_SAMP ( CAST ( sale.price AS DOUBLE PRECISION ) )"
    assert f"{deviation} FILTER ( WHERE sale.quantity > 1 )" in sql


def test_what_may_be_a_double_is_rounded_as_a_decimal(shop: Shop) -> None:
    assert "ROUND ( CAST ( CAST ( avg_price AS TEXT ) AS DECIMAL ) , 2 )" in " ".join(
        told(shop, "rounded_mean").replace(",", " ,").split()
    )


def test_a_quotient_that_is_rounded_keeps_its_digits(shop: Shop) -> None:
    assert "CAST ( sum_net AS DOUBLE PRECISION ) / NULLIF" in told(shop, "average_order")
    assert "AS TEXT ) AS DECIMAL ( 38, 10 ) )" in told(shop, "rounded")


def test_differences_of_days_and_months(shop: Shop) -> None:
    days = "CAST ( '2026-01-01' AS DATE ) - CAST ( sale.sold_on AS DATE )"
    assert days in told(shop, "age")
    assert "EXTRACT ( YEAR FROM CAST ( sale.sold_on AS DATE ) ) * 12" in told(shop, "months")
    assert "TO_CHAR ( sale.sold_on, 'YYYY-MM' )" in told(shop, "named")


def test_the_least_and_the_greatest_of_flags(shop: Shop) -> None:
    assert "BOOL_OR ( sale.quantity > 1 )" in told(shop, "any_gift")
    assert "BOOL_AND ( sale.quantity > 1 )" in told(shop, "all_gifts")
    assert "MAX ( max_quantity )" not in told(shop, "any_gift", "refunds", by=("category",))
    counts = ("orders", "named_orders", "any_gift", "refunds")
    sql = told(shop, *counts, by=("category",))
    assert "BOOL_OR ( max_quantity )" in sql
    assert "BOOL_OR ( count_distinct" not in sql
