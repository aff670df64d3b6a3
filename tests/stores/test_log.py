"""One contract for every log: what is sent is read in order, once it is safe, and never lost."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from alkasba.ports import Log, Message, Received, Topic
from alkasba.settings import read_settings
from alkasba.stream import open_log
from tests.services import Server

NUMBERS = count(1)
KINDS = ("embedded", "kafka")


@pytest.fixture(params=KINDS)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    (tmp_path / "alkasba.toml").write_text("")
    environment = {}
    if request.param == "kafka":
        server: Server = request.getfixturevalue("kafka")
        environment["ALKASBA_STREAM__URL"] = server.url("")
    return open_log(read_settings(tmp_path, environment))


@pytest.fixture
def topic(log: Log) -> str:
    name = f"topic-{next(NUMBERS)}"
    log.prepare([Topic(name)])
    return name


def message(number: int, value: bytes | None = b"{}") -> Message:
    return Message(b"key-%d" % number, value, (("version", b"%d" % number),))


def send(log: Log, topic: str, *messages: Message) -> None:
    with log.writer() as writer:
        assert writer.send(topic, messages) == len(messages)
        writer.flush()


def receive(reader: object, count: int) -> list[Received]:
    found: list[Received] = []
    while len(found) < count:
        found += reader.receive(100, 20)  # type: ignore[attr-defined]
    return found


def test_what_is_sent_is_read_as_it_was_said(log: Log, topic: str) -> None:
    told = [
        message(1),
        message(2, None),
        Message(b"\x00\xff", b"\xff\xfe not utf-8", (("a", b"\x00\xff"), ("a", b""))),
        Message("ملح".encode(), b""),
    ]
    send(log, topic, *told)
    with log.reader(topic, "group") as reader:
        found = receive(reader, len(told))
    assert sorted(one.message for one in found) == sorted(told)
    assert {one.topic for one in found} == {topic}


def test_messages_of_one_key_stay_in_order(log: Log, topic: str) -> None:
    said = [Message(b"one", b"%d" % n) for n in range(50)]
    send(log, topic, *said)
    assert [one.message for one in log.read_all(topic)] == said
    offsets = [one.offset for one in log.read_all(topic)]
    assert offsets == sorted(set(offsets))


def test_a_group_goes_on_where_it_has_committed(log: Log, topic: str) -> None:
    send(log, topic, *(Message(b"one", b"%d" % n) for n in range(5)))
    with log.reader(topic, "group") as reader:
        found = receive(reader, 5)
        reader.commit({found[1].partition: found[1].offset + 1})
    assert log.committed(topic, "group")[found[1].partition] == found[1].offset + 1
    with log.reader(topic, "group") as reader:
        assert [one.message.value for one in receive(reader, 3)] == [b"2", b"3", b"4"]
    with log.reader(topic, "another") as reader:
        assert len(receive(reader, 5)) == 5


def test_what_is_not_flushed_may_be_lost_and_nothing_else(log: Log, topic: str) -> None:
    with log.writer() as writer:
        writer.send(topic, [message(1)])
        writer.flush()
    assert [one.message for one in log.read_all(topic)] == [message(1)]


def test_where_nothing_comes_the_wait_ends(log: Log, topic: str) -> None:
    with log.reader(topic, "group") as reader:
        assert list(reader.receive(10, 0.1)) == []


def test_the_ends_count_what_was_sent(log: Log, topic: str) -> None:
    before = log.ends(topic)
    send(log, topic, *(message(n) for n in range(20)))
    after = log.ends(topic)
    assert sum(after.values()) - sum(before.values()) == 20
    assert list(log.read_all(topic, after)) == []
    send(log, topic, message(99))
    assert [one.message for one in log.read_all(topic, after)] == [message(99)]


def test_members_of_a_group_share_what_there_is(log: Log, topic: str) -> None:
    told = [message(n) for n in range(200)]
    with log.reader(topic, "group") as first, log.reader(topic, "group") as second:
        send(log, topic, *told)
        found: set[bytes] = set()
        while len(found) < len(told):
            for reader in (first, second):
                received = reader.receive(100, 0.05)
                mine = [one for one in received if reader.is_mine(one.partition)]
                reader.commit({one.partition: one.offset + 1 for one in mine})
                found |= {one.message.key for one in received}
        assert not any(first.is_mine(p) and second.is_mine(p) for p in log.ends(topic))
    assert sum(log.committed(topic, "group").values()) == sum(log.ends(topic).values())


def test_a_member_that_rests_receives_nothing_and_misses_nothing(log: Log, topic: str) -> None:
    with log.reader(topic, "group") as reader:
        send(log, topic, message(1))
        first = receive(reader, 1)
        send(log, topic, message(2))
        reader.rest(0.2)
        found = receive(reader, 1)
    assert [one.message for one in (*first, *found)] == [message(1), message(2)]


def test_topics_are_made_once(log: Log, topic: str) -> None:
    send(log, topic, message(1))
    log.prepare([Topic(topic), Topic(f"{topic}.dead", is_compacted=False)])
    assert len(list(log.read_all(topic))) == 1


@pytest.fixture
def many(log: Log, topic: str) -> Iterator[str]:
    send(log, topic, *(Message(b"%d" % (n % 3), b"%d" % n) for n in range(30)))
    yield topic


def test_all_of_a_topic_is_read_without_a_group(log: Log, many: str) -> None:
    found = [one.message for one in log.read_all(many)]
    last = {one.key: one.value for one in found}
    assert last == {b"0": b"27", b"1": b"28", b"2": b"29"}
