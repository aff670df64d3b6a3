"""The days looked at are those of the period, whatever rows it has, within the fact's own days."""

import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.errors import NotExpressible, WrongValue
from alkasba.model.formula import read_formula
from tests.derive.build import days_from, sale, stock, warehouse

SALES = (
    sale("2025-01-10", quantity=22),
    sale("2025-02-03", quantity=7, product="saffron"),
    sale("2025-03-15", quantity=15),
)


def test_days_run_from_the_first_of_the_fact_to_its_last():
    shop = warehouse(*SALES)
    assert shop.ask("days_seen") == (date(2025, 3, 15) - date(2025, 1, 10)).days + 1
    assert shop.ask("days_seen", by="month") == {"2025-01": 22, "2025-02": 28, "2025-03": 15}
    assert shop.ask("days_seen", where="month = '2025-02'") == 28
    assert shop.ask("days_seen", where="sold_on < '2025-01-12'") == 2


def test_a_day_on_which_nothing_was_sold_counts_all_the_same():
    shop = warehouse(*SALES)
    assert shop.ask("pace", by="month") == {"2025-01": 1, "2025-02": 0.25, "2025-03": 1}
    assert shop.ask("pace", by="product") == {
        "mint": pytest.approx(37 / 65),
        "saffron": pytest.approx(7 / 65),
    }
    assert shop.ask("pace", where="product = 'saffron' and month = '2025-02'") == 0.25


def test_groups_without_another_measure_are_those_of_the_fact():
    shop = warehouse(*SALES)
    assert shop.ask("days_seen", by="product") == {"mint": 65, "saffron": 65}
    assert shop.ask("days_seen", by=("month", "product")) == {
        ("2025-01", "mint"): 22,
        ("2025-02", "saffron"): 28,
        ("2025-03", "mint"): 15,
    }


def test_days_of_cover_divide_a_level_by_the_pace():
    shop = warehouse(*SALES, stock("2025-01-31", 44), stock("2025-03-31", 30))
    assert shop.ask("cover", by="month")["2025-01"] == 44
    assert shop.ask("cover", where="month = '2025-03'") == 30
    assert shop.ask("cover", where="month = '2025-02'") is None


def test_the_period_before_has_days_of_its_own():
    shop = warehouse(sale("2024-02-01", quantity=29), sale("2025-02-28", quantity=28))
    ((_, pace, earlier, _),) = shop.rows(
        "pace", by="month", where="month = '2025-02'", compare="last_year"
    )
    assert (pace, earlier) == (1, 1)


def test_without_rows_there_are_no_days():
    assert warehouse().ask("days_seen") == 0
    assert warehouse().ask("pace") is None


@given(st.sets(st.sampled_from(days_from("2023-06-01", 400)), min_size=1, max_size=5))
def test_the_days_of_months_add_up_to_all_days(days):
    shop = warehouse(*map(sale, days))
    assert sum(shop.ask("days_seen", by="month").values()) == shop.ask("days_seen")


def test_the_deviation_is_that_of_a_sample():
    prices = [10, 12, 23, 23, 16]
    shop = warehouse(*(sale("2025-01-10", price=price) for price in prices))
    assert shop.ask("spread") == pytest.approx(statistics.stdev(prices))
    assert warehouse(sale("2025-01-10")).ask("spread") is None


def test_days_have_no_rows_to_choose_from():
    with pytest.raises(WrongValue, match="no argument"):
        read_formula("days(sold_on)")
    with pytest.raises(NotExpressible, match="whatever their rows"):
        read_formula("days() filter (where quantity > 1)")
