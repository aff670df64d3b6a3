"""The hand-written catalogue: sound prices, known suppliers, nothing toxic in a cup."""

import json
import re

import pytest

from alkasba.example.demand import SEASONS
from alkasba.example.products import read_products, read_suppliers, read_warehouses

PRODUCTS = read_products()
TEAS = [product for product in PRODUCTS if product.category == "Teas"]


def test_about_150_products_of_six_categories():
    assert 145 <= len(PRODUCTS) <= 175
    assert len({product.category for product in PRODUCTS}) == 6
    assert len({product.code for product in PRODUCTS}) == len(PRODUCTS)
    assert len({product.name for product in PRODUCTS}) == len(PRODUCTS)


def test_twelve_suppliers_deliver_all_products():
    suppliers = {supplier.code for supplier in read_suppliers()}
    assert len(suppliers) == 12
    assert {product.supplier for product in PRODUCTS} == suppliers


def test_warehouses_share_all_sales():
    assert sum(warehouse.share for warehouse in read_warehouses()) == pytest.approx(1)
    assert {warehouse.counts_on for warehouse in read_warehouses()} == {4, 6}


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_product_earns_something_and_sells_in_a_season(product):
    assert 0 < product.cost_cents < product.price_cents
    assert product.earlier_price_cents <= product.price_cents
    assert product.season in SEASONS
    assert re.fullmatch(r"[A-Z]{2}-\d{3}", product.code)


def test_some_products_are_new_some_ended_and_some_sell_now_and_then():
    assert sum(product.launched_on.year >= 2025 for product in PRODUCTS) >= 8
    assert sum(product.discontinued_on is not None for product in PRODUCTS) >= 5
    assert {"intermittent", "dead", "growing", "fading"} <= {p.pattern for p in PRODUCTS}


def test_nothing_toxic_is_sold_as_tea(shared):
    path = shared / "data" / "plants" / "toxic_plants.json"
    toxic = json.loads(path.read_text(encoding="utf-8"))["plants"]
    assert len(toxic) > 100
    words = {tea.name: f"{tea.name} {tea.botanical_name}".lower() for tea in TEAS}
    found = [
        (name, plant)
        for name, text in words.items()
        for plant in toxic
        if re.search(rf"\b{re.escape(plant.lower())}\b", text)
    ]
    assert found == []


def test_nothing_promises_health():
    claims = re.compile(r"heal|cure|detox|slim|immun|relief|remedy|medic|sleep", re.IGNORECASE)
    assert [product.name for product in PRODUCTS if claims.search(product.name)] == []
