"""What may befall the stream on real servers, and whether the index is then as the shop."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import httpx

from alkasba.flows.stream import consuming
from alkasba.flows.stream.consuming import lag
from alkasba.flows.stream.message import head_of, headers_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.producing import Topics
from alkasba.flows.stream.running import consume, consumers, plan_of
from alkasba.flows.stream.watch import Counts, Watch
from alkasba.ports import Message
from alkasba.stream import open_log
from tests.killing import LONG, start
from tests.services import Server
from tests.shop_builder import ShopFolder
from tests.stream_programs import Running
from tests.stream_shop import StreamShop, changed, item, stream_shop

PATIENCE_SECONDS = 120
NUMBERS = count(1)


def shop_of(folder: Path, broker: Server, engine: Server | str, **settings: str) -> StreamShop:
    """Forty products, with a broker and a search engine."""
    url = engine if isinstance(engine, str) else engine.url("")
    told = {"stream.url": broker.url(""), "search.url": url}
    # A consumer that was killed is not waited for.
    told |= {"stream.partitions": "4", "stream.seconds": "1"}
    shop = stream_shop(folder, [item(n) for n in range(1, 41)], told | settings)
    table = folder / "tables/product.toml"
    # An index of its own: what others said there with newer versions would stand against it.
    own = f'[search]\nindex = "troubled_{os.getpid()}_{next(NUMBERS)}"'
    table.write_text(table.read_text().replace("[search]", own))
    return shop


def wait_until(is_so: Callable[[], bool], what: str, tick: float = 0.1) -> None:
    """Look again and again until it is so; fails by name when that takes too long."""
    until = time.monotonic() + PATIENCE_SECONDS
    looked = Event()
    while not is_so():
        assert time.monotonic() < until, f"never: {what}"
        looked.wait(tick)


def topics_of(shop: StreamShop) -> Topics:
    """The topics of its products."""
    (part,) = parts_of(ShopFolder(shop.folder).open())
    return Topics.of(part)


def send(shop: StreamShop, *messages: Message) -> None:
    """Tell the log something that no producer of ours said."""
    with open_log(ShopFolder(shop.folder).open().settings).writer() as writer:
        writer.send(topics_of(shop).members, messages)
        writer.flush()


def change(shop: StreamShop, chance: Random) -> None:
    """A day passes at the shop."""
    shop.items = changed(shop.items, chance)
    shop.write()


def is_equal(shop: StreamShop) -> bool:
    """Whether the index is as the shop; an engine that cannot say so is none."""
    try:
        return shop.indexed() == shop.expected
    except httpx.HTTPError:
        return False


# The broker goes away


def stopped(broker: Server) -> None:
    """The broker answers nobody, and keeps its connections."""
    assert broker.process is not None
    broker.process.send_signal(signal.SIGSTOP)


def resumed(broker: Server) -> None:
    """It goes on where it stood."""
    assert broker.process is not None
    broker.process.send_signal(signal.SIGCONT)


WAYS: dict[str, tuple[Callable[[Server], None], Callable[[Server], None]]] = {
    "stopped": (stopped, resumed),
    "killed": (lambda broker: broker.kill(), lambda broker: broker.start()),
}
"""How a broker goes away, and comes back on the same data."""


def broker_goes_away(
    shop: StreamShop, broker: Server, ways: list[str], chance: Random, seconds: float = 0
) -> None:
    """Produce and consume while the broker goes and comes back; `seconds` is how long at least."""
    with Running(shop, "produce", "--every", "1s") as produces, Running(shop, "consume"):
        produces.event("round.sent")
        for way in ways:
            leave, back = WAYS[way]
            change(shop, chance)
            leave(broker)
            begun = time.monotonic()
            try:
                produces.event("stream.away")
                change(shop, chance)
                wait_until(lambda at=begun + seconds: time.monotonic() >= at, "the time passes")
            finally:
                back(broker)
            wait_until(lambda: is_equal(shop), f"the index is as the shop after it was {way}")


# Members come and go


@dataclass(slots=True)
class Member:
    """A consumer in a thread, as it is in a process of its own."""

    shop: StreamShop
    over: Event = field(default_factory=Event)
    watch: Watch = field(default_factory=Watch)
    failed: list[BaseException] = field(default_factory=list)
    thread: Thread | None = None

    def begin(self) -> "Member":
        self.thread = Thread(target=self._consume)
        self.thread.start()
        return self

    def _consume(self) -> None:
        try:
            opened = ShopFolder(self.shop.folder).open()
            consume(opened, once=False, is_over=self.over.is_set, watch=self.watch)
        except BaseException as error:
            self.failed.append(error)

    def end(self) -> None:
        self.over.set()
        assert self.thread is not None
        self.thread.join(LONG)
        assert not self.thread.is_alive(), "a consumer does not end"
        assert self.failed == []

    @property
    def counts(self) -> Counts:
        return self.watch.counts_of("product")


def members_come_and_go(
    shop: StreamShop, chance: Random, times: int, is_over: Callable[[], bool] = lambda: False
) -> int:
    """Add and remove consumers while products change; how many came and went."""
    log, topic = open_log(ShopFolder(shop.folder).open().settings), topics_of(shop).members
    shop.produce()
    with ExitStack() as stack:
        members = [Member(shop).begin()]
        stack.callback(lambda: [one.over.set() for one in members])
        came = 0
        while came < times and not is_over():
            change(shop, chance)
            shop.produce()
            if len(members) < 4 and (len(members) == 1 or chance.random() < 0.5):
                members.append(Member(shop).begin())
            else:
                members.pop(chance.randrange(len(members))).end()
            came += 1
            if chance.random() < 0.4:
                wait_until(lambda: not lag(log, topic), "nothing waits", 0.5)
        wait_until(lambda: not lag(log, topic), "nothing waits", 0.5)
        for one in members:
            one.end()
    assert is_equal(shop)
    return came


# The index puts off


Settings = dict[str, Any]
TROUBLES: dict[str, tuple[str, Settings, Settings]] = {
    # The disk is nearly full: deletions are taken, all else is answered by 429.
    "flood": (
        "/{index}/_settings",
        {"index.blocks.read_only_allow_delete": True},
        {"index.blocks.read_only_allow_delete": None},
    ),
    # Somebody lets nothing be written, for maintenance: 403 for each item.
    "block": (
        "/{index}/_settings",
        {"index.blocks.write": True},
        {"index.blocks.write": None},
    ),
    # The memory of the engine is used up: 429 for the request.
    "breaker": (
        "/_cluster/settings",
        {"transient": {"network.breaker.inflight_requests.limit": "1b"}},
        {"transient": {"network.breaker.inflight_requests.limit": None}},
    ),
}
"""What makes a real engine put off what it is told, and what ends that."""


def engine_puts_off(shop: StreamShop, url: str, trouble: str, chance: Random) -> None:
    """Index while the engine takes only a part, or nothing."""
    shop.produce()
    member = Member(shop).begin()
    wait_until(lambda: is_equal(shop), "the index is as the shop")
    path, begin, end = TROUBLES[trouble]
    with httpx.Client(base_url=url, timeout=30) as engine:
        (part,) = parts_of(ShopFolder(shop.folder).open())
        at = path.format(index=plan_of(part).name)
        engine.put(at, json=begin).raise_for_status()
        try:
            change(shop, chance)
            shop.produce()
            wait_until(lambda: member.counts.waits > 1, f"the engine puts off ({trouble})")
            assert not is_equal(shop)
        finally:
            # What ends it must get through where nothing else does.
            wait_until(lambda: engine.put(at, json=end).is_success, f"{trouble} ends")
    wait_until(lambda: is_equal(shop), f"the index is as the shop after {trouble}")
    member.end()
    assert member.counts.dead == 0
    assert member.watch.faults["product"].kind == "StoreAway"


def engine_goes_away(shop: StreamShop, engine: Server, chance: Random) -> None:
    """Kill the engine, change the shop, and start it again on the same data."""
    shop.produce()
    member = Member(shop).begin()
    wait_until(lambda: is_equal(shop), "the index is as the shop")
    engine.kill()
    try:
        change(shop, chance)
        shop.produce()
        wait_until(lambda: bool(member.watch.faults), "the consumer sees that the engine is away")
    finally:
        engine.start()
    wait_until(lambda: is_equal(shop), "the index is as the shop when the engine is back")
    member.end()


# Messages come twice, late, and in any order


def any_order(shop: StreamShop, chance: Random, messages: int) -> None:
    """Tell states of products in an order of its own; of each the newest must stand."""
    told: list[Message] = []
    newest: dict[str, tuple[int, Any]] = {}
    for version in range(1, messages + 1):
        state = item(chance.randint(1, 60), chance)
        code = state["code"]
        is_gone = chance.random() < 0.3
        document = None if is_gone else {"code": code, "name": state["name"], "stock": version}
        newest[code] = (version, document)
        message = Message(code.encode(), None, headers_of(version))
        if document is not None:
            message = Message(code.encode(), _value(document, version))
        told += [message] * chance.choice([1, 1, 2, 3])
    chance.shuffle(told)
    # Nothing but these messages: no round is made.
    topics_of(shop).prepare(open_log(ShopFolder(shop.folder).open().settings))
    size = len(told) // 3 + 1
    for at in range(0, len(told), size):
        send(shop, *told[at : at + size])
        shop.consume()
    model = {code: document for code, (_, document) in newest.items() if document is not None}
    assert shop.indexed() == model


def _value(document: dict[str, Any], version: int) -> bytes:
    name = str(document["name"]).replace('"', "")
    text = f'{{"code": "{document["code"]}", "name": "{name}", "stock": {document["stock"]}}}'
    return head_of("test", "2026", version).encode() + text.encode() + b"}"


# Consumers are killed between bulk and commit


def die_at_commit(folder: Path, number: int) -> None:
    """Consume, and die when the batch of that number is indexed, before that is kept."""
    opened, seen = ShopFolder(folder).open(), count(1)
    log, topic = open_log(opened.settings), topics_of(StreamShop(folder)).members
    consuming.MESSAGES = 2
    with consumers(opened) as (member,):

        def commit(places: Mapping[int, int]) -> None:
            if next(seen) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            real(places)

        real, member.reader.commit = member.reader.commit, commit  # type: ignore[method-assign]
        while lag(log, topic):
            member.take(1.0)


def killed_before_commit(shop: StreamShop, chance: Random, times: int) -> int:
    """Kill a consumer between what it has indexed and its commit; how often that was met."""
    kills = 0
    for _ in range(times):
        change(shop, chance)
        change(shop, chance)
        shop.produce()
        process = start(die_at_commit, shop.folder, chance.randint(1, 4))
        process.join(2 * LONG)
        assert process.exitcode in (0, -signal.SIGKILL)
        kills += process.exitcode != 0
        if chance.random() < 0.5:
            change(shop, chance)
            shop.produce()
        shop.consume()
        assert is_equal(shop)
    return kills
