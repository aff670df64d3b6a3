"""The catalogue as the shop's tools export it."""

import json

from alkasba.example.products import read_products


def test_products_are_nested_and_some_are_wrong(data, planted):
    text = (data / "products.json").read_text(encoding="utf-8")
    items = json.loads(text)["data"]["items"]
    counts = planted.tables["product"]
    assert counts.records == len(items) == len(read_products()) + counts.rejected.total()
    assert items[0]["price"] == {"amount": "3.60", "currency": "EUR"}
    assert items[0]["supplier"]["id"] == "S01"


def test_reorder_points_are_sensible(data):
    items = json.loads((data / "products.json").read_text(encoding="utf-8"))["data"]["items"]
    assert all(item["logistics"]["reorder_point"] >= 1 for item in items)


def test_suppliers_and_warehouses_are_all_there(data):
    firms = json.loads((data / "suppliers.json").read_text(encoding="utf-8"))["suppliers"]
    assert len(firms) == 12
    assert len((data / "warehouses.csv").read_text(encoding="utf-8").splitlines()) == 3
