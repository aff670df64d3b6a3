"""Orders are put together from lines of one day and warehouse."""

from collections import defaultdict

import pytest

from alkasba.example.orders import ORDERS_OF_SIX, PLACES_OF_SIX
from tests.example.reading import SYSTEMS, sales


@pytest.mark.parametrize(("orders", "places"), [*zip(ORDERS_OF_SIX, PLACES_OF_SIX, strict=True)])
def test_lines_of_an_order_are_numbered_from_one(orders, places):
    numbers = defaultdict(list)
    for order, place in zip(orders, places, strict=True):
        numbers[order].append(int(place))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_lines_of_an_order_share_its_day_and_channel(data):
    seen = {}
    for system in SYSTEMS:
        for sale in filter(None, sales(data, system)):
            order = sale.sold_on, sale.channel
            assert seen.setdefault(sale.order_id, order) == order
