"""The books know which rates a file was read by, and so which files other rates concern."""

from pathlib import Path

from alkasba.warehouse.rates import enter_used_rates, make_rates, outdated_files
from alkasba.warehouse.working_copy import open_published
from tests.currency_shop import currency_shop, rates, sales
from tests.shop_builder import ShopFolder, small_shop

USED = "SELECT currency, day::VARCHAR, num, den FROM alkasba.rates_used ORDER BY ALL"


def loaded(folder: Path) -> ShopFolder:
    shop = currency_shop(folder)
    rates(shop, "2025-01-06,USD,1.25")
    sales(
        shop, "A,2025-01-07,USD,8", "B,2025-01-07,GBP,8", "C,2025-01-07,USD,9", "D,2025-01-07,EUR,1"
    )
    shop.run()
    return shop


def outdated(shop: ShopFolder) -> int:
    db = open_published(shop.folder / "build/warehouse.duckdb")
    try:
        return len(outdated_files(db, shop.open().shop))
    finally:
        db.close()


def test_the_books_hold_each_rate_once_and_those_that_were_missing(tmp_path: Path):
    shop = loaded(tmp_path)
    assert shop.rows(USED) == [
        ("GBP", "2025-01-07", None, None),
        ("USD", "2025-01-07", 1000000, 1250000),
    ]
    assert outdated(shop) == 0


def test_a_file_is_outdated_when_one_of_its_rates_is_told_otherwise(tmp_path: Path):
    shop = loaded(tmp_path)
    told = (tmp_path / "shop.toml").read_text()
    shop.write("shop.toml", told + "within_days = 0\n")
    assert outdated(shop) == 1


def test_what_the_books_say_goes_with_its_file_and_its_table(tmp_path: Path):
    shop = loaded(tmp_path)
    (tmp_path / "data/sales/2025-01.csv").rename(tmp_path / "data/sales/2025-02.csv")
    shop.run()
    assert len(shop.rows(USED)) == 2
    (tmp_path / "tables/sale.toml").unlink()
    (tmp_path / "sources/sales.toml").unlink()
    shop.run()
    assert shop.rows(USED) == []


def test_a_shop_without_rates_has_nothing_to_follow(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    db = open_published(tmp_path / "build/warehouse.duckdb")
    try:
        declared = shop.open().shop
        make_rates(db, declared)
        enter_used_rates(db, declared, declared.tables["sale"], "nowhere")
        assert outdated_files(db, declared) == set()
    finally:
        db.close()
