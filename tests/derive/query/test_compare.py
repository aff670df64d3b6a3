"""A period beside the one before it, across years, weeks and the 29th of February."""

import pytest

from alkasba.derive.query import Question, ask_sql
from alkasba.errors import WrongValue
from tests.derive import build
from tests.derive.build import refund, sale, stock, warehouse


def compared(shop, measure="net_sales", compare="last_year", **question):
    return shop.ask(measure, compare=compare, **question)


def test_a_month_meets_the_same_month_of_the_year_before():
    shop = warehouse(sale("2024-03-05"), sale("2025-03-20", price=15), sale("2025-04-01"))
    found = compared(shop, by="month", where="year = 2025")
    assert found == {"2025-03": (15, 10, 0.5), "2025-04": (10, None, None)}


def test_months_that_only_the_other_year_has_are_not_invented():
    shop = warehouse(sale("2024-03-05"), sale("2024-07-05"), sale("2025-03-20"))
    assert list(compared(shop, by="month", where="year = 2025")) == ["2025-03"]
    assert list(compared(shop, by="month")) == ["2024-03", "2024-07", "2025-03"]


def test_the_month_before_january_is_december():
    shop = warehouse(sale("2024-12-31", price=4), sale("2025-01-31", price=5), sale("2025-02-28"))
    found = compared(shop, compare="previous", by="month", where="sold_on >= '2025-01-01'")
    assert found == {"2025-01": (5, 4, 0.25), "2025-02": (10, 5, 1.0)}


@pytest.mark.parametrize(
    ("by", "earlier", "later"),
    [
        ("quarter", "2024-11-30", "2025-02-03"),
        ("fiscal_quarter", "2024-11-30", "2025-02-03"),
        ("week", "2024-12-29", "2025-01-05"),
        ("year", "2024-01-01", "2025-12-31"),
        ("fiscal_year", "2024-04-01", "2025-04-01"),
        ("day", "2024-12-31", "2025-01-01"),
        ("sold_on", "2024-12-31", "2025-01-01"),
        ("month", "2025-01-31", "2025-02-01"),
    ],
)
def test_previous_is_one_period_earlier(by, earlier, later):
    shop = warehouse(sale(earlier, price=4), sale(later, price=5))
    found = list(compared(shop, compare="previous", by=by).values())
    assert found == [(4, None, None), (5, 4, 0.25)]


def test_the_finest_period_asked_for_is_the_one_before():
    shop = warehouse(sale("2024-12-05", price=4), sale("2025-01-05", price=5))
    found = compared(shop, compare="previous", by=("year", "month"))
    assert found[2025, "2025-01"] == (5, 4, 0.25)


def test_a_week_meets_the_week_52_weeks_before():
    monday, monday_before = "2025-03-10", "2024-03-11"
    shop = warehouse(sale(monday, price=5), sale(monday_before, price=4))
    assert compared(shop, by="week")["2025-W11"] == (5, 4, 0.25)


def test_the_29th_of_february_counts_in_its_month():
    shop = warehouse(
        sale("2024-02-28", price=1), sale("2024-02-29", price=2), sale("2025-02-28", price=6)
    )
    assert compared(shop, by="month")["2025-02"] == (6, 3, 1.0)
    assert [row[1:] for row in shop.rows("net_sales", by="day", compare="last_year")][-1] == (
        6,
        3,
        1.0,
    )


def test_a_leap_day_has_no_day_of_its_own_the_year_before():
    shop = warehouse(sale("2023-02-28", price=4), sale("2024-02-29", price=5))
    assert [row[2] for row in shop.rows("net_sales", by="day", compare="last_year")] == [None, None]
    assert compared(shop, by="month")["2024-02"] == (5, 4, 0.25)


def test_other_groups_stay_what_they_are():
    shop = warehouse(
        sale("2024-03-05", "mint", price=4),
        sale("2024-03-05", "chai", price=9),
        sale("2025-03-05", "mint", price=5),
        sale("2025-03-05", None, price=7),
        sale("2024-03-05", None, price=7),
    )
    assert compared(shop, by=("month", "product"), where="year = 2025") == {
        ("2025-03", "mint"): (5, 4, 0.25),
        ("2025-03", None): (7, 7, 0.0),
    }


