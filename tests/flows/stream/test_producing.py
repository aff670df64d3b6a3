import json
import shutil
from pathlib import Path

import pytest

from alkasba.errors import SourceError, StoreAway, StoreBusy, StoreError
from alkasba.flows.stream.message import change_of, version_of
from alkasba.flows.stream.producing import ROUND
from alkasba.ports import Received
from alkasba.stream import open_log
from alkasba.stream.embedded import EmbeddedWriter
from alkasba.warehouse.lock import only_writer
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    return stream_shop(tmp_path, [item(n) for n in range(1, 31)])


def said(shop: StreamShop) -> list[Received]:
    opened = ShopFolder(shop.folder).open()
    topic = f"{opened.settings['stream.prefix']}product"
    return list(open_log(opened.settings).read_all(topic))


def document_of(received: Received) -> bytes | None:
    return change_of(received.message).document


def test_the_first_round_tells_all_and_the_next_nothing(shop: StreamShop) -> None:
    first, second = shop.produce(), shop.produce()
    assert (first.members, first.sent, first.gone) == (30, 30, 0)
    assert (second.members, second.sent, second.gone) == (30, 0, 0)
    assert len(said(shop)) == 30


def test_only_what_changed_is_told(shop: StreamShop) -> None:
    shop.produce()
    shop.items["P7"] = item(7) | {"price": "0.01"}
    shop.items["P99"] = item(99)
    del shop.items["P3"]
    shop.write()
    done = shop.produce()
    assert (done.sent, done.gone) == (2, 1)
    last = {one.message.key: one.message.value for one in said(shop)[30:]}
    assert set(last) == {b"P7", b"P99", b"P3"}
    assert last[b"P3"] is None


def test_a_message_says_where_it_is_from_and_when(shop: StreamShop) -> None:
    shop.produce()
    message = said(shop)[0].message
    told = json.loads(message.value or b"")
    assert set(told) == {"schema", "version", "source", "fetched_at", "document"}
    assert (told["schema"], told["source"]) == (2, "products")


def test_nothing_personal_is_told(shop: StreamShop) -> None:
    shop.produce()
    assert not any(b"555" in (one.message.value or b"") for one in said(shop))


def test_versions_grow_though_the_clock_is_put_back(shop: StreamShop) -> None:
    shop.produce(clock=ShopFolder(shop.folder).clock)
    shop.items["P1"] = item(1) | {"price": "0.01"}
    shop.write()
    early = ShopFolder(shop.folder).clock
    shop.produce(clock=type(early)(early.now.replace(year=2001)))
    versions = [version_of(one.message) for one in said(shop)]
    assert versions[-1] > max(versions[:-1])


def test_where_most_are_gone_at_once_nothing_is_told_of_it(shop: StreamShop) -> None:
    shop.produce()
    shop.items = dict(list(shop.items.items())[:5])
    shop.write()
    done = shop.produce()
    assert (done.gone, done.kept) == (0, 25)
    assert "25 of 30" in done.held
    assert shop.produce(accepted=["product"]).gone == 25


def test_an_origin_that_gives_nothing_takes_nothing_away(shop: StreamShop) -> None:
    shop.produce()
    shop.items = {}
    shop.write()
    done = shop.produce()
    assert done.gone == 0
    assert done.held


def test_a_product_whose_row_is_broken_stays_as_it_was(shop: StreamShop) -> None:
    shop.produce()
    shop.items["P4"] = item(4) | {"price": "free"}
    del shop.items["P5"]
    shop.write()
    done = shop.produce()
    assert (done.sent, done.gone, done.kept) == (0, 1, 1)


def test_half_a_file_tells_nothing(shop: StreamShop) -> None:
    shop.produce()
    path = shop.folder / "data/products.json"
    path.write_text(path.read_text()[: path.stat().st_size // 4])
    try:
        done = shop.produce()
        assert (done.sent, done.gone) == (0, 0)
    except SourceError:
        pass
    assert len(said(shop)) == 30


@pytest.mark.parametrize("lost", ["product", "product/sent.duckdb"])
def test_what_was_sent_is_learned_from_the_log_where_it_was_lost(
    shop: StreamShop, lost: str
) -> None:
    shop.produce()
    del shop.items["P2"]
    shop.write()
    path = shop.folder / "build/stream" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = shop.produce()
    assert (done.sent, done.gone) == (0, 1)


def test_what_is_again_as_it_was_before_a_kill_is_told(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = EmbeddedWriter.flush

    def killed(writer: EmbeddedWriter) -> None:
        flush(writer)
        raise KeyboardInterrupt

    shop.produce()
    shop.items["P7"] = item(7) | {"price": "0.01"}
    shop.write()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(EmbeddedWriter, "flush", killed)
        shop.produce()
    shop.items["P7"] = item(7)
    shop.write()
    assert shop.produce().sent == 1
    first, wrong, last = (document_of(one) for one in said(shop) if one.message.key == b"P7")
    assert first == last != wrong
    assert shop.produce().sent == 0


def test_a_failure_is_told_though_it_cannot_be_kept(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    shop.produce()
    folder = shop.folder / "build/stream/product"
    (folder / ROUND).write_text("{")
    with only_writer(folder / "produce.lock"):
        with pytest.raises(StoreBusy):
            shop.produce()
        monkeypatch.setattr("alkasba.flows.stream.producing.keep_round", full)
        with pytest.raises(StoreBusy):
            shop.produce()
    with pytest.raises(StoreAway, match="what the round did cannot be kept: No space left"):
        shop.produce()


def test_a_log_that_was_emptied_is_told_all_again(shop: StreamShop) -> None:
    shop.produce()
    for path in (shop.folder / "build/stream").glob("*.sqlite*"):
        path.unlink()
    assert shop.produce().sent == 30


def test_a_catalogue_that_is_too_large_for_little_memory_is_given_more(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("part", "producing"):
        monkeypatch.setattr(f"alkasba.flows.stream.{module}.MEMORY", "6MB")
    told: list[str] = []
    assert shop.produce(tell=lambda event, **_: told.append(event)).sent == 30
    assert "round.large" in told


def test_what_the_owner_says_of_memory_is_kept_to(shop: StreamShop) -> None:
    settings = shop.folder / "alkasba.toml"
    settings.write_text(settings.read_text() + 'warehouse.memory = "6MB"\n')
    with pytest.raises(StoreError, match="too small"):
        shop.produce()


def test_two_rounds_do_not_meet(shop: StreamShop) -> None:
    shop.produce()
    folder = shop.folder / "build/stream/product"
    with only_writer(folder / "produce.lock"), pytest.raises(StoreBusy):
        shop.produce()


def test_the_last_round_is_kept_for_status(shop: StreamShop) -> None:
    done = shop.produce()
    told = json.loads((shop.folder / "build/stream/product" / ROUND).read_text())
    assert told["sent"] == done.sent == 30
