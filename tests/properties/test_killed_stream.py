"""Whatever of the stream is killed, and wherever: after the next round the index is as the shop."""

import os
import signal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.killing import LONG, start, trace, what_tells
from tests.services import Server
from tests.stream_shop import StreamShop, changed, item, stream_shop

STREAM = ("alkasba.flows.stream", "alkasba.stream", "alkasba.search")
STORES = ("embedded", "elasticsearch", "opensearch")
KILLS = {"embedded": 16, "elasticsearch": 10, "opensearch": 10}


@pytest.fixture(params=STORES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> StreamShop:
    """Forty products; in files of this machine, or with Kafka and a search engine."""
    settings = {}
    if request.param != "embedded":
        broker: Server = request.getfixturevalue("kafka")
        engine: Server = request.getfixturevalue(request.param)
        settings = {"stream.url": broker.url(""), "search.url": engine.url("")}
        # A consumer that was killed is not waited for.
        settings |= {"stream.partitions": "3", "stream.seconds": "1"}
    return stream_shop(tmp_path, [item(n) for n in range(1, 41)], settings)


def work(folder: Path, what: str, line: int, told: Any = None) -> None:
    """Produce or consume, and die at the n-th line that the stream executes."""
    numbers = [0]
    if line:
        trace({STREAM: lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == line else None})
    elif told is not None:
        trace({STREAM: numbers.append})
    getattr(StreamShop(folder), what)()
    if told is not None:
        told.send(max(numbers))


def lines_of(folder: Path, what: str, told: Any) -> None:
    work(folder, what, 0, told)


def killed(shop: StreamShop, what: str, line: int) -> bool:
    process = start(work, shop.folder, what, line)
    process.join(LONG)
    assert process.exitcode in (0, -signal.SIGKILL), f"{what} failed: {process.exitcode}"
    return process.exitcode != 0


@pytest.mark.slow
def test_killed_anywhere_the_stream_ends_as_the_shop_is(
    shop: StreamShop, request: pytest.FixtureRequest
) -> None:
    store = request.node.callspec.params["shop"]
    chance, kills = Random(f"stream {store}"), 0
    lines = {what: what_tells(lines_of, shop.folder, what) for what in ("produce", "consume")}
    assert shop.indexed() == shop.expected
    for _ in range(KILLS[store] // 2):
        shop.items = changed(shop.items, chance)
        shop.write()
        for what in ("produce", "consume"):
            kills += killed(shop, what, chance.randint(1, lines[what]))
            if chance.random() < 0.3:
                kills += killed(shop, what, chance.randint(1, lines[what]))
        shop.produce()
        shop.consume()
        assert shop.indexed() == shop.expected
    assert kills >= KILLS[store] // 2