@pytest.mark.parametrize(
    ("where", "compare", "expected"),
    [
        ("year = 2025", "last_year", (12, 11, pytest.approx(1 / 11))),
        ("year = 2025", "previous", (12, 11, pytest.approx(1 / 11))),
        ("month = '2025-03'", "last_year", (5, 4, 0.25)),
        ("month = '2025-03'", "previous", (5, 7, pytest.approx(-2 / 7))),
        ("sold_on between '2025-03-01' and '2025-03-31'", "last_year", (5, 4, 0.25)),
        ("day >= '2025-01-01'", "last_year", (12, 11, pytest.approx(1 / 11))),
        ("year = 2025 and category = 'Tea'", "last_year", (12, 11, pytest.approx(1 / 11))),
        ("year = 2024", "last_year", (11, 0, None)),
    ],
)
def test_a_period_in_where_is_compared_as_a_whole(where, compare, expected):
    shop = warehouse(
        sale("2024-02-01", price=7),
        sale("2024-03-05", price=4),
        sale("2025-02-28", price=7),
        sale("2025-03-05", price=5),
    )
    assert compared(shop, where=where, compare=compare) == expected


def test_a_period_is_compared_group_by_group():
    shop = warehouse(sale("2024-02-01", price=4), sale("2025-02-28", price=5))
    assert compared(shop, where="year = 2025", by="product") == {"mint": (5, 4, 0.25)}


def test_weekdays_are_those_on_which_it_happened():
    # 4 March 2024 was a Monday, 3 March 2025 too.
    shop = warehouse(sale("2024-03-04", price=4), sale("2025-03-03", price=5))
    assert compared(shop, where="year = 2025", by="weekday") == {1: (5, 4, 0.25)}


def test_ratios_and_several_facts_are_compared():
    shop = warehouse(
        sale("2024-03-04", order_id="A", price=4),
        sale("2024-03-04", order_id="B", price=8),
        sale("2025-03-04", price=9),
        refund("2024-03-20", 2),
        refund("2025-03-20", 4),
    )
    assert compared(shop, "average_order", by="month", where="year = 2025") == {
        "2025-03": (9, 6, 0.5)
    }
    assert compared(shop, "kept_sales", by="month", where="year = 2025") == {
        "2025-03": (5, 10, -0.5)
    }


def test_a_level_meets_the_last_day_of_the_period_before():
    shop = warehouse(
        stock("2024-02-28", 1),
        stock("2024-02-29", 4),
        stock("2025-02-10", 2),
        stock("2025-02-28", 5),
    )
    assert compared(shop, "stock", by="month", where="year = 2025") == {"2025-02": (5, 4, 0.25)}
    assert compared(shop, "mean_stock", by="month", where="year = 2025")["2025-02"][1] == 2.5


def test_a_measures_own_days_are_not_shifted():
    since = (
        build.SALE + """new_sales = { formula = "sum(net)", where = "sold_on >= '2025-01-01'" }"""
    )
    shop = warehouse(sale("2024-03-04"), sale("2025-03-04"), changes={"sale": since})
    assert compared(shop, "new_sales", by="month", where="year = 2025") == {
        "2025-03": (10, 0, None)
    }


def test_an_answer_can_be_ordered_by_its_change():
    shop = warehouse(
        sale("2024-01-01", "mint"),
        sale("2025-01-01", "mint", price=5),
        sale("2024-01-01", "chai"),
        sale("2025-01-01", "chai", price=20),
    )
    question = {"by": "product", "where": "year = 2025", "compare": "last_year"}
    rows = shop.rows("net_sales", **question, order="-net_sales_change")
    assert [row[0] for row in rows] == ["chai", "mint"]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ({"compare": "last_year"}, "month"),
        ({"compare": "previous"}, "month"),
        ({"compare": "last_year", "by": ("product",)}, "month"),
        ({"compare": "previous", "where": "sold_on >= '2025-01-01'"}, "month"),
        ({"compare": "last_month", "by": ("month",)}, "last_year or previous"),
    ],
)
def test_what_cannot_be_compared_says_why(question, word):
    with pytest.raises(WrongValue) as raised:
        ask_sql(build.shop(), Question(("net_sales",), **question))
    assert word in raised.value.what
