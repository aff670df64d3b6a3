"""A run brings the warehouse to what the origins hold, whatever order they came in."""

import itertools
import os
import threading
from pathlib import Path

import pytest

from alkasba.errors import ContractBroken, SourceAway, StoreBusy
from alkasba.flows.status import shop_status
from alkasba.warehouse.lock import only_writer
from alkasba.warehouse.working_copy import open_published
from tests.shop_builder import SALE, ShopFolder, small_shop

MONTHS = {
    "2025-01.csv": (
        "A1,1,2025-01-05,P1,2,3.50",
        "A2,1,2025-01-31,P2,1,10.00",
        "A2,1,2025-01-31,P2,1,10.00",
    ),
    "2025-02.csv": ("A3,1,2025-02-01,P1,1,3.50", "A1,1,2025-01-05,P1,3,3.50"),
    "2025-03.csv": (
        "A4,1,2025-03-01,P9,1,5.00",
        "A5,1,2025-02-30,P1,1,1.00",
        "A3,1,2025-03-02,P1,1,3.40",
    ),
}


def hashes(shop: ShopFolder) -> dict[str, str]:
    return {t["table"]: t["hash"] for t in shop_status(shop.open(), with_hashes=True)["tables"]}


def all_at_once(folder: Path) -> dict[str, str]:
    shop = small_shop(folder)
    for name, rows in MONTHS.items():
        shop.sales(name, *rows)
    shop.run()
    return hashes(shop)


def test_every_record_is_loaded_rejected_or_a_duplicate(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    for name, rows in MONTHS.items():
        shop.sales(name, *rows)
    sale = next(feed for feed in shop.run().feeds if feed.table == "sale")
    assert (sale.records, sale.loaded, sale.rejected, sale.duplicates) == (8, 4, 1, 3)


@pytest.mark.parametrize("order", list(itertools.permutations(MONTHS)), ids="-".join)
def test_months_one_by_one_in_any_order_give_what_all_at_once_gives(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    shop = small_shop(tmp_path / "one")
    for name in order:
        shop.sales(name, *MONTHS[name])
        shop.run()
    assert hashes(shop) == all_at_once(tmp_path / "all")


def test_a_second_run_reads_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", *MONTHS["2025-01.csv"])
    shop.run()
    before = (tmp_path / "build/warehouse.duckdb").read_bytes()
    report = shop.run()
    assert not report.has_changed
    assert (tmp_path / "build/warehouse.duckdb").read_bytes() == before


def test_a_changed_file_replaces_what_it_said_and_nothing_else(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("d1.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.sales("d2.csv", "A2,1,2025-01-02,P1,1,1.00")
    shop.run()
    shop.sales("d2.csv", "A2,1,2025-01-02,P1,5,1.00", "A3,1,2025-01-02,P2,1,1.00")
    report = shop.run()
    assert report.files_read == 1
    days = [(str(day), units) for day, units in shop.ask("units", by="day")]
    assert days == [("2025-01-01", 1), ("2025-01-02", 6)]


def test_a_row_that_lost_comes_back_when_the_file_of_the_winner_changes(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.sales("b.csv", "A1,1,2025-01-01,P1,2,1.00")
    shop.run()
    assert shop.ask("units") == [(2,)]
    shop.sales("b.csv", "A9,1,2025-01-01,P1,4,1.00")
    shop.run()
    assert shop.ask("units") == [(5,)]
    assert shop.rows("SELECT count(*) FROM kept.sale") == [(0,)]


def test_an_orphan_finds_its_member_when_the_member_arrives(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P9,1,1.00")
    assert shop.run().orphans == (("sale", "product", 1),)
    assert shop.ask("units", by="product.name") == [("unknown", 1)]
    shop.write("data/products.csv", "code,name,category\nP9,Rue,Herb\n")
    assert shop.run().orphans == ()
    assert shop.ask("units", by="product.name") == [("Rue", 1)]


def test_a_member_that_leaves_makes_its_facts_unknown_again(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.write("data/products.csv", "code,name,category\nP2,Sage,Herb\n")
    assert shop.run().orphans == (("sale", "product", 1),)


def test_another_declaration_reads_its_files_again(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.write("tables/sale.toml", SALE.replace("quantity * price", "quantity * price * 2"))
    shop.run()
    assert [float(row[0]) for row in shop.ask("net_sales")] == [2.0]


def test_too_many_rejects_publish_nothing(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, tables__sale="rejects_at_most = 0.2\n" + SALE)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.sales("b.csv", "A2,1,never,P1,1,1.00")
    with pytest.raises(ContractBroken, match="1 of 2 rows of sale"):
        shop.run()
    assert shop.ask("units") == [(1,)]


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    with only_writer(tmp_path / "build/run.lock"), pytest.raises(StoreBusy, match=str(os.getpid())):
        shop.run()
    shop.run()


def test_readers_see_the_last_finished_state_while_a_run_works(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    reader = open_published(tmp_path / "build/warehouse.duckdb")
    shop.sales("b.csv", "A2,1,2025-01-02,P1,1,1.00")
    worker = threading.Thread(target=shop.run)
    worker.start()
    seen = {reader.execute("SELECT count(*) FROM sale").fetchall()[0][0] for _ in range(20)}
    worker.join()
    assert seen == {1}
    assert shop.ask("orders") == [(2,)]


def test_only_files_of_the_month_are_read_again(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    for name, rows in MONTHS.items():
        shop.sales(name, *rows)
    assert shop.run(months=["2025-01"]).files_read == 2
    assert shop.ask("orders") == [(2,)]
    shop.run(months=["2025-03"])
    shop.run(months=["2025-02"])
    assert shop.run(months=["2025-02"]).files_read == 1
    assert hashes(shop) == all_at_once(tmp_path / "all")


def test_a_place_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceAway, match="nothing matches"):
        small_shop(tmp_path).run()
