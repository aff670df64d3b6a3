"""How a column is written, asked of the database for one made-up line."""

import pytest

from alkasba.example.engine import Engine
from alkasba.example.order_text import BOUTIQUE, KIOSK, WEBSHOP, column_texts

LINE = """
    CREATE TABLE record AS SELECT DATE '2025-07-01' AS day, 5 AS number, 1 AS line, 0 AS w,
        'TE-001' AS product, 7 AS customer, 'web' AS channel, 'paid' AS status,
        NULL::VARCHAR AS promotion, 2 AS quantity, {price} AS price, 150 AS discount,
        {minute} AS minute, 120 AS day_offset, 120 AS night_offset, 0 AS changed_days,
        900 AS changed_minute, {kind} AS kind, 12::UBIGINT AS h, 34::UBIGINT AS lh"""


@pytest.fixture
def told(tmp_path):
    def tell(writing, column, *, price=490, minute=900, kind="NULL::VARCHAR"):
        engine = Engine(tmp_path, seed=1)
        engine.run(LINE.format(price=price, minute=minute, kind=kind))
        [(text,)] = engine.rows(f"SELECT {column_texts(writing)[column]} FROM record")
        engine.close()
        return text

    return tell


def test_money_is_written_as_in_its_country(told):
    assert told(KIOSK, "unit_price", price=119000) == '"1,190.00"'
    assert told(BOUTIQUE, "unit_price", price=119000) == "1.190,00"
    assert told(WEBSHOP, "unit_price", price=119000) == "1190.00"
    assert told(BOUTIQUE, "discount") == "1,50"


def test_order_after_midnight_falls_on_the_day_before_in_utc(told):
    assert told(WEBSHOP, "sold_on", minute=30) == "2025-06-30T22:30:00Z"
    assert told(KIOSK, "sold_on", minute=30) == "2025-07-01"


def test_fault_takes_the_place_of_the_value(told):
    assert told(BOUTIQUE, "sold_on", kind="'type:sold_on'") == "30/02/2025"
    assert told(KIOSK, "customer", kind="'orphan:customer'") == "C9000005"
    assert told(WEBSHOP, "unit_price", kind="'decimals:unit_price'") == "4.1234"
    assert told(WEBSHOP, "quantity", kind="'type:sold_on'") == "2"
