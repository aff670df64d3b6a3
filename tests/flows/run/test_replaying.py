"""A run that is replayed gives what it gave, whatever has become of the origins."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from alkasba.errors import SettingsError, SourceError
from alkasba.flows.batch import Clock
from alkasba.flows.run.replaying import replay, replayable_runs
from alkasba.flows.status import shop_status
from tests.flows.run.test_keeping import TILL, sell, till_shop, wait
from tests.shop_builder import ShopFolder, small_shop
from tests.troubled_shop import first_state, second_state, state, troubled_shop

FILES = "[extracts]\nfiles = true\n"


def replayed(shop: ShopFolder, run: str) -> None:
    replay(shop.open(), run, clock=shop.clock)


def keep_files(shop: ShopFolder) -> None:
    policy = (shop.folder / "policy.toml").read_text()
    shop.write("policy.toml", policy + FILES)


def lost(shop: ShopFolder) -> list[object]:
    return [run["lost"] for run in replayable_runs(shop.open())]


def test_a_database_that_is_gone_is_not_asked(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    runs = []
    for order in ("A1", "A2"):
        sell(shop, order)
        runs.append(shop.run().run_id)
        wait(shop, 1)
    (tmp_path / "till.db").unlink()
    replayed(shop, runs[0])
    assert shop.ask("orders") == [(1,)]
    (tmp_path / "build/warehouse.duckdb").unlink()
    replayed(shop, runs[1])
    assert shop.ask("orders") == [(2,)]


@pytest.mark.parametrize("is_anew", [False, True])
def test_everything_is_as_it_was_after_the_run(tmp_path: Path, is_anew: bool) -> None:
    shop = troubled_shop(tmp_path)
    first = shop.run().run_id
    was_first = state(shop)
    second_state(shop)
    second = shop.run().run_id
    was_second = state(shop)
    shop.clock = Clock(shop.clock.now + timedelta(days=3))
    if is_anew:
        (tmp_path / "build/warehouse.duckdb").unlink()
        (tmp_path / "build/vault.sqlite").unlink()
    replayed(shop, first)
    assert state(shop) == was_first
    replayed(shop, second)
    assert state(shop) == was_second
    assert not shop.run().has_changed


def test_later_rows_of_a_database_are_those_of_the_run(tmp_path: Path) -> None:
    since = 'since = { lines = "order_id" }\ncompare = { every = "0 days" }\n[feeds'
    shop = till_shop(tmp_path)
    shop.write("sources/sales.toml", TILL.replace("[feeds", since))
    runs, states = [], []
    for number in range(1, 5):
        sell(shop, str(number))
        if number == 3:
            with closing(sqlite3.connect(tmp_path / "till.db")) as db:
                db.execute("DELETE FROM lines WHERE order_id = '1'")
                db.commit()
        runs.append(shop.run().run_id)
        states.append(shop_state(shop))
        wait(shop, 1)
    assert shop.ask("orders") == [(3,)]
    for run, was in list(zip(runs, states, strict=True))[::-1]:
        replayed(shop, run)
        assert shop_state(shop) == was
    shop.run()
    assert shop_state(shop) == states[-1]


def shop_state(shop: ShopFolder) -> dict[str, str]:
    return {t["table"]: t["hash"] for t in shop_status(shop.open(), with_hashes=True)["tables"]}


def test_a_replay_can_be_replayed_and_the_next_run_tells_what_is_now(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    first = shop.run().run_id
    was = state(shop)
    sell(shop, "A2")
    wait(shop, 2)
    shop.run()
    again = replay(shop.open(), first, clock=shop.clock).run_id
    shop.run()
    assert shop.ask("orders") == [(2,)]
    replayed(shop, again)
    assert state(shop) == was


def test_fewer_rows_are_meant_and_hold_no_table_back(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    first = shop.run().run_id
    for number in range(200):
        sell(shop, f"B{number}")
    shop.run()
    assert replay(shop.open(), first, clock=shop.clock).held == ()
    assert shop.ask("orders") == [(1,)]


def test_a_file_of_the_owner_that_has_changed_is_told_and_nothing_happens(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    path = shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    told = path.stat()
    run = shop.run().run_id
    assert lost(shop) == [""]
    wait(shop, 1)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00")
    shop.run()
    with pytest.raises(SourceError, match=r"sales/a\.csv, which is no longer there") as caught:
        replayed(shop, run)
    assert caught.value.where == "sources/sales.toml"
    assert "files = true" in caught.value.next_step
    assert shop.ask("units") == [(2,)]
    assert lost(shop)[0] == "" and "sales/a.csv" in str(lost(shop)[1])
    # Put back as it was, with its time, it counts.
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    replayed(shop, run)
    assert shop.ask("units") == [(1,)]


def test_copies_are_kept_from_the_day_on_which_the_policy_says_so(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    run = shop.run().run_id
    keep_files(shop)
    assert not shop.run().has_changed
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00")
    shop.sales("b.csv", "A2,1,2025-01-01,P1,2,1.00")
    shop.run()
    for path in (tmp_path / "data/sales").iterdir():
        path.unlink()
    replayed(shop, run)
    assert shop.ask("units") == [(1,)]


def test_copies_go_when_the_policy_wants_none_any_more(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, policy=FILES)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    copies = tmp_path / "build/extracts/sales"
    assert len(list(copies.iterdir())) == 1
    shop.write("policy.toml", "")
    assert not shop.run().has_changed
    assert list(copies.iterdir()) == []


def test_a_month_that_was_read_alone_is_replayed_alone(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("2025-01.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.sales("2025-02.csv", "A2,1,2025-02-01,P1,1,1.00")
    run = shop.run(months=["2025-01"]).run_id
    shop.run()
    replayed(shop, run)
    assert shop.ask("units", by="month") == [("2025-01", 1)]


def test_an_unknown_run_is_told_with_the_nearest(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    run = shop.run().run_id
    with pytest.raises(SettingsError, match=f"Did you mean '{run}'") as caught:
        replayed(shop, run[:-1])
    assert "status --runs" in caught.value.next_step


def test_a_source_that_was_declared_later_has_nothing_to_replay(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    run = shop.run().run_id
    shop.write("sources/other.toml", TILL.replace("feeds.sale", "feeds.product"))
    with pytest.raises(SourceError, match="not declared then") as caught:
        replayed(shop, run)
    assert caught.value.where == "sources/other.toml"


def test_what_was_deleted_by_hand_is_told(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    run = shop.run().run_id
    next((tmp_path / "build/extracts/sales").glob("*.parquet")).unlink()
    with pytest.raises(SourceError, match="has read sales/lines"):
        replayed(shop, run)


def test_the_first_state_comes_back_by_files_or_by_replay(tmp_path: Path) -> None:
    shop = troubled_shop(tmp_path)
    run = shop.run().run_id
    was = state(shop)
    second_state(shop)
    shop.run()
    first_state(shop)
    # The files were put back with their times, and nothing but the day of the run differs.
    replayed(shop, run)
    assert state(shop) == was
