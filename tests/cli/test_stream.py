import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import click
import httpx
import pytest
from click.testing import CliRunner

from alkasba.cli import main
from alkasba.cli.stream import door_told, shortest_every, span_told
from tests.services import free_port
from tests.shop_builder import ShopFolder
from tests.stream_programs import Running, away
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
    assert f"alkasba --shop {shop.folder} produce --once --accept product" in told
    assert "3 gone" in call(shop, "produce", "--once", "--accept", "product")


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("5m", 300), ("1h", 3600)])
def test_a_span_is_understood(text: str, seconds: int) -> None:
    found = span_told(None, None, text)  # type: ignore[arg-type]
    assert found is not None
    assert found.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "s", "0s", "-1s", "5", "1d", "1.5s", "²s"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        span_told(None, None, text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "seconds"), [("1 minute", 60), ("30s", 30), ("2 seconds", 2), ("0s", 1)]
)
def test_the_sources_say_how_often(shop: StreamShop, said: str, seconds: int) -> None:
    source = shop.folder / "sources/products.toml"
    source.write_text(source.read_text().replace("1 minute", said))
    # What is not streamed has no say.
    other = shop.folder / "sources/others.toml"
    other.write_text('kind = "csv"\nfiles = ["data/others.csv"]\nevery = "1s"\n')
    opened = ShopFolder(shop.folder).open()
    assert shortest_every(opened).total_seconds() == seconds


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:0", ("::1", 0)),
    ],
)
def test_a_door_for_metrics_is_understood(text: str, door: tuple[str, int]) -> None:
    assert door_told(None, None, text) == door  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "host", "host:", "-1", "65536", "9464x", "²"])
def test_what_is_no_door_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        door_told(None, None, text)  # type: ignore[arg-type]


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


def test_who_starts_before_the_broker_waits_and_can_be_stopped(shop: StreamShop) -> None:
    away(shop, stream__url=f"kafka://127.0.0.1:{free_port()}")
    with Running(shop, "produce") as running:
        told = running.event("stream.away")
        assert "does not answer" in told["what"]
        assert told["where"] == "[stream] url"
        assert 0 < told["next_try"] < 3
        begun = time.monotonic()
        assert running.stop() == 0
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("verb", ["produce", "consume"])
def test_with_once_a_broker_that_is_away_is_an_error(
    shop: StreamShop, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.stream.kafka.ANSWER_SECONDS", 0.5)
    away(shop, stream__url=f"kafka://127.0.0.1:{free_port()}")
    done = CliRunner().invoke(main, ["--shop", str(shop.folder), verb, "--once"])
    assert done.exit_code == 5
    assert "does not answer" in done.stderr


def test_a_consumer_that_starts_before_the_engine_goes_on_when_it_is_there(
    shop: StreamShop,
) -> None:
    call(shop, "produce", "--once")
    port = free_port()
    away(shop, search__url=f"http://127.0.0.1:{port}")
    with Running(shop, "consume") as running:
        assert running.event("stream.away")["where"] == "[search] url"
        with answering(port) as seen:
            while not seen.get(timeout=60).startswith("PUT /index_product-"):
                pass
        assert running.stop() == 0


@contextmanager
def answering(port: int) -> Iterator[SimpleQueue[str]]:
    """An engine that knows nothing and takes everything; what it is asked."""
    seen: SimpleQueue[str] = SimpleQueue()

    class Empty(BaseHTTPRequestHandler):
        def answer(self) -> None:
            seen.put(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(404 if self.command == "GET" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PUT = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Empty) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield seen
        server.shutdown()
        thread.join()


def test_metrics_are_served_while_it_runs(shop: StreamShop) -> None:
    port = free_port()
    words = ("produce", "--every", "1h", "--metrics", str(port), "--json")
    with Running(shop, *words) as running:
        assert json.loads(running.process.stdout.readline())["sent"] == 3
        text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert running.stop() == 0
    assert 'alkasba_produce_messages_total{kind="changed",table="product"} 3.0' in text
    assert 'alkasba_stream_lag_messages{table="product"} 3.0' in text


def test_a_port_for_metrics_that_is_taken_is_told(shop: StreamShop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = ["--shop", str(shop.folder), "produce", "--once", "--metrics", port]
        done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert f"port {port}" in done.stderr
