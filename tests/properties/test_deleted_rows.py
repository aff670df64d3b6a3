"""Rows that an origin marks as deleted leave, are counted apart, and come back when re-opened."""

import itertools
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alkasba.flows.batch import run_batch
from alkasba.flows.run import cleaning
from alkasba.flows.status import shop_status
from alkasba.report import FeedCount, RunReport
from tests.origins.paged import dummyjson
from tests.origins.server import serve
from tests.shop_builder import PRODUCT, PRODUCTS_SOURCE, SALE, SALE_HEADER, ShopFolder, small_shop
from tests.troubled_shop import wait_a_day

HEADER = f"{SALE_HEADER},gone"
SALES = """
kind = "csv"
files = ["data/sales/*.csv"]
[feeds.sale]
deleted = "gone"
"""
ORDERED = (
    SALES + 'duplicates = { by = ["order_id", "line"], keep = "last", order = "changed_at" }\n'
)
CHANGED = SALE.replace("[measures]", 'changed_at = { type = "moment" }\n[measures]')


def count(report: RunReport, table: str = "sale") -> FeedCount:
    found = next(feed for feed in report.feeds if feed.table == table)
    assert found.records == found.loaded + found.rejected + found.duplicates + found.deleted
    return found


def sold(shop: ShopFolder) -> list[tuple[str, int]]:
    return shop.rows("SELECT order_id, quantity FROM sale ORDER BY order_id")  # type: ignore[return-value]


def test_a_marked_row_leaves_with_the_version_that_another_file_had(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=SALES)
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1,", "A2,1,2025-01-01,P1,2,1,no", header=HEADER)
    assert count(shop.run()).loaded == 2
    shop.sales("2.csv", "A1,1,2025-01-01,P1,1,1,2025-02-01", header=HEADER)
    found = count(shop.run())
    assert (found.loaded, found.duplicates, found.deleted) == (1, 1, 1)
    assert sold(shop) == [("A2", 2)]
    shop.sales("3.csv", "A1,1,2025-01-01,P1,7,1,", header=HEADER)
    found = count(shop.run())
    assert (found.loaded, found.duplicates, found.deleted) == (2, 2, 0)
    assert sold(shop) == [("A1", 7), ("A2", 2)]


def test_a_mark_that_is_taken_back_brings_the_row_back(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=SALES)
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1,", header=HEADER)
    shop.sales("2.csv", "A1,1,2025-01-01,P1,2,1,yes", "A2,1,2025-01-01,P1,2,1,", header=HEADER)
    shop.run()
    assert sold(shop) == [("A2", 2)]
    (tmp_path / "data/sales/2.csv").unlink()
    assert count(shop.run()).deleted == 0
    assert sold(shop) == [("A1", 1)]


@pytest.mark.parametrize("many", [0, 30_000])
def test_of_a_deleted_row_nothing_but_its_key_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    # From so many rows on they are read outright, where that can be.
    monkeypatch.setattr(cleaning, "MANY", many)
    monkeypatch.setattr(cleaning, "SAMPLE", 1)
    shop = small_shop(tmp_path, sources__sales=SALES)
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1,", "A2,1,2025-01-01,P1,2,1,", header=HEADER)
    shop.sales("2.csv", "A1,1,,,,,1", ",1,,,,,1", "A2,1,,,,,", header=HEADER)
    found = count(shop.run())
    # One tombstone has no key, and one row without values has no mark: both are rejected.
    assert (found.loaded, found.rejected, found.duplicates, found.deleted) == (1, 2, 1, 1)
    assert sold(shop) == [("A2", 2)]


MOMENTS = (
    "A1,1,2025-01-01,P1,1,1,2025-01-01T10:00:00Z,",
    "A1,1,2025-01-01,P1,2,1,2025-01-02T10:00:00Z,yes",
    "A1,1,2025-01-01,P1,3,1,2025-01-03T10:00:00Z,",
    "A1,1,2025-01-01,P1,4,1,2025-01-04T10:00:00Z,yes",
)


