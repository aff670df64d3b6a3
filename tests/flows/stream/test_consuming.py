import json
from collections.abc import Callable, Sequence
from itertools import chain, count, repeat
from pathlib import Path

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.stream.consuming import LARGEST, StopConsuming, lag
from alkasba.flows.stream.message import head_of, headers_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import consumers
from alkasba.ports import Change, Message, Received, Verdict
from alkasba.search.embedded import EmbeddedIndex
from alkasba.stream import open_log
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    made = stream_shop(tmp_path, [item(n) for n in range(1, 11)])
    made.produce()
    return made


def topics(shop: StreamShop) -> Topics:
    (part,) = parts_of(ShopFolder(shop.folder).open())
    return Topics.of(part)


def send(shop: StreamShop, *messages: Message) -> None:
    with open_log(ShopFolder(shop.folder).open().settings).writer() as writer:
        writer.send(topics(shop).members, messages)
        writer.flush()


def dead(shop: StreamShop) -> list[Received]:
    log = open_log(ShopFolder(shop.folder).open().settings)
    return list(log.read_all(topics(shop).dead))


def message(document: object, version: int, key: bytes = b"P1") -> Message:
    value = head_of("test", "2026", version).encode() + json.dumps(document).encode() + b"}"
    return Message(key, value)


def test_the_index_is_as_the_shop(shop: StreamShop) -> None:
    counts = shop.consume()
    assert (counts.received, counts.indexed, counts.dead) == (10, 10, 0)
    assert shop.indexed() == shop.expected


def test_an_older_message_never_overwrites_a_newer_one(shop: StreamShop) -> None:
    late = message({"code": "P1", "name": "Old"}, 5)
    send(shop, late, Message(b"P2", None, headers_of(5)))
    counts = shop.consume()
    assert counts.older == 2
    assert shop.indexed() == shop.expected


def test_what_is_gone_stays_gone_though_its_message_comes_late(shop: StreamShop) -> None:
    del shop.items["P3"]
    shop.write()
    shop.produce()
    shop.consume()
    send(shop, message({"code": "P3", "name": "Old"}, 5, b"P3"))
    assert shop.consume().older == 1
    assert shop.indexed() == shop.expected


def ours(document: bytes) -> Message:
    """As this program begins a message, whatever the document is."""
    return Message(b"P1", b"%b%b}" % (head_of("test", "2026", 10**17).encode(), document))


POISON = [
    (ours(b'{"code": }'), "no JSON"),
    (ours(b'{"code":"P1"}} {"code":{}'), "no JSON"),
    (ours(b'{"maker":' * 100_000 + b"1" + b"}" * 100_000), "no JSON"),
    (ours(b"[1]"), "it holds no document"),
    (Message(b"P1", b"\xff\xfe", headers_of(10**17)), "its value is no UTF-8"),
    (Message(b"P1", b"{", headers_of(10**17)), "its value is no JSON"),
    (Message(b"P1", b"x" * (2 << 20), headers_of(10**17)), f"it is larger than {LARGEST} bytes"),
    (message({"code": "P1", "colour": "red"}, 10**17), "a field that the index does not have"),
    (message({"code": "P1", "stock": "many"}, 10**17), "stock holds no whole"),
]


@pytest.mark.parametrize(("poison", "why"), POISON)
def test_poison_is_set_aside_and_the_stream_goes_on(
    shop: StreamShop, poison: Message, why: str
) -> None:
    send(shop, poison)
    counts = shop.consume()
    assert (counts.indexed, counts.dead) == (10, 1)
    assert shop.indexed() == shop.expected
    (letter,) = dead(shop)
    told = dict(letter.message.headers)
    assert (letter.message.key, letter.message.value) == (poison.key, poison.value)
    assert told["why"].decode() == why
    assert told["from"].decode().endswith("partition 0, offset 10")
    assert set(poison.headers) <= set(letter.message.headers)


