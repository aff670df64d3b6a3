"""Whatever befalls the broker, the engine or the members: the index ends as the shop is."""

from pathlib import Path
from random import Random

import pytest

from alkasba.flows.stream.message import headers_of
from alkasba.flows.stream.running import replay
from alkasba.ports import Message
from alkasba.stream import open_log
from tests.services import Server
from tests.shop_builder import ShopFolder
from tests.stream_shop import StreamShop
from tests.stream_troubles import (
    TROUBLES,
    any_order,
    broker_goes_away,
    engine_goes_away,
    engine_puts_off,
    is_equal,
    killed_before_commit,
    members_come_and_go,
    send,
    shop_of,
    topics_of,
)

ENGINES = ("elasticsearch", "opensearch")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.mark.slow
def test_a_broker_that_hangs_or_dies_loses_nothing(
    tmp_path: Path, kafka: Server, elasticsearch: Server
) -> None:
    shop = shop_of(tmp_path, kafka, elasticsearch)
    broker_goes_away(shop, kafka, ["stopped", "killed"], Random("broker"))


@pytest.mark.slow
def test_members_that_come_and_go_lose_nothing(
    tmp_path: Path, kafka: Server, elasticsearch: Server
) -> None:
    shop = shop_of(tmp_path, kafka, elasticsearch)
    assert members_come_and_go(shop, Random("members"), 8) == 8


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_an_engine_puts_off_is_indexed_when_it_can(
    tmp_path: Path, kafka: Server, engine: Server, trouble: str
) -> None:
    shop = shop_of(tmp_path, kafka, engine)
    engine_puts_off(shop, engine.url(""), trouble, Random(trouble))


@pytest.mark.slow
def test_an_engine_that_dies_is_waited_for(
    tmp_path: Path, kafka: Server, elasticsearch: Server
) -> None:
    engine_goes_away(shop_of(tmp_path, kafka, elasticsearch), elasticsearch, Random("engine"))


def test_of_messages_in_any_order_the_newest_stand(
    tmp_path: Path, kafka: Server, engine: Server
) -> None:
    any_order(shop_of(tmp_path, kafka, engine), Random("order"), 300)


@pytest.mark.slow
def test_a_consumer_killed_before_it_commits_indexes_again(
    tmp_path: Path, kafka: Server, elasticsearch: Server
) -> None:
    shop = shop_of(tmp_path, kafka, elasticsearch)
    assert killed_before_commit(shop, Random("commit"), 5) >= 3


NEW = headers_of(10**17)
POISON = {
    "no UTF-8": Message(b"P1", b"\xff\xfe", NEW),
    "no JSON": Message(b"P2", b"{", NEW),
    "larger than": Message(b"P3", b"x" * (2 << 20), NEW),
    "strict_dynamic_mapping_exception": Message(
        b"P4", b'{"schema": 1, "document": {"code": "P4", "name": "Rue", "colour": "red"}}', NEW
    ),
}


def test_poison_is_set_aside_as_it_was_and_indexed_after_the_repair(
    tmp_path: Path, kafka: Server, engine: Server
) -> None:
    shop = shop_of(tmp_path, kafka, engine)
    shop.produce()
    send(shop, *POISON.values())
    counts = shop.consume()
    assert (counts.indexed, counts.dead) == (40, 4)
    assert is_equal(shop)
    letters = list(open_log(ShopFolder(shop.folder).open().settings).read_all(topics_of(shop).dead))
    told = {one.message.key: one.message for one in letters}
    for why, poison in POISON.items():
        letter = told[poison.key]
        headers = dict(letter.headers)
        assert letter.value == poison.value
        assert why in headers["why"].decode()
        assert headers["from"].startswith(topics_of(shop).members.encode())
        assert headers["version"] == b"%d" % 10**17
    # The mapping is what can be repaired: the shop tells of colours now.
    table = shop.folder / "tables/product.toml"
    table.write_text(table.read_text().replace("[search]", 'colour = { type = "text" }\n[search]'))
    (done,) = replay(ShopFolder(shop.folder).open())
    assert (done.letters, done.sent) == (4, 4)
    counts = shop.consume()
    assert counts.dead == 3
    assert shop.indexed()["P4"]["colour"] == "red"
    assert {c: d for c, d in shop.indexed().items() if c != "P4"} == {
        c: d for c, d in shop.expected.items() if c != "P4"
    }


def test_the_troubles_are_real(tmp_path: Path, kafka: Server, elasticsearch: Server) -> None:
    """Where the comparison could not fail, nothing above would mean anything."""
    shop: StreamShop = shop_of(tmp_path, kafka, elasticsearch)
    shop.produce()
    shop.consume()
    assert is_equal(shop)
    send(shop, Message(b"P1", None, headers_of(10**17)))
    shop.consume()
    assert not is_equal(shop)