@pytest.mark.parametrize("until", [2, 3, 4])
@pytest.mark.parametrize("at_once", [True, False])
def test_the_last_word_decides_whatever_order_the_files_came_in(
    tmp_path: Path, until: int, at_once: bool
) -> None:
    expected = [("A1", 3)] if until == 3 else []
    for number, order in enumerate(itertools.permutations(range(until))):
        shop = small_shop(tmp_path / str(number), sources__sales=ORDERED, tables__sale=CHANGED)
        shop.sales("z.csv", "B1,1,2025-01-01,P1,9,1,,", header=f"{SALE_HEADER},changed_at,gone")
        for place, moment in enumerate(order):
            header = f"{SALE_HEADER},changed_at,gone"
            shop.sales(f"{place}.csv", MOMENTS[moment], header=header)
            report = None if at_once else shop.run()
        assert count(shop.run() if report is None else report).deleted == (0 if expected else 1)
        assert sold(shop) == [*expected, ("B1", 9)]
        if number > 5:
            break


def test_a_table_without_a_key_leaves_marked_rows_out(tmp_path: Path) -> None:
    keyless = SALE.replace('key = ["order_id", "line"]\n', "")
    shop = small_shop(tmp_path, sources__sales=SALES, tables__sale=keyless)
    rows = ["A1,1,2025-01-01,P1,1,1,"] * 2 + ["A1,1,2025-01-01,P1,1,1,yes", "A2,1,,,,,yes"]
    shop.sales("1.csv", *rows, header=HEADER)
    found = count(shop.run())
    assert (found.loaded, found.duplicates, found.deleted) == (2, 0, 2)


@pytest.mark.parametrize("history", ["", 'history = ["category"]\n'])
def test_a_member_leaves_its_facts_to_the_unknown_one_and_comes_back(
    tmp_path: Path, history: str
) -> None:
    shop = small_shop(
        tmp_path,
        tables__product=PRODUCT.replace("label", f"{history}label"),
        sources__products=PRODUCTS_SOURCE.replace("products.csv", "products/*.csv")
        + 'deleted = { column = "gone", is = 1, optional = true }\n',
    )
    shop.write("data/products/1.csv", "code,name,category\nP1,Mint,Tea\nP2,Sage,Herb\n")
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    wait_a_day(shop)
    shop.write("data/products/2.csv", "code,gone\nP1,1\n")
    report = shop.run()
    assert (count(report, "product").deleted, report.orphans) == (
        2 if history else 1,
        (("sale", "product", 1),),
    )
    assert shop.rows("SELECT code FROM product WHERE product_key <> 0") == [("P2",)]
    wait_a_day(shop)
    shop.write("data/products/3.csv", "code,name,category,gone\nP1,Mint,Herb,0\n")
    report = shop.run()
    assert (report.orphans, count(report, "product").loaded) == ((), 3 if history else 2)
    assert shop.ask("units", by="product.category") == [("Tea" if history else "Herb", 1)]


def test_personal_values_of_a_deleted_row_are_not_kept(tmp_path: Path) -> None:
    people = (
        'kind = "dimension"\nkey = ["id"]\n[columns]\n'
        'id = { type = "code", personal = "identifier" }\n'
        'email = { type = "text", personal = "contact" }\n'
    )
    source = 'kind = "csv"\nfiles = ["data/people.csv"]\n[feeds.customer]\ndeleted = "gone"\n'
    shop = small_shop(tmp_path, tables__customer=people, sources__people=source)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.write("data/people.csv", "id,email,gone\n1,a@example.org,yes\n2,b@example.org,\n")
    shop.run()
    with closing(sqlite3.connect(tmp_path / "build/vault.sqlite")) as vault:
        rows = [
            vault.execute(f"SELECT email FROM {t}").fetchall()
            for t in ("customer", "seen_customer")
        ]
    assert rows == [[("b@example.org",)], [("b@example.org",)]]


