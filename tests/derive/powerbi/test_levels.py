"""Levels in DAX: the last day is common to all groups, so that they add up."""

import pytest

from tests.derive.build import stock, warehouse
from tests.derive.powerbi.telling import both, dax

ROWS = (
    stock("2025-01-10", 5, "mint", "north"),
    stock("2025-01-31", 8, "mint", "north"),
    stock("2025-01-31", 0, "chai", "north"),
    stock("2025-01-30", 4, "mint", "south"),
    stock("2025-01-30", 2, "saffron", "south"),
    stock("2025-02-15", 3, "chai", "south"),
    stock("2025-02-10", 1, "mint", "north"),
)
LEVELS = (
    "stock first_stock stock_by_site mean_stock least_stock most_stock mean_by_site stock_value "
    "empty_shelves mean_empty low_stock tea_stock"
).split()


@pytest.mark.parametrize("measure", LEVELS)
@pytest.mark.parametrize("by", ["month", "year", "category", "warehouse", "product"])
def test_a_level_is_what_ask_says(measure, by):
    told, said = both(warehouse(*ROWS), measure, by)
    assert told == pytest.approx(said)


def test_a_day_is_looked_for_whatever_a_picture_is_cut_by():
    text = dax("stock")
    first = text.splitlines()[0]
    assert "REMOVEFILTERS('product')" in first
    assert "REMOVEFILTERS('warehouse')" in first
    assert "calendar" not in first


def test_days_of_a_mean_are_asked_for_at_once():
    text = dax("mean_by_site")
    assert text.count("SUMMARIZE(") == 1
    assert "GROUPBY(_counted, 'stock'[warehouse]" in text
