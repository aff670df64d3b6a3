"""Levels: of several days one is told, never their sum; the groups of a day add up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.derive.build import days_from, sale, stock, warehouse

TWO_SITES = (
    stock("2025-01-10", 5, warehouse="north"),
    stock("2025-01-31", 8, warehouse="north"),
    stock("2025-01-30", 4, warehouse="south"),
    stock("2025-02-15", 3, warehouse="south"),
)


def test_the_last_counted_day_of_each_period_is_told():
    shop = warehouse(stock("2025-01-10", 5), stock("2025-01-31", 8), stock("2025-02-28", 2))
    assert shop.ask("stock", by="month") == {"2025-01": 8, "2025-02": 2}
    assert shop.ask("stock", by="year") == {2025: 2}
    assert shop.ask("stock") == 2
    assert shop.ask("first_stock", by="month") == {"2025-01": 5, "2025-02": 2}


def test_the_last_day_is_common_to_all_groups():
    shop = warehouse(*TWO_SITES)
    assert shop.ask("stock", by="month") == {"2025-01": 8, "2025-02": 3}
    assert shop.ask("stock", by=("month", "warehouse")) == {
        ("2025-01", "north"): 8,
        ("2025-02", "south"): 3,
    }


def test_each_series_has_a_last_day_of_its_own():
    shop = warehouse(*TWO_SITES)
    assert shop.ask("stock_by_site", by="month") == {"2025-01": 12, "2025-02": 3}
    assert shop.ask("stock_by_site") == 11
    assert shop.ask("stock_by_site", by="warehouse") == {"north": 8, "south": 3}


def test_least_most_and_mean_of_days():
    shop = warehouse(
        stock("2025-01-01", 2),
        stock("2025-01-01", 4, product="chai"),
        stock("2025-01-02", 10),
        stock("2025-01-03", 5),
    )
    assert shop.ask("least_stock", "most_stock", by="month") == {"2025-01": (5, 10)}
    assert shop.ask("mean_stock", by="month") == {"2025-01": 7}
    assert shop.ask("mean_stock", by="product") == {"mint": pytest.approx(17 / 3), "chai": 4}


def test_the_means_of_series_are_added_up():
    shop = warehouse(*TWO_SITES)
    assert shop.ask("mean_by_site", by="month") == {"2025-01": 6.5 + 4, "2025-02": 3}


def test_filters_decide_which_days_count():
    shop = warehouse(*TWO_SITES)
    assert shop.ask("stock", where="counted_on <= '2025-01-30'") == 4
    assert shop.ask("stock", where="warehouse = 'north'", by="year") == {2025: 8}
    assert shop.ask("stock", where="month = '2025-01'") == 8


def test_a_measures_filter_decides_its_own_days():
    shop = warehouse(stock("2025-01-10", 5), stock("2025-01-31", 8, product="saffron"))
    assert shop.ask("tea_stock", "stock", by="month") == {"2025-01": (5, 8)}


def test_a_filter_of_amounts_does_not_decide_the_days():
    shop = warehouse(
        stock("2025-01-10", 0),
        stock("2025-01-31", 8),
        stock("2025-02-27", 4),
        stock("2025-02-28", 0),
        stock("2025-02-28", 2, "chai"),
        stock("2025-02-28", 9, "saffron"),
    )
    found = shop.ask("empty_shelves", "low_stock", "mean_empty", by="month")
    assert found == {"2025-01": (0, 0, 0.5), "2025-02": (1, 2, 0.5)}
    assert shop.ask("stock", where="on_hand = 0") == 0
    assert shop.ask("stock", where="on_hand < 5 and category = 'Tea'", by="month") == {"2025-02": 2}
    assert shop.ask("low_stock", where="year = 1999") is None


def test_levels_of_different_rules_stand_beside_each_other_and_beside_flows():
    shop = warehouse(*TWO_SITES, sale("2025-01-05"), sale("2025-03-05"))
    found = shop.ask("stock", "stock_by_site", "mean_stock", "net_sales", by="month")
    assert found["2025-01"] == (8, 12, pytest.approx(17 / 3), 10)
    assert found["2025-03"] == (None, None, None, 10)


def test_a_level_by_day_is_each_days():
    shop = warehouse(*TWO_SITES)
    by_day = shop.ask("stock", by="day")
    assert [str(day) for day in by_day] == ["2025-01-10", "2025-01-30", "2025-01-31", "2025-02-15"]
    assert by_day == shop.ask("stock", by="counted_on")


def test_nothing_counted_is_empty_not_zero():
    shop = warehouse(*TWO_SITES)
    assert shop.ask("stock", where="year = 1999") is None
    assert shop.ask("stock", where="year = 1999", by="month") == {}


counts = st.builds(
    stock,
    st.sampled_from(days_from("2025-01-28", 6)),
    st.integers(0, 9),
    st.sampled_from(["mint", "chai"]),
    st.sampled_from(["north", "south"]),
)


@given(st.lists(counts, min_size=1, max_size=10))
@settings(max_examples=40)
def test_groups_add_up_to_the_total_of_each_period(rows):
    shop = warehouse(*rows)
    for measure in ("stock", "first_stock", "stock_by_site"):
        total = shop.ask(measure, by="month")
        for term in ("product", "warehouse", "category"):
            parts = shop.ask(measure, by=("month", term))
            for month in total:
                assert total[month] == sum(n for (m, _), n in parts.items() if m == month)


@given(st.lists(counts, min_size=1, max_size=10))
@settings(max_examples=40)
def test_last_equals_python(rows):
    last = max(row["counted_on"] for row in rows)
    expected = sum(row["on_hand"] for row in rows if row["counted_on"] == last)
    assert warehouse(*rows).ask("stock") == expected
