"""What a measure is only cut by stays; all else is the whole that is looked at."""

import pytest

from tests.dax_engine import Model
from tests.derive.build import SALE, sale, warehouse
from tests.derive.powerbi.telling import both, dax

ROWS = (
    sale("2025-01-05", "mint", quantity=2, price=3, channel="web"),
    sale("2025-01-06", "chai", quantity=4, price=4, order_id="A2"),
    sale("2025-02-06", "saffron", quantity=1, price=2, order_id="A3"),
    sale("2024-02-06", "saffron", quantity=3, price=2, order_id="A5"),
)


@pytest.mark.parametrize("measure", ["all_sales", "share", "shelf_sales", "month_sales"])
@pytest.mark.parametrize("by", ["month", "year", "product", "category"])
def test_what_it_gives_is_what_ask_says(measure, by):
    told, said = both(warehouse(*ROWS), measure, by)
    assert told == pytest.approx(said)


def test_a_page_filters_the_whole_as_well():
    shop = warehouse(*ROWS)
    filters = {"product.category": ["Tea"], "calendar.month": ["2025-01"]}
    told = Model(shop.shop, shop.db).value("all_sales", filters, grouped=("calendar.month",))
    assert told == 22


def test_what_is_named_is_left_alone():
    assert dax("all_sales") == "CALCULATE([net_sales], ALLSELECTED())"
    assert "'product'" not in dax("shelf_sales")
    assert "FILTERS('calendar'[month])" in dax("month_sales")


@pytest.mark.parametrize("by", ["product", "channel", "year"])
def test_a_column_that_is_named_is_not_narrowed_by_what_else_cuts(by):
    channel_sales = 'channel_sales = { formula = "net_sales", only_by = ["channel"] }\n'
    rows = (*ROWS, sale("2024-01-06", "chai", price=5, order_id="A4"))
    told, said = both(warehouse(*rows, changes={"sale": SALE + channel_sales}), "channel_sales", by)
    assert told == pytest.approx(said)
    assert len(set(said.values())) == (2 if by == "channel" else 1)
