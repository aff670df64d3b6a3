"""Orders that come late, out of order or again, and returns before their sale: one final state."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from alkasba.flows.status import shop_status
from tests.shop_builder import ShopFolder, small_shop

SALE = """
kind = "fact"
key = ["sale"]
day = "sold_on"
[columns]
sale = { refers = "order" }
sold_on = { type = "day" }
quantity = { type = "whole" }
changed_at = { type = "moment" }
[measures]
units = { formula = "sum(quantity)" }
"""
REFUND = """
kind = "fact"
key = ["refund"]
day = "refunded_on"
[columns]
refund = { type = "code" }
sale = { refers = "order" }
refunded_on = { type = "day" }
pieces = { type = "whole" }
changed_at = { type = "moment" }
[measures]
returned = { formula = "sum(pieces)" }
"""
ORDER = """
kind = "dimension"
key = ["sale"]
day = "changed_on"
history = ["state"]
[columns]
sale = { type = "code" }
state = { type = "text" }
changed_on = { type = "day" }
changed_at = { type = "moment" }
"""
NEWEST = 'duplicates = { by = ["KEY"], keep = "last", order = "changed_at" }'
FEEDS = {
    "sale": ("sale", 'deleted = "void"'),
    "order": ("sale", 'deleted = "void"'),
    "refund": ("refund", ""),
}
HEADS = {
    "sales": ("sale", "sold_on", "quantity", "state", "changed_on", "changed_at", "void"),
    "refunds": ("refund", "sale", "refunded_on", "pieces", "changed_at"),
}
# What happens, in the order in which it happened.
EVENTS = (
    ("sales", ("A", "2025-01-01", "1", "open", "2025-01-01", "2025-01-01 10:00:00", "")),
    ("refunds", ("R1", "A", "2025-01-02", "1", "2025-01-02 10:00:00")),
    ("sales", ("A", "2025-01-01", "1", "closed", "2025-01-05", "2025-01-05 10:00:00", "")),
    ("sales", ("B", "2024-12-15", "3", "open", "2025-01-06", "2025-01-06 10:00:00", "")),
    ("sales", ("B", "2024-12-15", "3", "open", "2025-01-07", "2025-01-07 10:00:00", "yes")),
    ("refunds", ("R2", "C", "2025-01-08", "2", "2025-01-08 10:00:00")),
    ("sales", ("A", "2025-01-01", "2", "open", "2025-01-09", "2025-01-09 10:00:00", "")),
    ("sales", ("C", "2025-01-10", "4", "closed", "2025-01-10", "2025-01-10 10:00:00", "")),
    ("refunds", ("R2", "C", "2025-01-08", "1", "2025-01-11 10:00:00")),
)
Event = tuple[str, tuple[str, ...]]


def feed(table: str, rows: str = "") -> str:
    key, more = FEEDS[table]
    return f"[feeds.{table}]\n{rows}\n{more}\n{NEWEST.replace('KEY', key)}\n"


def shop_of(folder: Path, sources: dict[str, str]) -> ShopFolder:
    shop = small_shop(folder, tables__sale=SALE, tables__refund=REFUND, tables__order=ORDER)
    (folder / "sources/sales.toml").unlink()
    for name, text in sources.items():
        shop.write(f"sources/{name}.toml", text)
    return shop


def by_files(folder: Path) -> ShopFolder:
    def source(kind: str, *tables: str) -> str:
        head = f'kind = "csv"\nfiles = ["data/{kind}/*.csv"]\n'
        return head + "".join(feed(table) for table in tables)

    sources = {"sales": source("sales", "sale", "order"), "refunds": source("refunds", "refund")}
    shop = shop_of(folder, sources)
    for kind, head in HEADS.items():
        shop.write(f"data/{kind}/0.csv", ",".join(head) + "\n")
    return shop


def come_by_files(shop: ShopFolder, events: list[Event]) -> Iterator[None]:
    for number, (kind, row) in enumerate(events, start=1):
        shop.write(f"data/{kind}/{number}.csv", f"{','.join(HEADS[kind])}\n{','.join(row)}\n")
        yield


def by_database(folder: Path) -> ShopFolder:
    feeds = feed("sale", 'rows = "sales"') + feed("order", 'rows = "sales"')
    feeds += feed("refund", 'rows = "refunds"')
    head = 'kind = "database"\nurl = "sqlite:till.db"\noverlap = "30 days"\n'
    since = 'since = { sales = "changed_at", refunds = "changed_at" }\n'
    shop = shop_of(folder, {"till": head + since + feeds})
    with closing(sqlite3.connect(folder / "till.db")) as db:
        for kind, names in HEADS.items():
            db.execute(f"CREATE TABLE {kind} ({', '.join(names)})")
    return shop


def come_by_database(shop: ShopFolder, events: list[Event]) -> Iterator[None]:
    """Each state of a row is a row of its own, as in the log of a till."""
    for kind, row in events:
        with closing(sqlite3.connect(shop.folder / "till.db")) as db:
            db.execute(f"INSERT INTO {kind} VALUES ({', '.join('?' * len(row))})", row)
            db.commit()
        yield


def overwrite_in_database(shop: ShopFolder, events: list[Event]) -> Iterator[None]:
    """A row is changed where it stands, as in most shops."""
    for kind, row in events:
        with closing(sqlite3.connect(shop.folder / "till.db")) as db:
            db.execute(f"DELETE FROM {kind} WHERE {HEADS[kind][0]} = ?", row[:1])
            db.execute(f"INSERT INTO {kind} VALUES ({', '.join('?' * len(row))})", row)
            db.commit()
        yield


WAYS = {"files": (by_files, come_by_files), "database": (by_database, come_by_database)}


def state(shop: ShopFolder) -> dict[str, str]:
    return {t["table"]: t["hash"] for t in shop_status(shop.open(), with_hashes=True)["tables"]}


def expected(folder: Path) -> dict[str, str]:
    """All of it at once, in the order in which it happened."""
    shop = by_files(folder)
    for _ in come_by_files(shop, list(EVENTS)):
        pass
    shop.run()
    assert shop.rows("SELECT sale, quantity FROM sale ORDER BY sale") == [("A", 2), ("C", 4)]
    assert shop.rows(
        "SELECT state, is_current FROM \"order\" WHERE sale = 'A' ORDER BY valid_from"
    ) == [
        ("open", False),
        ("closed", False),
        ("open", True),
    ]
    assert shop.rows("SELECT refund, pieces, sale_key <> 0 FROM refund ORDER BY refund") == [
        ("R1", 1, True),
        ("R2", 1, True),
    ]
    return state(shop)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return expected(tmp_path_factory.mktemp("at_once"))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("way", WAYS)
def test_whatever_order_they_come_in_the_tables_are_the_same(
    tmp_path: Path, at_once: dict[str, str], way: str, seed: int
) -> None:
    make, come = WAYS[way]
    shop, events = make(tmp_path), list(EVENTS)
    Random(seed).shuffle(events)
    for _ in come(shop, events):
        for found in shop.run().feeds:
            aside = found.rejected + found.duplicates + found.deleted
            assert found.records == found.loaded + aside
    assert state(shop) == at_once


def test_rows_that_are_changed_where_they_stand_give_the_same_facts(
    tmp_path: Path, at_once: dict[str, str]
) -> None:
    shop = by_database(tmp_path)
    for _ in overwrite_in_database(shop, list(EVENTS)):
        shop.run()
    assert state(shop) == at_once


def test_a_return_before_its_sale_waits_at_the_unknown_member(tmp_path: Path) -> None:
    shop, events = by_files(tmp_path), [EVENTS[5], EVENTS[7]]
    come = come_by_files(shop, events)
    next(come)
    assert shop.run().orphans == (("refund", "sale", 1),)
    assert shop.ask("returned", by="sale.state") == [("unknown", 2)]
    next(come)
    assert shop.run().orphans == ()
    assert shop.ask("returned", "units", by="sale.state") == [("closed", 2, 4)]
