"""Targets are planned by month and category, and add up to what is told of them."""

import csv
from datetime import date
from decimal import Decimal

from alkasba.example.period import MONTHS


def test_every_category_has_a_target_for_every_month(data, planted):
    with (data / "targets.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";")
    assert [date.fromisoformat(name) for name in header[1:]] == [m.first for m in MONTHS]
    amounts = [Decimal(amount) for line in lines for amount in line[1:]]
    assert len(amounts) == planted.tables["target"].records == planted.good["target"]["rows"]
    assert sum(amounts) == Decimal(planted.good["target"]["sales_target"])
    assert all(amount > 0 and amount % 50 == 0 for amount in amounts)


def test_targets_are_near_what_was_sold(planted):
    reached = Decimal(planted.good["sale"]["net_sales"]) / Decimal(
        planted.good["target"]["sales_target"]
    )
    assert Decimal("0.8") < reached < Decimal("1.2")
