from pathlib import Path

import pytest

from alkasba.errors import StoreAway
from alkasba.flows.stream.letters import LONGEST, dead_letters
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import replay
from alkasba.ports import Message
from alkasba.stream import open_log
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop

POISON = [Message(b"P1", b"\xff secret", (("version", b"9"),)), Message(b"P2", b"{", ())]


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    made = stream_shop(tmp_path, [item(1)])
    made.produce()
    send(made, "members", *POISON)
    made.consume()
    return made


def send(shop: StreamShop, topic: str, *messages: Message) -> None:
    opened = ShopFolder(shop.folder).open()
    (part,) = parts_of(opened)
    with open_log(opened.settings).writer() as writer:
        writer.send(getattr(Topics.of(part), topic), messages)
        writer.flush()


def found(shop: StreamShop, at_most: int = 10) -> list[tuple[str, str]]:
    opened = ShopFolder(shop.folder).open()
    (part,) = parts_of(opened)
    return [(letter.why, letter.place) for letter in dead_letters(opened, part, at_most)]


def test_it_tells_why_and_where_and_no_value(shop: StreamShop) -> None:
    (first, second) = found(shop)
    assert first[0] == "its value is no UTF-8"
    assert first[1].endswith("partition 0, offset 1")
    assert second[0] == "its value is no JSON"
    assert "secret" not in str(found(shop))
    assert len(found(shop, 1)) == 1


def test_what_was_sent_again_is_no_longer_told(shop: StreamShop) -> None:
    replay(ShopFolder(shop.folder).open())
    assert found(shop) == []


def test_what_others_write_there_is_cut(shop: StreamShop) -> None:
    send(shop, "dead", Message(b"P1", b"", (("why", b"\xff" * 10_000),)))
    why, place = found(shop)[-1]
    assert (len(why), place) == (LONGEST, "")


def test_a_log_without_the_topic_is_away(tmp_path: Path) -> None:
    with pytest.raises(StoreAway):
        found(stream_shop(tmp_path, [item(1)]))
