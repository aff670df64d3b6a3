"""Measures are told once, and called by their names where others use them."""

import pytest

from tests.derive.build import sale, stock, warehouse
from tests.derive.powerbi.telling import both, dax

ROWS = (
    sale("2025-01-05", "mint", quantity=2, price=3),
    sale("2025-01-06", "chai", quantity=4, price=4, order_id="A2"),
    sale("2025-03-06", "chai", quantity=1, price=2, order_id="A3"),
    stock("2025-01-31", 8, "mint"),
)


def test_a_measure_of_measures_names_them():
    assert dax("average_order") == "DIVIDE([net_sales] + 0, [orders])"
    assert dax("kept_sales") == "[net_sales] - [refunded]"


@pytest.mark.parametrize("measure", ["days_seen", "pace", "cover", "share", "turnover", "margin"])
@pytest.mark.parametrize("by", ["month", "product"])
def test_what_it_gives_is_what_ask_says(measure, by):
    told, said = both(warehouse(*ROWS), measure, by)
    assert {k: told[k] or 0 for k in said} == pytest.approx({k: v or 0 for k, v in said.items()})
