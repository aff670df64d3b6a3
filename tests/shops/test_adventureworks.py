"""AdventureWorks purchasing: stock, purchase orders and receipts, from tab files without header."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.shops.known_answers import Program, copy_shop


@pytest.fixture(scope="module")
def program(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("adventureworks") / "shop"
    made = copy_shop("adventureworks", folder, shared / "data/adventureworks-purchasing/raw")
    made.run()
    return made


def test_every_file_has_its_rows(program: Program) -> None:
    report = program.run()
    counts = {feed["table"]: (feed["read"], feed["loaded"]) for feed in report["feeds"]}
    rows = {
        "product": 504,
        "subcategory": 37,
        "category": 4,
        "location": 14,
        "vendor": 104,
        "stock": 1_069,
        "purchase_order": 4_012,
        "purchase_line": 8_845,
        "receipt": 8_845,
    }
    assert counts == {table: (count, count) for table, count in rows.items()}


def test_purchase_orders(program: Program) -> None:
    names = (
        "order_subtotal",
        "order_tax",
        "order_freight",
        "order_total",
        "purchase_orders",
        "vendors_used",
    )
    assert list(program.ask(*names)[0].values()) == [
        Decimal("63791994.8380"),
        Decimal("5103359.5740"),
        Decimal("1583978.2263"),
        Decimal("70479332.6383"),
        4_012,
        86,
    ]


def test_purchase_orders_by_year_and_status(program: Program) -> None:
    years = program.ask("order_subtotal", "purchase_orders", "--by", "year")
    found = {
        row["year"]: (round(row["order_subtotal"], 3), row["purchase_orders"]) for row in years
    }
    assert {year: count for year, (_, count) in found.items()} == {
        2022: 28,
        2023: 252,
        2024: 1_323,
        2025: 2_409,
    }
    assert sum(value for value, _ in found.values()) == pytest.approx(Decimal("63791994.838"))
    states = program.ask("purchase_orders", "--by", "status")
    assert [row["purchase_orders"] for row in states] == [225, 12, 86, 3_689]


def test_lines_and_receipts_are_two_facts_that_agree(program: Program) -> None:
    names = (
        "ordered_units",
        "received_units",
        "refused_units",
        "stocked_units",
        "ordered_products",
    )
    found = program.ask(*names, "ordered_value", "order_subtotal")[0]
    assert [found[name] for name in names] == [2_348_637, 2_327_299, 72_700, 2_254_599, 265]
    assert found["ordered_value"] == found["order_subtotal"]


def test_stock(program: Program) -> None:
    found = program.ask("stock_units", "stock_value", "stocked_products")[0]
    assert list(found.values()) == [335_974, Decimal("20092679.1712"), 432]
    places = program.ask(
        "stock_units", "--by", "location.name", "--order", "-stock_units", "--limit", "3"
    )
    assert [(row["location.name"], row["stock_units"]) for row in places] == [
        ("Subassembly", 95_477),
        ("Miscellaneous Storage", 83_173),
        ("Tool Crib", 72_899),
    ]


def test_products_below_their_reorder_point(program: Program) -> None:
    """A product that lies nowhere has no row to ask of: 504 are known, and all have a point."""
    stock = program.ask(
        "stock_units", "--by", "product.product_id", "--by", "product.reorder_point"
    )
    below = [row for row in stock if row["stock_units"] < row["product.reorder_point"]]
    products = program.run()["feeds"]
    (known,) = (feed["loaded"] for feed in products if feed["table"] == "product")
    assert len(below) + known - len(stock) == 79


def test_each_product_knows_whether_it_is_below_its_reorder_point(program: Program) -> None:
    warehouse = str(program.folder / "build/warehouse.duckdb")
    with duckdb.connect(warehouse, read_only=True) as db:
        sql = "SELECT count(*), count(*) FILTER (is_below) FROM product WHERE product_key <> 0"
        assert db.execute(sql).fetchall() == [(504, 79)]
    # Those that lie nowhere have no row of stock to be counted by.
    found = program.ask("stocked_products", "--by", "product.is_below")
    assert {row["product.is_below"]: row["stocked_products"] for row in found} == {
        True: 79 - (504 - 432),
        False: 504 - 79,
    }
