"""What runs have read is kept as long as the policy says, and nothing else is."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from alkasba.errors import SourceError
from alkasba.flows.batch import Clock, run_batch
from alkasba.flows.planning import plan_batch
from alkasba.flows.run.keeping import (
    KeptRun,
    folder_of_runs,
    kept_bytes,
    kept_runs,
    settle_runs,
    write_waiting,
)
from tests.shop_builder import ShopFolder, small_shop

TILL = 'kind = "database"\nurl = "sqlite:till.db"\n[feeds.sale]\nrows = "lines"\n'


def till_shop(folder: Path, *, policy: str = "", **files: str) -> ShopFolder:
    with closing(sqlite3.connect(folder / "till.db")) as db:
        db.execute("CREATE TABLE lines (order_id, line, sold_on, product, quantity, price)")
    return small_shop(folder, policy=policy, sources__sales=TILL, **files)


def sell(shop: ShopFolder, order: str) -> None:
    with closing(sqlite3.connect(shop.folder / "till.db")) as db:
        db.execute("INSERT INTO lines VALUES (?, 1, '2025-01-01', 'P1', 1, '1.50')", [order])
        db.commit()


def wait(shop: ShopFolder, days: float) -> None:
    shop.clock = Clock(shop.clock.now + timedelta(days=days))


def fetched(shop: ShopFolder) -> int:
    return len(list((shop.folder / "build/extracts/sales").glob("*.parquet")))


def test_each_run_that_is_published_is_kept_and_the_last_comes_first(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    made = []
    for order in ("A1", "A2", "A3"):
        sell(shop, order)
        made.append(shop.run().run_id)
        wait(shop, 1)
    assert not shop.run().has_changed
    kept = kept_runs(shop.open().settings)
    assert [run.run for run in kept] == made[::-1]
    assert [run.day for run in kept] == ["2026-11-03", "2026-11-02", "2026-11-01"]
    assert [run.files["sales"][0].records for run in kept] == [3, 2, 1]
    assert all(kept_bytes(run, shop.open().settings) > 0 for run in kept)
    assert fetched(shop) == 3


def test_runs_share_the_files_that_say_the_same(tmp_path: Path) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    shop.run()
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\n")
    shop.run()
    assert len(kept_runs(shop.open().settings)) == 2
    assert fetched(shop) == 1


def test_what_is_older_than_the_policy_keeps_goes_at_the_end_of_a_run(tmp_path: Path) -> None:
    shop = till_shop(tmp_path, policy="[extracts]\nkeep_days = 2\n")
    for order in ("A1", "A2", "A3"):
        sell(shop, order)
        shop.run()
        wait(shop, 1.5)
    assert [run.day for run in kept_runs(shop.open().settings)] == ["2026-11-04", "2026-11-02"]
    assert fetched(shop) == 2
    wait(shop, 100)
    assert not shop.run().has_changed
    # What is published can always be made again.
    assert [run.day for run in kept_runs(shop.open().settings)] == ["2026-11-04"]
    assert fetched(shop) == 1


def test_no_days_keep_the_last_state_alone(tmp_path: Path) -> None:
    shop = till_shop(tmp_path, policy="[extracts]\nkeep_days = 0\n")
    for order in ("A1", "A2"):
        sell(shop, order)
        run = shop.run().run_id
        wait(shop, 0.1)
    assert [kept.run for kept in kept_runs(shop.open().settings)] == [run]
    assert fetched(shop) == 1


def test_what_a_plan_fetched_is_kept_for_the_run_and_replaced_by_the_next_fetch(
    tmp_path: Path,
) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    shop.run()
    for order in ("A2", "A3", "A4"):
        sell(shop, order)
        plan_batch(shop.open(), clock=shop.clock)
    assert fetched(shop) == 2
    run_batch(shop.open(), offline=True, clock=shop.clock)
    assert shop.ask("orders") == [(4,)]


def test_what_was_fetched_of_a_source_that_is_no_longer_declared_goes_with_its_last_run(
    tmp_path: Path,
) -> None:
    shop = till_shop(tmp_path)
    sell(shop, "A1")
    shop.run()
    shop.write("sources/sales.toml", 'kind = "csv"\nfiles = ["data/*.csv"]\n')
    shop.write("sources/till.toml", TILL)
    shop.run()
    assert fetched(shop) == 1
    (tmp_path / "sources/sales.toml").unlink()
    wait(shop, 8)
    shop.run()
    assert not (tmp_path / "build/extracts/sales").exists()
    assert (tmp_path / "build/extracts/till/manifest.json").exists()


def test_a_run_that_was_not_published_has_read_nothing(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    settings = shop.open().settings
    kept = KeptRun("one", shop.clock.now, "2026-11-01", {})
    write_waiting(settings, kept)
    assert kept_runs(settings) == []
    settle_runs(settings, "two")
    assert not folder_of_runs(settings).exists()
    write_waiting(settings, kept)
    settle_runs(settings, "one")
    assert kept_runs(settings) == [kept]


def test_a_note_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    settings = small_shop(tmp_path).open().settings
    folder_of_runs(settings).mkdir(parents=True)
    (folder_of_runs(settings) / "one.json").write_text('{"files": []}')
    with pytest.raises(SourceError, match="what a run has read cannot be told") as caught:
        kept_runs(settings)
    assert "Delete the file" in caught.value.next_step


def test_a_shop_that_moves_takes_what_its_runs_have_read_along(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    shop = till_shop(tmp_path / "here")
    sell(shop, "A1")
    shop.run()
    moved = ShopFolder((tmp_path / "here").rename(tmp_path / "there"))
    (kept,) = kept_runs(moved.open().settings)
    assert kept.files["sales"][0].path.is_relative_to(tmp_path / "there")
    assert str(tmp_path) not in next((tmp_path / "there/build/runs").iterdir()).read_text()
