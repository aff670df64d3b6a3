"""A column that some files have and others do not is told, never left blank without a word."""

from pathlib import Path

import pytest

from tests.shop_builder import SALE, SALES_SOURCE, ShopFolder, small_shop

HEADER = "order_id,line,sold_on,product,quantity,price"
PAID = SALE.replace("[measures]", 'paid = { type = "money", missing = 0 }\n[measures]\n')


def shop_of(folder: Path, source: str = SALES_SOURCE) -> ShopFolder:
    shop = small_shop(folder, tables__sale=PAID, sources__sales=source)
    shop.sales("a.csv", "A1,1,2026-01-05,P1,1,5,5", header=f"{HEADER},paid")
    return shop


def holds(report):
    return [hold.what for hold in report.held]


def test_a_file_that_calls_a_column_otherwise_holds_its_table_back(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    shop.sales("b.csv", "B1,1,2026-02-05,P1,1,5,5", header=f"{HEADER},amount")
    (what,) = holds(shop.run())
    assert "b.csv has no column 'paid', as other files have, but 'amount'" in what
    assert 'paid = ["paid", "amount"]' in what


def test_so_does_one_that_comes_later(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    assert holds(shop.run()) == []
    shop.sales("b.csv", "B1,1,2026-02-05,P1,1,5,5", header=f"{HEADER},amount")
    (what,) = holds(shop.run())
    assert "b.csv has no column 'paid'" in what
    assert shop.ask("orders") == [(1,)]


@pytest.mark.parametrize(
    "source",
    [
        SALES_SOURCE + '[feeds.sale.columns]\npaid = ["paid", "amount"]\n',
        SALES_SOURCE + '[feeds.sale.columns]\npaid = { from = "paid", optional = true }\n',
        SALES_SOURCE.replace("[feeds", '[changes]\nmissing = "evolve"\n[feeds'),
    ],
)
def test_what_is_named_or_allowed_is_loaded(tmp_path: Path, source: str) -> None:
    shop = shop_of(tmp_path, source)
    shop.sales("b.csv", "B1,1,2026-02-05,P1,1,5,5", header=f"{HEADER},amount")
    assert holds(shop.run()) == []
    assert shop.ask("orders") == [(2,)]


def test_a_column_that_no_file_has_and_an_empty_file_are_no_matter(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, tables__sale=PAID)
    shop.sales("a.csv", "A1,1,2026-01-05,P1,1,5", header=HEADER)
    shop.sales("b.csv", header=f"{HEADER},paid")
    assert holds(shop.run()) == []
