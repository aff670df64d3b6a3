"""Northwind: sales and stock as two facts of one constellation, with the published figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.shops.known_answers import Program, cents, copy_shop

CATEGORIES = {
    "Beverages": "267868.18",
    "Dairy Products": "234507.28",
    "Confections": "167357.23",
    "Meat/Poultry": "163022.36",
    "Seafood": "131261.74",
    "Condiments": "106047.08",
    "Produce": "99984.58",
    "Grains/Cereals": "95744.59",
}


@pytest.fixture(scope="module")
def program(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("northwind") / "shop"
    made = copy_shop("northwind", folder, shared / "data/northwind/csv")
    made.run()
    return made


def test_totals(program: Program) -> None:
    names = (
        "net_sales",
        "gross_sales",
        "units",
        "orders",
        "customers",
        "freight_cost",
        "unshipped",
    )
    row = program.ask(*names)[0]
    assert cents(row["net_sales"]) == Decimal("1265793.04")
    assert row["gross_sales"] == Decimal("1354458.59")
    assert row["freight_cost"] == Decimal("64942.69")
    found = (row["units"], row["orders"], row["customers"], row["unshipped"])
    assert found == (51_317, 830, 89, 21)


def test_net_by_year(program: Program) -> None:
    found = program.ask("net_sales", "orders", "--by", "year")
    assert [(row["year"], cents(row["net_sales"]), row["orders"]) for row in found] == [
        (1996, Decimal("208083.97"), 152),
        (1997, Decimal("617085.20"), 408),
        (1998, Decimal("440623.87"), 270),
    ]


def test_net_by_category(program: Program) -> None:
    found = {
        row["category_name"]: row["net_sales"]
        for row in program.ask("net_sales", "--by", "category_name")
    }
    # Half cents are published rounded to even or up, by the engine that summed them.
    assert found.keys() == CATEGORIES.keys()
    assert all(
        abs(found[name] - Decimal(text)) <= Decimal("0.005") for name, text in CATEGORIES.items()
    )


def test_best_products(program: Program) -> None:
    found = program.ask(
        "net_sales", "--by", "product_name", "--order", "-net_sales", "--limit", "3"
    )
    assert [(row["product_name"], cents(row["net_sales"])) for row in found] == [
        ("Côte de Blaye", Decimal("141396.74")),
        ("Thüringer Rostbratwurst", Decimal("80368.67")),
        ("Raclette Courdavault", Decimal("71155.70")),
    ]


def test_stock_and_what_is_to_be_reordered(program: Program) -> None:
    names = (
        "stock_units",
        "units_on_order",
        "stock_value",
        "to_reorder",
        "to_reorder_in_spite_of_orders",
    )
    assert list(program.ask(*names)[0].values()) == [3_119, 780, Decimal("73953.35"), 17, 2]


def test_sales_and_stock_meet_on_the_product_without_fanning_out(program: Program) -> None:
    rows = program.ask("net_sales", "stock_value", "turnover", "--by", "category_name")
    total = program.ask("net_sales", "stock_value")[0]
    assert sum(row["net_sales"] for row in rows) == total["net_sales"]
    assert sum(row["stock_value"] for row in rows) == total["stock_value"]
    produce = next(row for row in rows if row["category_name"] == "Produce")
    assert cents(produce["turnover"]) == cents(produce["net_sales"] / produce["stock_value"])
