"""Counts of the shelves: one file for each warehouse and month, and the value at the last count."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from tests.example.reading import rows


def counted(data, code):
    """The last accepted count of each day and product of a warehouse."""
    levels = {}
    for row in rows(data, f"stock/{code}-*"):
        try:
            day, product, on_hand, cost = row
            level = int(on_hand) * Decimal(cost)
            if int(on_hand) >= 0 and product != "-":
                levels[date.fromisoformat(day), product] = level
        except ValueError:
            continue
    return levels


def test_records_are_counted(data, planted):
    assert planted.tables["stock"].records == sum(1 for _ in rows(data, "stock/*"))


def test_stock_value_is_that_of_each_warehouse_at_its_last_count(data, planted):
    total = Decimal(0)
    for code in ("LYO", "NTE", "GNT"):
        levels = counted(data, code)
        last = max(day for day, _ in levels)
        assert planted.good["stock"]["last_counted_on"][code] == last.isoformat()
        total += sum(level for (day, _), level in levels.items() if day == last)
    assert Decimal(planted.good["stock"]["stock_value"]) == total


def test_ghent_counts_on_another_day(planted):
    days = planted.good["stock"]["last_counted_on"]
    assert days["LYO"] == days["NTE"] != days["GNT"]


def test_rows_are_the_accepted_counts(data, planted):
    levels = [counted(data, code) for code in ("LYO", "NTE", "GNT")]
    assert planted.good["stock"]["rows"] == planted.tables["stock"].loaded
    assert planted.good["stock"]["rows"] == sum(map(len, levels))


def test_some_shelves_are_empty_and_some_stock_never_moves(data):
    empty, levels = 0, defaultdict(set)
    for row in rows(data, "stock/LYO-2026-0*"):
        if len(row) == 4 and row[2].isdigit():
            empty += row[2] == "0"
            levels[row[1]].add(row[2])
    dead = [product for product, seen in levels.items() if len(seen) == 1 and seen != {"0"}]
    assert empty > 0
    assert len(dead) >= 3
