from pathlib import Path

import pytest

from alkasba.flows.stream.message import head_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import replay
from alkasba.ports import Message
from alkasba.stream import open_log
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop, item, stream_shop

LATEST = 10**17


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    made = stream_shop(tmp_path, [item(n) for n in range(1, 4)])
    made.produce()
    return made


def send(shop: StreamShop, *messages: Message) -> None:
    opened = ShopFolder(shop.folder).open()
    (part,) = parts_of(opened)
    with open_log(opened.settings).writer() as writer:
        writer.send(Topics.of(part).members, messages)
        writer.flush()


def message(name: str, version: int, extra: str = "") -> Message:
    told = f'{{"code": "{name}", "name": "New"{extra}}}'
    value = head_of("test", "2026", version) + told + "}"
    return Message(name.encode(), value.encode())


def test_a_letter_is_indexed_once_what_was_wrong_is_repaired(shop: StreamShop) -> None:
    send(shop, message("P9", LATEST, ', "colour": "red"'))
    assert shop.consume().dead == 1
    table = shop.folder / "tables/product.toml"
    table.write_text(
        table.read_text().replace("[columns]", '[columns]\ncolour = { type = "text" }')
    )
    (done,) = replay(ShopFolder(shop.folder).open())
    assert (done.letters, done.sent, done.outdated) == (1, 1, 0)
    counts = shop.consume()
    assert counts.dead == 0
    assert shop.indexed()["P9"] == {"code": "P9", "name": "New", "colour": "red"}
    (again,) = replay(ShopFolder(shop.folder).open())
    assert again.letters == 0


def test_a_letter_of_which_something_newer_is_known_is_left(shop: StreamShop) -> None:
    send(shop, message("P9", LATEST, ', "colour": "red"'))
    shop.consume()
    send(shop, message("P9", LATEST + 1))
    (done,) = replay(ShopFolder(shop.folder).open())
    assert (done.letters, done.sent, done.outdated) == (1, 0, 1)
    shop.consume()
    assert shop.indexed()["P9"] == {"code": "P9", "name": "New"}


def test_what_is_still_wrong_is_set_aside_again(shop: StreamShop) -> None:
    send(shop, message("P9", LATEST, ', "colour": "red"'))
    shop.consume()
    replay(ShopFolder(shop.folder).open())
    assert shop.consume().dead == 1
    (done,) = replay(ShopFolder(shop.folder).open())
    assert done.letters == 1