def test_the_mark_may_stand_in_a_joined_source_or_a_nested_row(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        sources__sales=SALES.replace("gone", "orders.void")
        + '[feeds.sale.joins.orders]\nsource = "orders"\non = { order_id = "id" }\n',
        sources__orders='kind = "json"\nfiles = ["data/orders.json"]\n',
    )
    shop.write("data/orders.json", json.dumps([{"id": "A1", "void": True}, {"id": "A2"}]))
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1", "A2,1,2025-01-01,P1,2,1")
    shop.run()
    assert sold(shop) == [("A2", 2)]
    nested = {"at": None, "lines": [{"order_id": "A3", "line": 1, "quantity": 1, "price": 1}]}
    nested["lines"][0] |= {"sold_on": "2025-01-01", "product": "P1"}  # type: ignore[index]
    shop.write("data/n.json", json.dumps([nested, nested | {"at": "2025-05-05"}]))
    shop.write(
        "sources/sales.toml",
        'kind = "json"\nfiles = ["data/n.json"]\n[feeds.sale]\nrows = "lines"\ndeleted = "^.at"\n',
    )
    report = shop.run()
    assert (count(report).deleted, sold(shop)) == (1, [])


def test_a_file_that_lost_the_mark_is_rejected(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=SALES)
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1")
    shop.run()
    assert shop.rejects() == [("sales/1.csv", 2, "header:gone")]


def test_an_origin_that_marks_nearly_all_rows_at_once_is_held_back(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=SALES)

    def write(mark: Sequence[str]) -> None:
        rows = [f"A{n},1,2025-01-01,P1,1,1,{said}" for n, said in enumerate(mark)]
        shop.sales("1.csv", *rows, header=HEADER)

    write([""] * 200)
    shop.run()
    write(["yes"] * 150 + [""] * 50)
    report = shop.run()
    (hold,) = report.held
    assert hold.what == "it gave 50 records; it had 200, those left out that are deleted there"
    assert shop.ask("orders") == [(200,)]


def test_status_tells_how_many_are_deleted(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, sources__sales=SALES)
    shop.sales("1.csv", "A1,1,2025-01-01,P1,1,1,", "A2,1,2025-01-01,P1,1,1,1", header=HEADER)
    shop.run()
    told = {source["source"]: source for source in shop_status(shop.open())["sources"]}
    assert (told["sales"]["records"], told["sales"]["deleted"]) == (2, 1)


def test_a_row_that_an_api_no_longer_gives_is_gone(tmp_path: Path) -> None:
    order = {"line": 1, "sold_on": "2025-01-01", "product": "P1", "quantity": 1, "price": 1}
    rows = [order | {"order_id": name} for name in ("A1", "A2")]
    with serve(dummyjson(orders=rows)) as origin:
        source = f'kind = "api"\nurl = "{origin.url}/orders"\nrows = "orders"\n[feeds.sale]\n'
        shop = small_shop(tmp_path, sources__sales=source)
        shop.run()
        assert sold(shop) == [("A1", 1), ("A2", 1)]
        del rows[0]
        shop.run()
    assert sold(shop) == [("A2", 1)]


def test_a_mark_that_nobody_asked_for_yet_is_fetched_by_the_next_run(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "till.db")) as db:
        db.execute(f"CREATE TABLE lines ({HEADER})")
        for order, gone in (("A1", 1), ("A2", 0)):
            row = (order, 1, "2025-01-01", "P1", 1, 1, gone)
            db.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        db.commit()
    source = 'kind = "database"\nurl = "sqlite:till.db"\n[feeds.sale]\nrows = "lines"\n'
    shop = small_shop(tmp_path, sources__sales=source)
    shop.run()
    assert sold(shop) == [("A1", 1), ("A2", 1)]
    shop.write("sources/sales.toml", f'{source}deleted = "gone"\n')
    run_batch(shop.open(), offline=True, clock=shop.clock)
    assert shop.rows("SELECT DISTINCT reason FROM rejects") == [
        ("gone is there, but nobody asked for it when it was fetched.",)
    ]
    assert count(shop.run()).deleted == 1
