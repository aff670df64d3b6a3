"""What is told of fewer columns than are asked for: days of periods alone, wholes beside parts."""

import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.errors import NotExpressible, UnknownName, WrongValue
from alkasba.model.formula import read_formula
from tests.derive import build
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


def test_a_measure_cut_by_nothing_stands_beside_each_group():
    shop = warehouse(*SALES)
    assert shop.ask("net_sales", "all_sales", by="product") == {
        "mint": (370, 440),
        "saffron": (70, 440),
    }
    assert shop.ask("share", by="product", where="quantity > 10") == {"mint": 1}
    assert shop.ask("all_sales", by="product") == {"mint": 440, "saffron": 440}
    assert shop.ask("all_sales") == 440


def test_it_is_cut_by_what_it_names_and_what_belongs_to_that():
    shop = warehouse(
        sale("2025-01-10", channel="web"),
        sale("2025-01-11", channel="shop", quantity=3),
        sale("2025-02-11", channel="shop", product="chai"),
    )
    assert shop.ask("shelf_sales", by=("product", "channel")) == {
        ("mint", "web"): 40,
        ("mint", "shop"): 40,
        ("chai", "shop"): 10,
    }
    assert shop.ask("shelf_sales", by=("category", "channel")) == {
        ("Tea", "web"): 50,
        ("Tea", "shop"): 50,
    }
    assert shop.ask("month_sales", by=("month", "channel")) == {
        ("2025-01", "web"): 40,
        ("2025-01", "shop"): 40,
        ("2025-02", "shop"): 10,
    }


def test_its_own_rule_over_time_holds():
    declared = build.shop({"stock": build.STOCK + 'whole = { formula = "stock", only_by = [] }\n'})
    shop = build.Warehouse(declared, stock("2025-01-10", 5), stock("2025-01-31", 8, "chai"))
    assert shop.ask("stock", "whole", by="product") == {"chai": (8, 8)}


def test_it_has_a_period_before_of_its_own():
    shop = warehouse(sale("2024-02-01"), sale("2025-02-01", quantity=4, product="chai"))
    ((*_, now, before, change),) = shop.rows(
        "all_sales", by="year", where="year = 2025", compare="last_year"
    )
    assert (now, before, change) == (40, 10, 3)


def test_what_it_does_not_know_neither_cuts_nor_filters_it():
    renamed = 'others = { formula = "orders", only_by = { product = "customer" } }\n'
    shop = build.Warehouse(
        build.shop({"sale": build.SALE + renamed}),
        sale("2025-01-01", product="C1", customer="C2", order_id="A1"),
        sale("2025-01-01", product="C2", customer="C1", order_id="A2"),
        sale("2025-01-01", product="mint", customer="C1", order_id="A3"),
    )
    assert shop.ask("orders", "others", by="product") == {
        "C1": (1, 2),
        "C2": (1, 1),
        "mint": (1, None),
    }
    # The filter is about the product asked for, not about the one it is compared with.
    assert shop.ask("others", by="product", where="product = 'C1'") == {"C1": 2}


def test_one_within_the_other_and_unknown_names_are_refused():
    again = 'again = { formula = "all_sales", only_by = ["month"] }\n'
    with pytest.raises(NotExpressible, match="so is a measure that uses it"):
        build.Warehouse(build.shop({"sale": build.SALE + again})).ask("again")
    lost = 'lost = { formula = "net_sales", only_by = ["chanel"] }\n'
    with pytest.raises(UnknownName, match="Did you mean 'channel'"):
        build.Warehouse(build.shop({"sale": build.SALE + lost})).ask("lost")
