import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alkasba.cli import main
from alkasba.cli.stream import shortest_every, span_of
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    return stream_shop(tmp_path, [item(n) for n in range(1, 4)])


def call(shop: StreamShop, *words: str) -> str:
    done = CliRunner().invoke(main, ["--shop", str(shop.folder), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_round_and_what_it_brings_are_told(shop: StreamShop) -> None:
    assert "product: 3 changes of 3 products" in call(shop, "produce", "--once")
    assert "3 messages: 3 indexed." in call(shop, "consume", "--once")
    assert "0 messages: nothing to do." in call(shop, "consume", "--once")
    assert "product: 0 dead letters, 0 sent again." in call(shop, "replay")
    assert "Stream of product: last round" in call(shop, "status")


def test_machines_read_json(shop: StreamShop) -> None:
    assert json.loads(call(shop, "produce", "--once", "--json"))["sent"] == 3
    assert json.loads(call(shop, "consume", "--once", "--json"))["indexed"] == 3
    assert json.loads(call(shop, "replay", "--json"))["letters"] == 0


def test_what_was_left_be_is_told_with_the_next_step(shop: StreamShop) -> None:
    call(shop, "produce", "--once")
    shop.items = {}
    shop.write()
    told = call(shop, "produce", "--once")
    assert "alkasba produce --once --accept product" in told
    assert "3 gone" in call(shop, "produce", "--once", "--accept", "product")


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("5m", 300), ("1h", 3600)])
def test_a_span_is_understood(text: str, seconds: int) -> None:
    found = span_of(None, None, text)  # type: ignore[arg-type]
    assert found is not None
    assert found.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "s", "0s", "-1s", "5", "1d", "1.5s", "²s"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        span_of(None, None, text)  # type: ignore[arg-type]


def test_the_sources_say_how_often(shop: StreamShop) -> None:
    opened = ShopFolder(shop.folder).open()
    assert shortest_every(opened).total_seconds() == 60


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_told_to_stop_ends_well(shop: StreamShop, sent: signal.Signals) -> None:
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder)]
    with subprocess.Popen(
        [*command, "produce", "--every", "1h", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["sent"] == 3
        process.send_signal(sent)
        assert process.wait(10) == 0


def test_a_round_that_fails_is_told_and_the_next_one_is_made(shop: StreamShop) -> None:
    path = shop.folder / "data/products.json"
    path.unlink()
    command = [sys.executable, "-m", "alkasba", "--shop", str(shop.folder)]
    with subprocess.Popen(
        [*command, "produce", "--every", "1s", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert b"round.failed" in process.stderr.readline()
        shop.write()
        assert json.loads(process.stdout.readline())["sent"] == 3
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        assert process.returncode == 0
