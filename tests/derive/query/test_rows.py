from datetime import date

import pytest

from alkasba.derive.query import Question, columns_of_rows, rows_sql, tables_of
from alkasba.errors import UnknownName
from tests.derive import build
from tests.derive.build import refund, sale, stock, warehouse

ROWS = (
    sale("2025-01-02", order_id="B", channel="web"),
    sale("2025-01-01", order_id="A", channel="shop", product="chai"),
    sale("2025-02-01", order_id="C", channel="web"),
    refund("2025-01-03", 4),
    stock("2025-01-01", 0),
    stock("2025-01-01", 5, "chai"),
)


def orders(*measures, table="sale", **question):
    shop = warehouse(*ROWS)
    rows = shop.db.execute(rows_sql(build.shop(), Question(measures, **question), table)).fetchall()
    at = columns_of_rows(build.shop(), table).index("order_id")
    return [row[at] for row in rows]


def test_rows_come_by_day():
    assert orders("net_sales") == ["A", "B", "C"]


def test_rows_that_the_measure_leaves_out_are_left_out():
    assert orders("web_sales") == ["B", "C"]
    assert orders("web_sales", "net_sales") == ["A", "B", "C"]
    assert orders("web_sales", where="day < '2025-02-01'") == ["B"]


def test_rows_show_what_is_calculated_when_asked():
    days = 'age = { type = "whole", formula = "days_between(customer.since, sold_on)" }\nnet '
    changes = {
        "sale": build.SALE.replace("net ", days, 1),
        "customer": build.CUSTOMER + 'since = { type = "day" }\n',
    }
    shop = warehouse(*ROWS, changes=changes)
    shop.db.execute("UPDATE customer SET since = DATE '2025-01-01' WHERE customer_id = 'C2'")
    sql = rows_sql(shop.shop, Question(("net_sales",), where="age > 0"), "sale")
    at = columns_of_rows(shop.shop, "sale").index("age")
    assert [row[at] for row in shop.db.execute(sql).fetchall()] == [1, 31]
    assert shop.ask("lines", by="age") == {0: 1, 1: 1, 31: 1}


def test_a_condition_may_look_through_references():
    assert orders("net_sales", where="product.supplier.land = 'India'") == ["A"]


def test_a_page_is_part_of_the_rows():
    assert orders("net_sales", limit=1, offset=1) == ["B"]


def test_each_fact_of_a_measure_has_its_rows():
    assert tables_of(build.shop(), Question(("kept_sales",))) == ["sale", "refund"]
    assert orders("kept_sales", table="refund") == ["A1"]


def test_a_level_is_made_of_the_rows_that_were_counted():
    sql = rows_sql(build.shop(), Question(("empty_shelves",)), "stock")
    shop = warehouse(*ROWS)
    assert [row[0] for row in shop.db.execute(sql).fetchall()][:1] == [date(2025, 1, 1)]


def test_a_fact_that_is_not_asked_has_no_rows_to_show():
    with pytest.raises(UnknownName, match="adds up no rows of 'stock'"):
        orders("net_sales", table="stock")


def test_what_is_kept_apart_is_no_column():
    gift, note = '{ type = "flag" }', '{ type = "text", personal = "contact" }'
    hidden = build.shop({"sale": build.SALE.replace(gift, note)})
    assert "is_gift" not in columns_of_rows(hidden, "sale")
    assert "is_gift" in columns_of_rows(build.shop(), "sale")
