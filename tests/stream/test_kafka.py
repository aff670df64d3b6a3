"""What the contract in tests/stores/test_log.py does not ask of Kafka: what it refuses."""

from concurrent.futures import Future
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

from alkasba.errors import StoreAway, StoreError
from alkasba.ports import Message, Topic
from alkasba.stream import kafka as ours
from alkasba.stream.broker import Broker
from alkasba.stream.kafka import KafkaLog, KafkaReader, refused
from tests.services import Server, free_port

NOWHERE = Broker("127.0.0.1:1", 1, 1, 10, {"bootstrap.servers": "127.0.0.1:1"})


@pytest.mark.parametrize(
    ("code", "kind", "word"),
    [
        (KafkaError._ALL_BROKERS_DOWN, StoreAway, "does not answer"),
        # A handshake that broke off, where nothing is wrong with any certificate.
        (KafkaError._SSL, StoreAway, "does not answer"),
        (KafkaError._AUTHENTICATION, StoreError, "does not let us in"),
        (KafkaError.TOPIC_AUTHORIZATION_FAILED, StoreError, "does not let us in"),
        (KafkaError.INVALID_REPLICATION_FACTOR, StoreError, "INVALID_REPLICATION_FACTOR"),
    ],
)
def test_what_kafka_refuses_is_told_by_who_can_mend_it(
    code: int, kind: type[StoreError], word: str
) -> None:
    error = refused(KafkaError(code), NOWHERE)
    assert type(error) is kind
    assert word in error.what


def test_a_broker_that_is_not_there_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "ANSWER_SECONDS", 0.5)
    broker = Broker(
        f"127.0.0.1:{free_port()}", 1, 1, 10, {"bootstrap.servers": f"127.0.0.1:{free_port()}"}
    )
    with pytest.raises(StoreAway):
        KafkaLog(broker).prepare([Topic("t")])


def test_what_cannot_be_sent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "SAFE_SECONDS", 0.3)
    with KafkaLog(NOWHERE).writer() as writer:
        writer.send("t", [Message(b"a", b"1")])
        with pytest.raises(StoreAway):
            writer.flush()


class Refusing:
    """A driver whose first commit is refused, since members come and go."""

    def __init__(self) -> None:
        self.kept: list[dict[int, int]] = []
        self.refuses = True

    def commit(self, offsets: list[TopicPartition], asynchronous: bool) -> None:
        if self.refuses:
            raise KafkaException(KafkaError(KafkaError.REBALANCE_IN_PROGRESS))
        self.kept.append({one.partition: one.offset for one in offsets})

    def poll(self, seconds: float) -> None:
        """Nothing comes."""

    def consume(self, at_most: int, seconds: float) -> list[object]:
        return []


def test_an_offset_that_was_refused_is_kept_later() -> None:
    driver = Refusing()
    reader = KafkaReader(driver, "t", KafkaLog(NOWHERE))  # type: ignore[arg-type]
    reader.mine = {0, 1, 2}
    reader.commit({0: 5, 1: 7})
    reader.commit({1: 9})
    driver.refuses = False
    # Another member has the partition now, and reads it from where it was kept.
    reader.loses(driver, [TopicPartition("t", 0)])  # type: ignore[arg-type]
    reader.receive(10, 0)
    reader.receive(10, 0)
    assert driver.kept == [{1: 9}]


@pytest.mark.parametrize(
    ("name", "replicas", "where"),
    [("z z", 1, "[stream] prefix"), ("many", 5, "[stream] replicas")],
)
def test_a_setting_that_kafka_refuses_is_named(
    kafka: Server, name: str, replicas: int, where: str
) -> None:
    servers = kafka.url("").removeprefix("kafka://")
    log = KafkaLog(Broker(servers, 1, replicas, 10, {"bootstrap.servers": servers}))
    with pytest.raises(StoreError) as error:
        log.prepare([Topic(name)])
    assert error.value.where == where


def test_what_was_given_up_is_told_though_the_rest_is_safe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ours.SENDING, "delivery.timeout.ms", 300)
    with KafkaLog(NOWHERE).writer() as writer:
        writer.send("t", [Message(b"a", b"1")])
        with pytest.raises(StoreAway):
            writer.flush()
        assert not writer.failed
        writer.flush()


def test_a_topic_that_forgets_is_refused(kafka: Server) -> None:
    words = {"bootstrap.servers": f"127.0.0.1:{kafka.port}"}
    forgetful = NewTopic("forgets", num_partitions=1, replication_factor=1)
    admin = AdminClient(words)
    (made,) = admin.create_topics([forgetful]).values()
    made.result(20)
    with pytest.raises(StoreError, match="forgets what has not changed"):
        KafkaLog(Broker("kafka", 1, 1, 10, words)).prepare([Topic("forgets")])


class Hanging(AdminClient):  # type: ignore[misc]
    """A driver whose broker takes a question and never answers it."""

    def describe_configs(self, resources: list[Any], **_: Any) -> dict[Any, Future[Any]]:
        never: Future[Any] = Future()
        never.set_exception(TimeoutError())
        return dict.fromkeys(resources, never)


def test_a_broker_that_hangs_is_away(kafka: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    log = KafkaLog(Broker("kafka", 1, 1, 10, {"bootstrap.servers": f"127.0.0.1:{kafka.port}"}))
    log.prepare([Topic("hangs")])
    monkeypatch.setattr(ours, "AdminClient", Hanging)
    with pytest.raises(StoreAway):
        log.prepare([Topic("hangs")])
