"""Aggregations of a fact, filtered by columns and not by rows."""

import pytest

from alkasba.errors import NotExpressible
from tests.derive import build
from tests.derive.build import sale, warehouse
from tests.derive.powerbi.telling import both, dax

MORE = (
    build.SALE
    + """
gifts        = { formula = "count()", where = "is_gift" }
spices       = { formula = "sum(net)", where = "product.category = 'Spice' and quantity > 1" }
dear         = { formula = "sum(net)", where = "price > product.unit_cost" }
sorts        = { formula = "count_distinct(product.category)" }
known        = { formula = "count(price)" }
priced_twice = { formula = "stddev(price * 2)" }
mean_value   = { formula = "avg(quantity * price)" }
least_value  = { formula = "min(quantity * price)" }
unlike       = { formula = "sum(net)", where = "channel <> 'web'" }
anyone       = { formula = "count()", where = "true" }
every_day    = { formula = "count()", where = "sold_on is not null" }
no_day       = { formula = "count()", where = "sold_on is null" }
"""
)
ROWS = (
    sale("2025-01-05", "mint", quantity=2, price=3, channel="web", is_gift=True),
    sale("2025-01-06", "saffron", quantity=4, price=4, order_id="A2"),
    sale("2025-02-06", "chai", quantity=1, price=2, order_id="A3", is_gift=False, channel=None),
    sale("2025-02-07", "saffron", quantity=1, price=9, order_id="A3"),
    sale("2025-02-08", "chai", quantity=1, price=None, net=None, order_id="A4"),
)


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("net_sales", "SUM('sale'[net])"),
        ("web_sales", "CALCULATE(SUM('sale'[net]), KEEPFILTERS('sale'[channel] = \"web\"))"),
        ("orders", "DISTINCTCOUNTNOBLANK('sale'[order_id])"),
        ("lines", "COUNTROWS('sale')"),
        ("spread", "IF(COUNT('sale'[price]) > 1, STDEV.S('sale'[price]))"),
        ("gifts", "CALCULATE(COUNTROWS('sale'), KEEPFILTERS('sale'[is_gift] = TRUE()))"),
    ],
)
def test_dax(measure, text):
    assert dax(measure, {"sale": MORE}) == text


def test_columns_of_two_tables_filter_by_their_values_that_meet():
    text = dax("dear", {"sale": MORE})
    assert "FILTER(SUMMARIZE('sale', 'sale'[price], 'product'[unit_cost])" in text


@pytest.mark.parametrize(
    "measure",
    "net_sales web_sales orders lines average_price highest_price spread cost gifts spices dear "
    "sorts known priced_twice mean_value least_value unlike anyone every_day no_day margin "
    "web_share".split(),
)
@pytest.mark.parametrize("by", ["month", "category", "customer.city", "year"])
def test_what_it_gives_is_what_ask_says(measure, by):
    told, said = both(warehouse(*ROWS, changes={"sale": MORE}), measure, by)
    for group, value in said.items():
        if value in (None, 0):
            assert told[group] in ((None, 0) if value == 0 else (None,)), group
        else:
            assert told[group] == pytest.approx(value), group


def test_the_greatest_of_flags_is_refused():
    with pytest.raises(NotExpressible, match="no least and no greatest of true and false"):
        dax("any_gift", {"sale": MORE + 'any_gift = { formula = "max(is_gift)" }\n'})
