"""A run killed while it shares leaves the old or the new state there, and the next one the new."""

import os
import shutil
import signal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from tests.killing import LONG, start, trace, what_tells
from tests.shop_builder import ShopFolder
from tests.stores.shared import Shared
from tests.stores.test_warehouse import differences
from tests.troubled_shop import second_state, troubled_shop

SHARING = ("alkasba.warehouse.postgres", "alkasba.flows.run.sharing")
KILLS = 10
"""Runs that are killed, each at another line of what sharing executes."""


def run_until(folder: Path, clock: Any, line: int) -> None:
    """Run, and die at the n-th line that sharing executes."""
    if line:
        trace({SHARING: lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == line else None})
    run_batch(open_shop(folder), clock=clock)


def killed(shop: ShopFolder, line: int) -> bool:
    """Whether the run was killed before it was done."""
    process = start(run_until, shop.folder, shop.clock, line)
    process.join(LONG)
    assert process.exitcode in (0, -signal.SIGKILL), f"the run failed: {process.exitcode}"
    return process.exitcode != 0


def lines_of(folder: Path, clock: Any, told: Any) -> None:
    """Run, and tell how many lines sharing executed."""
    numbers = [0]
    trace({SHARING: lambda n: numbers.append(n)})
    run_batch(open_shop(folder), clock=clock)
    told.send(max(numbers))


def state(database: Shared) -> list[tuple[Any, ...]]:
    """Everything that a reader sees, as digests."""
    digest = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    names = [
        *(f"shop.{name}" for name in ("sale", "refund", "customer", "product", "calendar")),
        "shop_books.rejects",
    ]
    return database.rows(" UNION ALL ".join(digest.format(name) for name in names))


def copied(shop: ShopFolder, folder: Path) -> ShopFolder:
    shutil.copytree(shop.folder, folder)
    return ShopFolder(folder, shop.clock)


@pytest.mark.slow
def test_a_run_killed_anywhere_in_sharing_leaves_the_old_or_the_new(
    tmp_path: Path, database: Shared
) -> None:
    first = troubled_shop(tmp_path / "first")
    first.write("alkasba.toml", database.settings())
    first.run()
    before = state(database)
    second = copied(first, tmp_path / "second")
    second_state(second)
    lines = what_tells(lines_of, second.folder, second.clock)
    after = state(database)
    assert before != after
    chance, kills = Random("killed sharing"), 0
    for number in range(KILLS):
        back = copied(first, tmp_path / f"back-{number}")
        back.run()
        assert state(database) == before
        shop = copied(back, tmp_path / f"shop-{number}")
        second_state(shop)
        kills += killed(shop, chance.randint(1, lines))
        assert state(database) in (before, after)
        shop.run()
        assert state(database) == after
        assert differences(shop, database) == []
    assert kills >= KILLS // 2


@pytest.mark.slow
def test_a_first_load_killed_anywhere_leaves_nothing_or_all(
    tmp_path: Path, database: Shared
) -> None:
    shop = troubled_shop(tmp_path / "shop")
    shop.write("alkasba.toml", database.settings())
    chance = Random("killed first")
    for _ in range(4):
        database.do("DROP SCHEMA IF EXISTS shop, shop_parts, shop_books CASCADE")
        killed(shop, chance.randint(1, 4000))
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'shop%' ORDER BY 1"
        found = [name for (name,) in database.rows(schemas)]
        assert found in ([], ["shop", "shop_books", "shop_parts"])
        shop.run()
        assert differences(shop, database) == []
