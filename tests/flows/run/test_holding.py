"""A table whose origin gave far too little stays as it was published; the others go on."""

from pathlib import Path

import pytest

from alkasba.errors import ContractBroken
from alkasba.flows.batch import run_batch
from alkasba.report import Hold, RunReport
from tests.shop_builder import SALE, SALES_SOURCE, ShopFolder, small_shop


def lines(count: int, *, first: int = 1) -> list[str]:
    return [f"A{first + n},1,2025-01-01,P1,1,1.00" for n in range(count)]


def accept(shop: ShopFolder, *tables: str) -> RunReport:
    return run_batch(shop.open(), accepted=tables, clock=shop.clock)


def test_a_file_that_lost_most_of_its_rows_changes_nothing(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", *lines(200))
    shop.run()
    shop.sales("a.csv", *lines(60))
    shop.write("data/products.csv", "code,name,category\nP1,Basil,Herb\n")
    report = shop.run()
    what = "it gave 60 records; it had 200"
    assert report.held == (Hold("sale", "sales", what),)
    assert shop.ask("units", by="product.name") == [("Basil", 200)]
    assert shop.run().held == report.held
    assert accept(shop, "sale").held == ()
    assert shop.ask("units") == [(60,)]


def test_one_file_of_many_that_was_cut_is_noticed(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    for number in range(10):
        shop.sales(f"{number}.csv", *lines(150, first=1000 * number))
    shop.run()
    shop.sales("3.csv", *lines(20, first=3000))
    (hold,) = shop.run().held
    assert hold.what == "a file that had 150 records has 20 now"
    assert shop.ask("units") == [(1500,)]


def test_a_file_of_many_that_is_empty_now_is_noticed(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    for number in range(7):
        shop.sales(f"{number}.csv", *lines(28, first=1000 * number))
    shop.run()
    shop.write("data/sales/3.csv", "")
    (hold,) = shop.run().held
    assert hold.what == "a file that had 28 records has 0 now"
    assert shop.ask("units") == [(196,)]


def test_no_rows_at_all_are_too_few_however_few_there_were(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", *lines(2))
    shop.run()
    shop.sales("a.csv")
    assert [hold.what for hold in shop.run().held] == ["it gave no records; it had 2"]
    assert shop.ask("units") == [(2,)]


def test_files_that_are_gone_count_too(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    for number in range(4):
        shop.sales(f"{number}.csv", *lines(50, first=1000 * number))
    shop.run()
    for number in range(1, 4):
        (tmp_path / f"data/sales/{number}.csv").unlink()
    assert [hold.table for hold in shop.run().held] == ["sale"]
    assert shop.ask("units") == [(200,)]


def test_renamed_files_are_nothing_less(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", *lines(200))
    shop.run()
    (tmp_path / "data/sales/a.csv").rename(tmp_path / "data/sales/b.csv")
    assert shop.run().held == ()


def test_the_owner_says_how_much_is_expected(tmp_path: Path) -> None:
    source = SALES_SOURCE.replace("[feeds", "[expect]\nshare_of_usual = 0.1\n[feeds")
    shop = small_shop(tmp_path, sources__sales=source)
    shop.sales("a.csv", *lines(200))
    shop.run()
    shop.sales("a.csv", *lines(15))
    assert [hold.table for hold in shop.run().held] == ["sale"]
    shop.sales("a.csv", *lines(30))
    assert shop.run().held == ()


def test_the_first_run_needs_as_many_records_as_declared(tmp_path: Path) -> None:
    source = SALES_SOURCE.replace("[feeds", "[expect]\nrecords_at_least = 5\n[feeds")
    shop = small_shop(tmp_path, sources__sales=source)
    shop.sales("a.csv", *lines(3))
    assert [hold.what for hold in shop.run().held] == ["it gave 3 records; at least 5 are expected"]
    assert shop.ask("units") == [(0,)]
    shop.sales("a.csv", *lines(5))
    assert shop.run().held == ()


def test_a_held_table_that_must_be_made_anew_stops_the_run(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", *lines(200))
    shop.run()
    shop.sales("a.csv", *lines(20))
    shop.write(
        "tables/sale.toml", SALE.replace("[measures]", 'note = { type = "text" }\n[measures]')
    )
    with pytest.raises(ContractBroken, match="declared in another way"):
        shop.run()
    assert shop.rows("SELECT count(*) FROM sale") == [(200,)]
