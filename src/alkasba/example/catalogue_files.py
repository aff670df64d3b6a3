"""Products, suppliers and warehouses as the shop's tools export them, with faults among them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from alkasba.example.period import LAST_DAY
from alkasba.example.planted import Planted, euros
from alkasba.example.products import Product, Supplier, Warehouse
from alkasba.example.rates import Rates
from alkasba.example.writing import write_text

WRONG: dict[str, dict[str, Any]] = {
    "required:title": {"title": " "},
    "type:list_price": {"price": {"amount": "on request", "currency": "EUR"}},
    "range:unit_cost": {"cost": {"amount": -1.5, "currency": "EUR"}},
    "choice:category": {"shelf": {"category": "Furniture", "subcategory": "Chairs"}},
}
RULES = {"required:title": "required:name"}


def write_catalogue(
    folder: Path,
    products: list[Product],
    suppliers: list[Supplier],
    warehouses: list[Warehouse],
    rates: Rates,
    planted: Planted,
) -> None:
    """Write the three lists."""
    names = {supplier.code: supplier.name for supplier in suppliers}
    items = [
        _item(product, names[product.supplier], rates.usual_reorder_point(product, warehouses))
        for product in products
    ]
    items += [items[0] | wrong | {"sku": f"XX-{n:03}"} for n, wrong in enumerate(WRONG.values())]
    _write_json(folder / "products.json", {"data": {"items": items, "count": len(items)}})
    _write_json(folder / "suppliers.json", {"suppliers": [_firm(s) for s in suppliers]})
    lines = [f"{w.code};{w.name};{w.city};{w.country}\n" for w in warehouses]
    write_text(folder / "warehouses.csv", "".join(lines))
    _count(planted, len(products), len(suppliers), len(warehouses))


def _count(planted: Planted, products: int, suppliers: int, warehouses: int) -> None:
    counts = planted.feed("products", "product")
    counts.records = products + len(WRONG)
    for kind in WRONG:
        counts.add("rejected", RULES.get(kind, kind), 1)
    planted.feed("suppliers", "supplier").records = suppliers
    planted.feed("warehouses", "warehouse").records = warehouses
    planted.good["product"] = {"rows": products}
    planted.good["supplier"] = {"rows": suppliers}
    planted.good["warehouse"] = {"rows": warehouses}


def _item(product: Product, supplier: str, reorder_point: int) -> dict[str, Any]:
    ended = product.discontinued_on
    return {
        "sku": product.code,
        "title": product.name,
        "botanical": product.botanical_name or None,
        "unit": product.unit,
        "shelf": {
            "category": product.category,
            "subcategory": product.subcategory,
            "season": product.season,
        },
        # Amounts come as texts and as numbers, as they do from real shops.
        "price": {"amount": euros(product.price_cents), "currency": "EUR"},
        "cost": {"amount": product.cost_cents / 100, "currency": "EUR"},
        "supplier": {"id": product.supplier, "name": supplier},
        "logistics": {
            "shelf_life_days": product.shelf_life_days,
            "reorder_point": reorder_point,
            "pack_size": product.pack_size,
        },
        "dates": {"launched": _day(product.launched_on), "discontinued": _day(ended)},
        "discontinued": ended is not None and ended <= LAST_DAY,
    }


def _firm(supplier: Supplier) -> dict[str, Any]:
    return {
        "id": supplier.code,
        "company": {"name": supplier.name, "city": supplier.city, "country": supplier.country},
        "terms": {
            "lead_time_days": supplier.lead_time_days,
            "minimum_order": {"amount": euros(supplier.minimum_order * 100), "currency": "EUR"},
        },
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_json(path: Path, content: dict[str, Any]) -> None:
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
