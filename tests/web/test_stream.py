"""The page of the stream, and what Prometheus reads of it."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from alkasba.ports import Message
from alkasba.stream import open_log
from alkasba.web.rights import Rights
from tests.served_shop import serving
from tests.shop_builder import ShopFolder, small_shop
from tests.stream_shop import StreamShop, item, stream_shop
from tests.web.test_pages import cells

MARK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    return stream_shop(tmp_path, [item(n) for n in range(1, 41)])


@pytest.fixture
def client(shop: StreamShop) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as found:
        yield found


def poison(shop: StreamShop, *messages: Message, topic: str = "product") -> None:
    settings = ShopFolder(shop.folder).open().settings
    with open_log(settings).writer() as writer:
        writer.send(f"{settings['stream.prefix']}{topic}", messages)
        writer.flush()


def test_before_the_first_round_it_says_what_to_do(client: httpx.Client) -> None:
    found = client.get("/stream")
    assert found.status_code == 200
    assert "alkasba produce --once" in found.text


def test_a_shop_that_streams_nothing_says_how(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    with serving(shop.folder) as address:
        text = httpx.get(f"{address}/stream").text
        assert "[search]" in text
        assert 'href="/stream"' not in httpx.get(f"{address}/no-such-page").text


def test_rounds_and_what_waits_are_told_without_any_published_run(
    shop: StreamShop, client: httpx.Client
) -> None:
    shop.produce()
    text = unescape(client.get("/stream").text)
    assert "Waiting to be indexed:</b> <bdi>40</bdi>" in text
    assert "alkasba consume" in text
    texts = cells(text)
    assert texts[texts.index("What was wrong") + 3 :][:3] == ["40", "40", "0"]
    assert '"series": "Changed", "value": 40' in text


def test_all_is_well_where_nothing_waits(shop: StreamShop, client: httpx.Client) -> None:
    shop.produce()
    shop.consume()
    assert "Nothing: the index is as the shop was" in client.get("/stream").text


def test_dead_letters_are_told_by_reason_and_place_and_never_by_value(
    shop: StreamShop, client: httpx.Client
) -> None:
    shop.produce()
    poison(shop, Message(b"P1", b"secret", (("version", b"9"),)))
    shop.consume()
    poison(shop, Message(b"P2", b"", (("why", MARK.encode()),)), topic="product.dead")
    text = client.get("/stream").text
    assert "its value is no JSON" in text
    assert "partition 0, offset 40" in text
    assert "alkasba replay" in text
    assert "secret" not in text
    assert MARK not in text
    assert MARK in unescape(text)


def test_what_was_held_and_what_failed_is_told(shop: StreamShop, client: httpx.Client) -> None:
    shop.produce()
    shop.items = {}
    shop.write()
    shop.produce()
    assert "alkasba produce --once --accept product" in client.get("/stream").text
    (shop.folder / "data/products.json").unlink()
    with pytest.raises(Exception, match="products"):
        shop.produce()
    text = client.get("/stream").text
    assert "The last round failed" in text
    assert "Last error:" in text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_log_that_is_away_is_told(shop: StreamShop, language: str) -> None:
    shop.produce()
    (shop.folder / "alkasba.local.toml").write_text('[stream]\nurl = "wrong"\n')
    with serving(shop.folder) as address:
        text = unescape(httpx.get(f"{address}/stream?lang={language}").text)
        assert "there is no log like 'wrong'" in text
        assert "[stream] url" in text
        assert 'alkasba_stream_up{table="product"} 0.0' in httpx.get(f"{address}/metrics").text


def test_prometheus_reads_how_the_stream_stands(shop: StreamShop, client: httpx.Client) -> None:
    shop.produce()
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    found = {one.name: one.samples[0].value for one in text_string_to_metric_families(answer.text)}
    assert found["alkasba_stream_lag_messages"] == 40
    assert found["alkasba_round_members"] == 40


def test_metrics_are_guarded_as_all_is(shop: StreamShop) -> None:
    token = "a token of more than 16 letters"
    with serving(shop.folder, Rights(token)) as address:
        for path in ("/metrics", "/stream"):
            assert httpx.get(address + path).status_code == 401
            told = {"Authorization": f"Bearer {token}"}
            assert httpx.get(address + path, headers=told).status_code == 200
