import socket
from pathlib import Path
from threading import Event

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from alkasba.errors import SettingsError
from alkasba.flows.stream import exposing
from alkasba.flows.stream.exposing import Standing, exposition, serve_metrics
from alkasba.flows.stream.watch import Watch
from tests.shop_builder import ShopFolder, small_shop
from tests.stream_shop import item, stream_shop


def test_metrics_are_answered_over_http(tmp_path: Path) -> None:
    shop = stream_shop(tmp_path, [item(1), item(2)])
    shop.produce()
    with serve_metrics(ShopFolder(tmp_path).open(), Watch(), "127.0.0.1", 0) as address:
        answer = httpx.get(address)
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    assert families["alkasba_stream_lag_messages"].samples[0].value == 2
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    stream_shop(tmp_path, [item(1)])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=f"port {port}"),
            serve_metrics(ShopFolder(tmp_path).open(), Watch(), "127.0.0.1", port),
        ):
            pass


def test_a_log_that_does_not_answer_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream_shop(tmp_path, [item(1)]).produce()
    monkeypatch.setattr(exposing, "PATIENCE_SECONDS", 0.01)
    release = Event()
    asked: list[str] = []

    def slow(*_: object) -> dict[str, object]:
        asked.append("asked")
        release.wait(10)
        return {"lag": 7, "dead": 0, "why": ""}

    monkeypatch.setattr(exposing, "told_by_log", slow)
    standing = Standing(ShopFolder(tmp_path).open)
    for _ in range(2):
        (found,) = standing.read()
        assert (found["lag"], found["why"]) == (None, "it has not answered yet.")
        assert found["last_round"]["sent"] == 1
    release.set()
    assert standing.asking is not None
    standing.asking.join()
    (found,) = standing.read()
    assert found["lag"] == 7
    assert asked == ["asked"]


def test_a_shop_that_streams_nothing_tells_its_version(tmp_path: Path) -> None:
    text, kind = exposition(Standing(small_shop(tmp_path).open))
    assert kind.startswith("text/plain")
    assert b"alkasba_build_info{version=" in text
    assert b"lag" not in text
