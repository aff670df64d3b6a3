"""Kafka: a topic of several partitions, whose readers share them."""

import logging
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaError,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka import Message as KafkaMessage
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from alkasba.errors import StoreAway, StoreError
from alkasba.ports import Message, Received, Told, Topic
from alkasba.stream.broker import Broker
from alkasba.stream.handshake import look

ANSWER_SECONDS = 15.0
FULL_SECONDS = 0.02
"""How long to wait where the driver's memory is full, which it sends from meanwhile."""
SAFE_SECONDS = 120
"""How long a message may take until the broker has it; then the round is given up."""
LARGEST = 16 << 20
"""Bytes of a message: room for a dead letter, which holds one that was too large to be indexed."""
COMPACTED = {
    "cleanup.policy": "compact",
    "min.cleanable.dirty.ratio": "0.1",
    # Whoever reads a topic from its start has a week to see that something is gone.
    "delete.retention.ms": str(7 * 24 * 3600 * 1000),
}
KEPT = {"cleanup.policy": "delete", "retention.ms": "-1"}
SENDING = {
    "enable.idempotence": True,
    "acks": "all",
    "compression.type": "zstd",
    "linger.ms": 20,
    "message.max.bytes": LARGEST,
    "delivery.timeout.ms": SAFE_SECONDS * 1000,
    # Messages that wait in memory until the broker has them.
    "queue.buffering.max.kbytes": 8 << 10,
    "delivery.report.only.error": True,
}
READING = {
    "enable.auto.commit": False,
    "auto.offset.reset": "earliest",
    "partition.assignment.strategy": "cooperative-sticky",
    # Of each partition; what is larger than that comes alone.
    "queued.max.messages.kbytes": 2 << 10,
    "queued.min.messages": 10_000,
    "fetch.message.max.bytes": 256 << 10,
    "fetch.max.bytes": 1 << 20,
}
MOVED = {
    KafkaError.ILLEGAL_GENERATION,
    KafkaError.UNKNOWN_MEMBER_ID,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError._NO_OFFSET,
    KafkaError._STATE,
}
"""What a commit says while partitions go from member to member."""
PASSING = {
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
}
REFUSED = {
    KafkaError._AUTHENTICATION,
    KafkaError.SASL_AUTHENTICATION_FAILED,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    KafkaError._SSL,
}

MOST_HEARD = 20
"""Errors that the driver says aside; the last ones tell why."""

QUIET = logging.getLogger(__name__)
"""What the driver says by itself goes nowhere: what matters comes back as an error of ours."""
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


