"""The answers in planted.json, worked out once more from the files."""

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.example.reading import SYSTEMS, sales


@pytest.fixture(scope="module")
def loaded(data):
    """The last version of each order line that can be accepted."""
    winners = {}
    for system in SYSTEMS:
        for sale in filter(None, sales(data, system)):
            known = winners.get((sale.order_id, sale.line))
            if known is None or sale.updated_at >= known.updated_at:
                winners[sale.order_id, sale.line] = sale
    return list(winners.values())


def test_rows_are_the_winners_of_each_key(loaded, planted):
    assert planted.good["sale"]["rows"] == len(loaded) == planted.tables["sale"].loaded


def test_net_sales_of_each_month_leave_out_cancelled_orders(loaded, planted):
    months = defaultdict(Decimal)
    for sale in loaded:
        if sale.status != "cancelled":
            months[f"{sale.sold_on:%Y-%m}"] += sale.net
    told = {m: Decimal(sums["net_sales"]) for m, sums in planted.good["sale"]["by_month"].items()}
    assert told == months
    assert Decimal(planted.good["sale"]["net_sales"]) == sum(months.values())


def test_orders_and_units_leave_out_cancelled_orders(loaded, planted):
    good = planted.good["sale"]
    kept = [sale for sale in loaded if sale.status != "cancelled"]
    cancelled = {sale.order_id for sale in loaded if sale.status == "cancelled"}
    assert good["orders"] == len({sale.order_id for sale in kept})
    assert good["cancelled_orders"] == len(cancelled)
    assert good["units"] == sum(sale.quantity for sale in kept)