class Moody(EmbeddedIndex):
    """An index that is away at first, then puts half of each request off."""

    times = count()

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        time = next(self.times)
        if time < 2:
            raise StoreAway("away")
        if time < 5:
            half = len(changes) // 2
            done = super().write(name, changes[:half])
            return [*done, *[Verdict("later")] * (len(changes) - half)]
        return super().write(name, changes)


def test_only_what_was_put_off_is_tried_again(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alkasba.search.writing.PAUSES", (0.0,))
    opened = ShopFolder(shop.folder).open()
    with consumers(opened) as (consumer,):
        consumer.index = Moody(shop.folder / "build/search")
        assert consumer.take()
        consumer.finish()
        assert consumer.counts.indexed == 10
        assert consumer.counts.waits == 5
    assert shop.indexed() == shop.expected


def test_a_partition_that_went_and_came_back_is_read_again(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may have indexed what was put off when it went, so its offsets are not passed."""
    monkeypatch.setattr("alkasba.search.writing.PAUSES", (0.0,))

    class Busy(EmbeddedIndex):
        def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
            return [Verdict("later")] * len(changes)

    opened = ShopFolder(shop.folder).open()
    with consumers(opened) as (consumer,):
        consumer.index = Busy(shop.folder / "build/search")
        monkeypatch.setattr(consumer.reader, "receive", once(consumer.reader.receive(100, 5)))
        mine = chain([False] * 10, repeat(True))
        monkeypatch.setattr(consumer.reader, "is_mine", lambda _: next(mine))
        consumer.take()
        consumer.finish()
        assert lag(open_log(opened.settings), topics(shop).members) == 10
    shop.consume()
    assert shop.indexed() == shop.expected


def test_what_stands_behind_such_a_partition_is_read_again_too(
    shop: StreamShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next batch was read before the partition went, and is in the index; its place is not."""
    monkeypatch.setattr("alkasba.search.writing.PAUSES", (0.0,))

    class BusyOnce(EmbeddedIndex):
        times = count()

        def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
            if not next(self.times):
                return [Verdict("later")] * len(changes)
            return super().write(name, changes)

    opened = ShopFolder(shop.folder).open()
    with consumers(opened) as (consumer,):
        consumer.index = BusyOnce(shop.folder / "build/search")
        all_of_them = consumer.reader.receive(100, 5)
        given = chain([all_of_them[:4], [], all_of_them[4:], []], repeat([]))
        monkeypatch.setattr(consumer.reader, "receive", lambda *_: next(given))
        mine = chain([False] * 4, repeat(True))
        monkeypatch.setattr(consumer.reader, "is_mine", lambda _: next(mine))
        while consumer.take(0):
            pass
        assert consumer.counts.indexed == 6
        assert consumer.left() == 10
    shop.consume()
    assert shop.indexed() == shop.expected


def test_one_batch_is_read_while_the_index_takes_another(shop: StreamShop) -> None:
    opened = ShopFolder(shop.folder).open()
    with consumers(opened) as (consumer,):
        consumer.take()
        assert (consumer.counts.received, consumer.counts.indexed) == (10, 0)
        assert consumer.left() == 10
        assert consumer.take()
        assert (consumer.counts.indexed, consumer.left()) == (10, 0)
        assert not consumer.take(0)


def once(received: Sequence[Received]) -> Callable[..., Sequence[Received]]:
    """Gives these messages, and then none."""
    given = chain([received], repeat([]))
    return lambda *_: next(given)


def test_who_waits_can_be_stopped_and_has_committed_nothing(shop: StreamShop) -> None:
    class Away(EmbeddedIndex):
        def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
            raise StoreAway("away")

    opened = ShopFolder(shop.folder).open()
    log = open_log(opened.settings)
    with consumers(opened) as (consumer,):
        consumer.index = Away(shop.folder / "build/search")
        over = iter([False] * 5 + [True] * 5)
        consumer.is_over = lambda: next(over)
        with pytest.raises(StopConsuming):
            while True:
                consumer.take(0)
        assert lag(log, topics(shop).members) == 10
    shop.consume()
    assert shop.indexed() == shop.expected
