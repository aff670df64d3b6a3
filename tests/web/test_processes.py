"""`serve` in several processes, as an operator starts and kills them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.shop_builder import ShopFolder

PATIENCE_SECONDS = 60


@pytest.fixture
def served(shop: ShopFolder) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder), "serve"]
    told = os.environ | {"ALKASBA_SERVE__PROCESSES": "2"}
    with subprocess.Popen(
        [*command, "--port", "0"], env=told, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def children(process: subprocess.Popen[str]) -> set[int]:
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return {int(one) for one in told.split()}


def wait_for(is_so: object, what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < until, what
        os.sched_yield()


def answers(address: str) -> bool:
    return httpx.get(f"{address}api/v1/health", timeout=PATIENCE_SECONDS).status_code == 200


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_one_that_dies_is_begun_again_and_all_end_together(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    assert answers(address)
    first, second = children(process)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(children(process) - {first}) == 2, "another has begun")
    assert second in children(process)
    assert answers(address)
    ending = children(process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    assert not any(map(is_there, ending))


def test_none_outlives_the_one_that_began_it(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    assert answers(address)
    ending = children(process)
    process.kill()
    wait_for(lambda: not any(map(is_there, ending)), "all have ended")