@dataclass(frozen=True, slots=True)
class KafkaLog:
    """Topics of a cluster."""

    broker: Broker
    heard: deque[KafkaError] = field(
        default_factory=lambda: deque(maxlen=MOST_HEARD), repr=False, compare=False
    )

    def prepare(self, topics: Sequence[Topic]) -> None:
        """Make the topics that are missing; raises StoreError where one would lose messages."""
        with self._told():
            admin = AdminClient(self._words())
            try:
                there = admin.list_topics(timeout=ANSWER_SECONDS).topics
            finally:
                # Why nobody answered is said aside, and heard only when the driver is let speak.
                admin.poll(0)
            missing = [topic for topic in topics if topic.name not in there]
            made = admin.create_topics([self._new(topic) for topic in missing]) if missing else {}
            for future in made.values():
                _made(future)
            for topic in topics:
                if topic.is_compacted and topic.name in there:
                    self._refuse_forgetting(admin, topic.name)

    def _new(self, topic: Topic) -> NewTopic:
        config = (COMPACTED if topic.is_compacted else KEPT) | {"max.message.bytes": str(LARGEST)}
        return NewTopic(
            topic.name,
            num_partitions=self.broker.partitions,
            replication_factor=self.broker.replicas,
            config=config,
        )

    def _refuse_forgetting(self, admin: AdminClient, topic: str) -> None:
        resource = ConfigResource(ResourceType.TOPIC, topic)
        (future,) = admin.describe_configs([resource]).values()
        policy = future.result(ANSWER_SECONDS)["cleanup.policy"].value
        if policy != "compact":
            raise StoreError(
                f"the topic '{topic}' forgets what has not changed for long (cleanup.policy = "
                f"{policy}).",
                where="[stream] url",
                next_step="Set cleanup.policy=compact there, or write another prefix.",
            )

    @contextmanager
    def writer(self) -> Iterator["KafkaWriter"]:
        """Sends messages; what is under way when the block ends may still arrive."""
        with self._told():
            failed: list[KafkaError] = []
            noting = {"on_delivery": lambda error, _: failed.append(error)}
            producer = Producer(self._words() | SENDING | noting)
        try:
            yield KafkaWriter(producer, self.broker, failed)
        finally:
            producer.purge()
            producer.flush(0)

    @contextmanager
    def reader(self, topic: str, group: str) -> Iterator["KafkaReader"]:
        """Reads for a group, whose members share the partitions."""
        with self._told():
            consumer = Consumer(self._words() | READING | self._membership(group))
            reader = KafkaReader(consumer, topic, self)
            consumer.subscribe(
                [topic], on_assign=reader.gets, on_revoke=reader.loses, on_lost=reader.loses
            )
        try:
            yield reader
        finally:
            consumer.close()

    def read_all(
        self, topic: str, since: Mapping[int, int] | None = None
    ) -> Generator[Received, None, None]:
        """All that the topic holds now, or what stands at and after these offsets."""
        words = {"group.id": f"alkasba-{uuid4()}", "enable.partition.eof": True}
        with self._told():
            consumer = Consumer(self._words() | READING | words)
        try:
            with self._told():
                yield from _until_the_end(consumer, topic, self._ends(consumer, topic), since or {})
        finally:
            consumer.close()

    def ends(self, topic: str) -> dict[int, int]:
        """By partition, the offset that the next message gets."""
        with self._told(), self._asker() as consumer:
            return self._ends(consumer, topic)

    def committed(self, topic: str, group: str) -> dict[int, int]:
        """By partition, where the group goes on."""
        with self._told(), self._asker(group) as consumer:
            places = [TopicPartition(topic, partition) for partition in self._ends(consumer, topic)]
            found = consumer.committed(places, timeout=ANSWER_SECONDS)
            return {place.partition: max(place.offset, 0) for place in found}

    @contextmanager
    def _asker(self, group: str = "alkasba-asks") -> Iterator[Consumer]:
        consumer = Consumer(self._words() | READING | {"group.id": group})
        try:
            yield consumer
        finally:
            consumer.close()

    def _ends(self, consumer: Consumer, topic: str) -> dict[int, int]:
        """Asked again for a while: a topic that was just made has no leader at first."""
        until = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                return _ends(consumer, topic)
            except KafkaException as error:
                consumer.poll(0.1)
                is_barred = any(one.code() in REFUSED for one in self.heard)
                if is_barred or time.monotonic() >= until or not _is_passing(error.args[0]):
                    raise

    def _membership(self, group: str) -> dict[str, Any]:
        seconds = self.broker.seconds
        return {
            "group.id": group,
            "session.timeout.ms": seconds * 1000,
            "heartbeat.interval.ms": seconds * 250,
        }

    def _words(self) -> dict[str, Any]:
        return {**self.broker.words, "logger": QUIET, "error_cb": self.heard.append}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the driver raises; where it only says that nobody answers, what it heard."""
        self.heard.clear()
        try:
            yield
        except KafkaException as error:
            said = next((one for one in self.heard if one.code() in REFUSED), error.args[0])
            raise refused(said, self.broker) from None
        except TimeoutError:
            # So says a future of the driver whose broker hangs.
            raise away(self.broker) from None


class KafkaWriter:
    """Sends messages, each to the partition of its key."""

    def __init__(self, producer: Producer, broker: Broker, failed: list[KafkaError]) -> None:
        self.producer, self.broker, self.failed = producer, broker, failed

    def send(self, topic: str, messages: Iterable[Told]) -> int:
        """Send them, and return how many; waits where the broker is slower."""
        produce, count = self.producer.produce, 0
        told: list[tuple[str, str | bytes | None]] = []
        known: tuple[tuple[str, bytes], ...] = ()
        try:
            for key, value, headers in messages:
                if headers is not known:
                    known, told = headers, [*headers]
                while True:
                    try:
                        produce(topic, value, key, headers=told)
                        break
                    except BufferError:
                        self.producer.poll(FULL_SECONDS)
                count += 1
            self.producer.poll(0)
        except KafkaException as error:
            raise refused(error.args[0], self.broker) from None
        return count

    def flush(self) -> None:
        """Return when the broker has all; raises StoreAway where it may not have."""
        waiting = self.producer.flush(SAFE_SECONDS)
        if self.failed:
            error = self.failed[0]
            self.failed.clear()
            raise refused(error, self.broker)
        if waiting:
            raise away(self.broker)


class KafkaReader:
    """One member of a group; it holds back nothing that it has been given."""

    def __init__(self, consumer: Consumer, topic: str, log: KafkaLog) -> None:
        self.consumer, self.topic, self.log = consumer, topic, log
        self.mine: set[int] = set()
        self.owed: dict[int, int] = {}
        self.early: list[KafkaMessage] = []
        self.is_resting = False

    def receive(self, at_most: int, seconds: float) -> Sequence[Received]:
        """What comes next, once there is something, or nothing when the time is over."""
        if self.owed:
            self.commit({})
        if self.early:
            found, self.early = self.early, []
        else:
            found = self._next(at_most, seconds)
        return [one for message in found if (one := _received(message, self.log.broker))]

    def _next(self, at_most: int, seconds: float) -> list[KafkaMessage]:
        """What is there once there is something; the driver would else wait for the whole batch."""
        with self.log._told():
            first = self.consumer.poll(seconds)
            more = self.consumer.consume(at_most - 1, 0) if first is not None else []
        return [first, *more] if first is not None else more

    def commit(self, places: Mapping[int, int]) -> None:
        """Keep, by partition, the offset at which the group goes on."""
        self.owed = {p: at for p, at in (self.owed | {**places}).items() if p in self.mine}
        if not self.owed:
            return
        offsets = [TopicPartition(self.topic, p, at) for p, at in self.owed.items()]
        try:
            self.consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            # A member that keeps a partition while others come and go does not read it again: what
            # was refused then is owed until it is kept, or somebody else reads it anew.
            if error.args[0].code() not in MOVED and not _is_passing(error.args[0]):
                raise refused(error.args[0], self.log.broker) from None
            return
        self.owed = {}

    def rest(self, seconds: float) -> None:
        """Wait and stay a member, without receiving."""
        self.is_resting = True
        self._pause()
        with self.log._told():
            message = self.consumer.poll(seconds)
        self.is_resting = False
        if message is not None:
            self.early.append(message)
        self.consumer.resume([TopicPartition(self.topic, p) for p in self.mine])

    def is_mine(self, partition: int) -> bool:
        """Whether this member still reads the partition."""
        return partition in self.mine

    def gets(self, _: Consumer, places: list[TopicPartition]) -> None:
        """Partitions that this member reads from now on, beside those it has."""
        self.mine |= {place.partition for place in places}
        if self.is_resting:
            self._pause()

    def loses(self, _: Consumer, places: list[TopicPartition]) -> None:
        """Partitions that somebody else reads from now on.

        What came of them while this member rested is read again by whoever reads them.
        """
        gone = {place.partition for place in places}
        self.mine -= gone
        self.owed = {p: at for p, at in self.owed.items() if p not in gone}
        self.early = [one for one in self.early if one.partition() in self.mine]

    def _pause(self) -> None:
        self.consumer.pause([TopicPartition(self.topic, p) for p in self.mine])


def _ends(consumer: Consumer, topic: str) -> dict[int, int]:
    metadata = consumer.list_topics(topic, timeout=ANSWER_SECONDS).topics[topic]
    if metadata.error is not None:
        raise KafkaException(metadata.error)
    return {
        partition: consumer.get_watermark_offsets(
            TopicPartition(topic, partition), timeout=ANSWER_SECONDS
        )[1]
        for partition in sorted(metadata.partitions)
    }


def _until_the_end(
    consumer: Consumer, topic: str, ends: Mapping[int, int], since: Mapping[int, int]
) -> Iterator[Received]:
    starts = {p: since.get(p, OFFSET_BEGINNING) for p in ends}
    waiting = {p for p, end in ends.items() if starts[p] < end and end}
    consumer.assign([TopicPartition(topic, p, starts[p]) for p in sorted(waiting)])
    while waiting:
        first = consumer.poll(ANSWER_SECONDS)
        for message in [first, *consumer.consume(1_000, 0)] if first is not None else []:
            error, partition = message.error(), message.partition()
            if error is None:
                one = _plain(message)
                if one.offset < ends[one.partition]:
                    yield one
                if one.offset + 1 >= ends[one.partition]:
                    waiting.discard(one.partition)
            elif error.code() == KafkaError._PARTITION_EOF:
                # Where the last messages were compacted away, nothing comes at those offsets.
                waiting.discard(partition)
            elif not _is_passing(error):
                raise KafkaException(error)


def _received(message: KafkaMessage, broker: Broker) -> Received | None:
    error = message.error()
    if error is None:
        return _plain(message)
    if _is_passing(error):
        return None
    raise refused(error, broker)


def _plain(message: Any) -> Received:
    headers = tuple((name, value or b"") for name, value in message.headers() or ())
    told = Message(message.key() or b"", message.value(), headers)
    return Received(told, message.topic(), message.partition(), message.offset())


def _made(future: Any) -> None:
    """A topic that somebody else has made meanwhile is there, too."""
    try:
        future.result(ANSWER_SECONDS)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise


def _is_passing(error: KafkaError) -> bool:
    """Whether it goes away by itself: a broker that restarts, a leader that moves."""
    return error.code() not in REFUSED and (
        error.retriable() or error.code() < 0 or error.code() in PASSING
    )


def refused(error: KafkaError, broker: Broker) -> StoreError:
    """What Kafka refuses, in our words; its own may name more than they should."""
    if error.code() == KafkaError._SSL:
        return _mistrusted(broker)
    if error.code() in REFUSED:
        return StoreError(
            f"{broker} does not let us in, or forbids what the stream needs ({error.name()}).",
            where="[stream] url",
            next_step="Check user and secret in [stream], and the rights that they have there.",
        )
    if _is_passing(error):
        return away(broker)
    where, next_step = SETTINGS.get(error.code(), OTHERWISE)
    return StoreError(
        f"{broker} refuses what the stream needs ({error.name()}).",
        where=where,
        next_step=next_step,
    )


SETTINGS = {
    KafkaError.INVALID_REPLICATION_FACTOR: (
        "[stream] replicas",
        "It has fewer brokers than that: lower it, or start more of them.",
    ),
    KafkaError.TOPIC_EXCEPTION: (
        "[stream] prefix",
        "Names of topics are letters, digits, '.', '_' and '-', 249 in all.",
    ),
    KafkaError.INVALID_PARTITIONS: ("[stream] partitions", "Write a number of 1 or more."),
}
"""By what Kafka refuses, the setting that asked for it."""
OTHERWISE = (
    "[stream] url",
    "Look this word up in Kafka's list of errors; its own log says more.",
)


def _mistrusted(broker: Broker) -> StoreError:
    """Why TLS failed, which the driver does not tell: the first server that shows it is asked."""
    servers = broker.servers.split(",")
    looks = (look(server, broker.trust) for server in servers if broker.trust is not None)
    found = next((one for one in looks if one), None)
    if found is None:
        # A broker that stops breaks off handshakes, too; it comes back.
        return away(broker)
    return StoreError(
        f"{broker} is not trusted: {found.what}.", where="[stream] url", next_step=found.next_step
    )


def away(broker: Broker) -> StoreAway:
    """No broker answers."""
    # One without TLS hangs up, as one does that stops.
    tls = "; a port without TLS is kafka://, not kafkas://" if broker.trust else ""
    return StoreAway(
        f"{broker} does not answer.",
        where="[stream] url",
        next_step=f"Check host, port and network{tls}. What was not sent is sent next time.",
    )
