"""Two runs at once, months twice, backwards and between whole runs: the shop ends the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from alkasba.cli import main
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from tests.killing import LONG, PROCESSES, start
from tests.shop_builder import ShopFolder
from tests.troubled_shop import MONTHS, left_behind, second_state, state, troubled_shop


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one run of the shop in its first state keeps."""
    shop = troubled_shop(tmp_path_factory.mktemp("whole"))
    shop.run()
    return state(shop)


def run_halfway(folder: Path, clock: Any, is_halfway: Event, go_on: Event) -> None:
    """A run that waits when it has loaded its first table."""

    def tell(event: str, **_: object) -> None:
        is_halfway.set()
        go_on.wait()

    run_batch(open_shop(folder), clock=clock, tell=tell)


@contextmanager
def another_run(shop: ShopFolder) -> Iterator[int]:
    """Another process in the middle of a run; its number. The run goes on afterwards."""
    is_halfway, go_on = PROCESSES.Event(), PROCESSES.Event()
    given = (shop.folder, shop.clock, is_halfway, go_on)
    process = start(run_halfway, *given)
    assert is_halfway.wait(LONG)
    try:
        assert process.pid is not None
        yield process.pid
    finally:
        go_on.set()
        process.join(LONG)
    assert process.exitcode == 0


def test_the_second_of_two_runs_is_told_who_is_at_work(
    tmp_path: Path, whole: dict[str, str]
) -> None:
    shop = troubled_shop(tmp_path)
    with another_run(shop) as number:
        for verb in ("run", "plan"):
            result = CliRunner().invoke(main, ["--shop", str(tmp_path), verb])
            assert result.exit_code == 5
            assert f"another run is at work: process {number} on " in result.stderr
    assert state(shop) == whole
    assert left_behind(shop) == set()


@pytest.mark.parametrize("seed", range(2))
def test_months_in_any_order_twice_and_between_whole_runs_give_the_same(
    tmp_path: Path, whole: dict[str, str], seed: int
) -> None:
    chance = Random(seed)
    orders = [list(MONTHS[:5]), list(MONTHS[4::-1]), chance.sample(MONTHS[:5], 5)]
    shop = troubled_shop(tmp_path)
    for month in chance.choice(orders):
        shop.run(months=[month] * chance.randint(1, 2))
        if chance.random() < 0.3:
            shop.run()
        if chance.random() < 0.3:
            shop.run(months=[month])
    shop.run()
    assert state(shop) == whole


def test_months_of_a_changed_shop_give_the_same_whatever_their_order(tmp_path: Path) -> None:
    states = []
    for name, months in {"whole": (), "backwards": MONTHS[::-1]}.items():
        shop = troubled_shop(tmp_path / name)
        shop.run()
        second_state(shop)
        for month in months:
            shop.run(months=[month])
        shop.run()
        states.append(state(shop))
    assert states[0] == states[1]
