"""Each shop system writes in its own way, and some months in a way of their own."""

import re

from alkasba.example.order_files import SYSTEMS, system_of
from alkasba.example.period import MONTHS, Month
from tests.example.reading import ENCODINGS


def test_every_month_has_one_shop_system_and_one_file(data):
    assert [month for system in SYSTEMS for month in system.months] == MONTHS
    for month in MONTHS:
        assert (data / "orders" / system_of(month).name / f"{month}.csv").is_file()


def test_marks_of_encodings_are_there(data):
    kiosk = data / "orders" / "kiosk"
    assert (kiosk / "2024-12.csv").read_bytes().startswith(b"\xff\xfe")
    assert (kiosk / "2025-01.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"caf\xe9" in (kiosk / "2025-03.csv").read_bytes()


def test_headers_change_within_a_shop_system():
    kiosk, boutique, webshop = SYSTEMS
    assert kiosk.headers(Month(2025, 1))["sold_on"] == "Date"
    assert kiosk.headers(Month(2025, 2))["sold_on"] == "Order date"
    assert boutique.headers(Month(2025, 5))["order_id"] == "N° commande"
    assert "promotion" not in webshop.headers(Month(2025, 12))
    assert "promotion" in webshop.headers(Month(2026, 1))


def test_every_way_to_write_a_price_occurs(data, planted):
    kiosk = planted.feed("orders_kiosk", "sale").written
    text = "".join(
        path.read_text(encoding=ENCODINGS.get(f"orders/kiosk/{path.name}", "utf-8"))
        for path in sorted((data / "orders" / "kiosk").glob("*.csv"))
    )
    assert kiosk["thousands separator"] > 0
    assert kiosk["currency sign"] > 0
    assert len(re.findall(r',"\d,\d{3}\.\d\d",', text)) >= kiosk["thousands separator"]
    assert text.count('"Gift\nfor Sunday"') >= kiosk["line break in quotes"] > 0
