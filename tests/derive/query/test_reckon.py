"""What facts tell of members, over rows filled by hand: one row a member, each fact seen once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alkasba.derive.query.reckon import reckon_sql
from alkasba.derive.query.spans import Days
from tests.derive.build import PRODUCT, SUPPLIER, TABLES, Warehouse, refund, sale, shop, stock

SALES = (
    sale("2025-01-10", quantity=3, order_id="A1"),
    sale("2025-01-10", quantity=1, order_id="A1", product="chai"),
    sale("2025-03-20", quantity=2, order_id="A2"),
    sale("2025-04-30", quantity=4, order_id="A3"),
    sale("2025-04-30", quantity=9, order_id="A3", product=None),
)


def told(columns, *rows, of="product", table=PRODUCT, sale_table=TABLES["sale"]):
    """Key of a member -> its values; the columns are declared one a line."""
    names = [line.split("=")[0].strip() for line in columns.strip().splitlines()]
    declared = shop({of: table + columns, "sale": sale_table})
    made = Warehouse(declared, *rows)
    ends = {name: ends_of(made, fact) for name, fact in declared.facts.items()}
    sql = reckon_sql(declared, declared.tables[of], names, ends)
    return {key: values for key, *values in made.db.execute(sql).fetchall()}, sql


def ends_of(made, fact):
    first, last = made.db.execute(
        f'SELECT min("{fact.day}"), max("{fact.day}") FROM "{fact.name}"'
    ).fetchall()[0]
    return Days(first, last) if first else None


def test_sums_of_nothing_are_zero_and_what_is_no_sum_is_empty():
    found, _ = told(
        """
        units = { type = "whole", measure = "pieces" }
        bought = { type = "whole", measure = "orders" }
        dearest = { type = "money", measure = "highest_price" }
        filled = { type = "money", measure = "highest_price", missing = -1 }
        ratio = { type = "money", measure = "average_order" }""",
        *SALES,
    )
    assert found == {
        "mint": [9, 3, Decimal(10), Decimal(10), Decimal(30)],
        "chai": [1, 1, Decimal(10), Decimal(10), Decimal(10)],
        "saffron": [0, 0, None, Decimal(-1), None],
    }


def test_a_span_ends_with_the_last_day_of_the_fact():
    found, _ = told(
        """
        lately = { type = "whole", measure = "pieces", within = "2 months" }
        today = { type = "whole", measure = "pieces", within = "1 day" }
        ever = { type = "whole", measure = "pieces", within = "10 years" }""",
        *SALES,
    )
    assert found == {"mint": [6, 4, 9], "chai": [0, 0, 1], "saffron": [0, 0, 0]}


def test_a_measure_of_two_facts_looks_at_the_days_of_its_own():
    found, _ = told(
        'kept = { type = "money", measure = "kept_sales", within = "2 months" }',
        *SALES,
        refund("2025-03-15", 5),
        refund("2025-02-01", 100),
        refund("2025-06-01", 1000),
    )
    assert found == {"mint": [55], "chai": [0], "saffron": [0]}


def test_a_level_is_that_of_the_last_count():
    counts = (
        stock("2025-01-01", 9),
        stock("2025-01-02", 5),
        stock("2025-01-02", 2, "chai"),
        stock("2025-01-01", 7, "saffron"),
    )
    found, _ = told(
        """
        now = { type = "whole", measure = "stock" }
        filled = { type = "whole", measure = "stock", missing = 0 }
        most = { type = "whole", measure = "most_stock" }""",
        *counts,
    )
    assert found == {"mint": [5, 5, 9], "chai": [2, 2, 2], "saffron": [None, 0, 7]}


def test_periods_without_rows_count_as_nothing():
    rows = [sale(f"2025-0{month}-15", quantity=n) for month, n in ((1, 2), (3, 4), (5, 99))]
    found, _ = told(
        """
        deviation = { type = "number", measure = "pieces", per = "month", take = "stddev" }
        mean = { type = "number", measure = "pieces", per = "month", take = "avg" }
        least = { type = "whole", measure = "pieces", per = "month", take = "min" }
        price = { type = "number", measure = "average_price", per = "month", take = "avg" }
        lately = { type = "whole", measure = "pieces", SPAN, take = "max" }""".replace(
            "SPAN", 'within = "2 months", per = "month"'
        ),
        *rows,
    )
    # January to April are whole: 2, 0, 4, 0. A mean has no value where nothing was sold.
    assert found["mint"] == [Decimal("1.914854"), Decimal("1.5"), 0, Decimal(10), 4]
    assert found["saffron"] == [0, 0, 0, None, 0]


def test_equal_values_are_in_one_part_and_blanks_in_none():
    rows = [
        sale("2025-01-10", quantity=2),
        sale("2025-01-10", quantity=2, product="chai"),
    ]
    found, _ = told(
        """
        units = { type = "whole", measure = "pieces" }
        third = { type = "whole", formula = "quantile(units, 3)" }
        buyers = { type = "whole", formula = "quantile(case when units > 0 then units end, 2)" }""",
        *rows,
    )
    assert found == {"mint": [2, 2, 1], "chai": [2, 2, 1], "saffron": [0, 1, None]}


def test_the_share_before_is_that_of_all_larger_values():
    rows = [sale("2025-01-10", quantity=80), sale("2025-01-10", quantity=20, product="chai")]
    found, _ = told(
        """
        units = { type = "whole", measure = "pieces" }
        share = { type = "number", formula = "share_before(units)" }
        below = { type = "number", formula = "share_before(units - 50)" }
        none = { type = "number", formula = "share_before(case when units > 50 then 1 end)" }""",
        *rows,
    )
    assert found == {
        "mint": [80, 0, 0, 0],
        "chai": [20, Decimal("0.8"), 1, None],
        "saffron": [0, 1, 1, None],
    }


def test_formulas_stand_in_the_order_of_their_need_and_know_the_last_day():
    found, _ = told(
        """
        idle = { type = "whole", formula = "days_between(last_on, sale.latest)" }
        is_idle = { type = "flag", formula = "coalesce(idle > 30, true)" }
        month = { type = "code", formula = "year_month(last_on)" }
        months = { type = "whole", formula = "months_between('2025-01-31', last_on)" }
        last_on = { type = "day", measure = "last_sale" }""",
        *SALES,
        sale_table=TABLES["sale"] + 'last_sale = { formula = "max(sold_on)" }\n',
    )
    assert found == {
        "mint": [0, False, "2025-04", 3, date(2025, 4, 30)],
        "chai": [110, True, "2025-01", 0, date(2025, 1, 10)],
        "saffron": [None, True, None, None, None],
    }


def test_moments_are_those_of_the_shops_clock():
    sold = [sale("2025-01-10", placed_at="2025-01-10 23:30+00:00"), sale("2025-01-10")]
    found, _ = told(
        """
        last_at = { type = "moment", measure = "last_at" }
        last_on = { type = "day", measure = "last_at" }
        month_day = { type = "whole", formula = "day(last_at)" }
        again_at = { type = "moment", formula = "greatest(last_at, last_at)" }""",
        *sold,
        sale_table=TABLES["sale"] + 'last_at = { formula = "max(placed_at)" }\n',
    )
    moment = datetime(2025, 1, 10, 23, 30, tzinfo=UTC)
    assert found["mint"] == [moment, date(2025, 1, 11), 11, moment]


def test_a_level_of_a_span_is_that_of_its_last_count():
    counts = (stock("2025-01-01", 9), stock("2025-01-09", 4, "chai"))
    found, _ = told(
        """
        now = { type = "whole", measure = "stock", within = "1 week" }
        most = { type = "whole", measure = "most_stock", within = "3 months" }""",
        *counts,
    )
    assert found == {"mint": [None, 9], "chai": [4, 4], "saffron": [None, None]}


def test_a_member_with_a_history_is_one_member():
    customer = TABLES["customer"]
    rows = [sale("2025-01-10", customer="C1"), sale("2025-03-10", customer="C1", order_id="A9")]
    found, _ = told(
        'bought = { type = "whole", measure = "orders" }', *rows, of="customer", table=customer
    )
    assert found == {"C1": [2], "C2": [0]}


def test_a_member_is_reached_along_references():
    found, _ = told(
        'sold = { type = "whole", measure = "pieces" }', *SALES, of="supplier", table=SUPPLIER
    )
    assert found == {"S1": [9], "S2": [1]}


def test_what_is_too_large_for_its_column_is_empty():
    found, _ = told(
        'huge = { type = "money", measure = "net_sales", decimals = 12 }',
        sale("2025-01-10", quantity=10**6),
    )
    assert found["mint"] == [None]


def test_a_fact_is_looked_at_once_for_all_that_it_tells_together():
    _, sql = told(
        """
        one = { type = "money", measure = "net_sales", within = "2 months" }
        two = { type = "whole", measure = "pieces" }
        three = { type = "whole", measure = "orders", within = "1 year" }""",
        *SALES,
    )
    assert sql.count('FROM "sale"') == 1


def test_no_row_of_a_fact_is_no_error():
    found, _ = told(
        """
        units = { type = "whole", measure = "pieces", within = "1 month" }
        deviation = { type = "number", measure = "pieces", per = "month", take = "stddev" }
        idle = { type = "whole", formula = "days_between('2025-01-01', sale.latest)" }"""
    )
    assert set(map(tuple, found.values())) == {(0, None, None)}


@pytest.mark.parametrize("text", ["quantile(units, 3)", "share_before(units)"])
def test_the_order_of_rows_says_nothing(text):
    columns = f"""
        units = {{ type = "whole", measure = "pieces" }}
        x = {{ type = "number", formula = "{text}" }}"""
    assert told(columns, *SALES)[0] == told(columns, *SALES[::-1])[0]
