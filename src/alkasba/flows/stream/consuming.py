"""The consumer: reads the log, brings the index to what it says, and only then goes on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from alkasba.flows.stream.message import Unreadable, change_of, place_of
from alkasba.flows.stream.producing import GROUP, Topics
from alkasba.model.index import IndexPlan
from alkasba.ports import Change, Index, Log, LogReader, LogWriter, Message, Received
from alkasba.report import Tell, silent
from alkasba.search.writing import write_all

MESSAGES = 2_000
BYTES = 5 << 20
SECONDS = 1.0
LARGEST = 1 << 20
"""Bytes of a message; a larger one is no product, and engines do not take any size."""
FIRST_TOLD = 10
"""So many dead letters of a batch are told one by one."""


class StopConsuming(Exception):
    """The consumer is to end while it waits; what it holds is read again next time."""


@dataclass(slots=True)
class Counts:
    """What a consumer has done since it started."""

    received: int = 0
    indexed: int = 0
    gone: int = 0
    older: int = 0
    dead: int = 0
    waits: int = 0


@dataclass(slots=True)
class Consumer:
    """One member of the group that fills an index."""

    topics: Topics
    plan: IndexPlan
    reader: LogReader
    dead: LogWriter
    index: Index
    tell: Tell = silent
    is_over: Callable[[], bool] = lambda: False
    counts: Counts = field(default_factory=Counts)

    def take(self, seconds: float = SECONDS) -> bool:
        """Read what comes next and index it; whether there was anything."""
        received = self._gather(seconds)
        if received:
            self._index(received)
        return bool(received)

    def _gather(self, seconds: float) -> list[Received]:
        """A batch by number, size and time: what has come is not held back for more."""
        batch: list[Received] = []
        size, until = 0, time.monotonic() + seconds
        while len(batch) < MESSAGES and size < BYTES and not self.is_over():
            left = max(until - time.monotonic(), 0)
            more = self.reader.receive(MESSAGES - len(batch), 0 if batch else left)
            batch += more
            size += sum(len(one.message.value or b"") for one in more)
            if not more:
                break
        return batch

    def _index(self, received: Sequence[Received]) -> None:
        """Index a batch, and commit: never before each message is in the index, or set aside."""
        self.counts.received += len(received)
        changes: list[tuple[Received, Change]] = []
        lost: list[tuple[Received, str]] = []
        for one in received:
            try:
                changes.append((one, _change(one.message)))
            except Unreadable as error:
                lost.append((one, str(error)))
        never, undecided = self._written(changes)
        lost += never
        if lost:
            self._set_aside(lost)
        # A partition that went to somebody else in between may have come back by now.
        safe = [one for one in received if one.partition not in undecided]
        self.reader.commit({one.partition: one.offset + 1 for one in safe})

    def _written(
        self, changes: Sequence[tuple[Received, Change]]
    ) -> tuple[list[tuple[Received, str]], set[int]]:
        """Write them; returns those that can never be written, and why.

        And the partitions that others took over before all of theirs was written.
        """

        def wait(seconds: float, left: list[int]) -> list[int]:
            if not self.counts.waits % 10:
                self.tell("index.away", index=self.plan.alias)
            self.counts.waits += 1
            if self.is_over():
                raise StopConsuming
            self.reader.rest(seconds)
            # Whoever reads a partition now writes what it holds, too.
            return [place for place in left if self.reader.is_mine(changes[place][0].partition)]

        verdicts = write_all(self.index, self.plan.name, [change for _, change in changes], wait)
        for (_, change), verdict in zip(changes, verdicts, strict=True):
            if verdict.kind == "older":
                self.counts.older += 1
            elif verdict.kind == "done" and change.document is None:
                self.counts.gone += 1
            elif verdict.kind == "done":
                self.counts.indexed += 1
        told = [(one, verdict) for (one, _), verdict in zip(changes, verdicts, strict=True)]
        never = [(one, verdict.why) for one, verdict in told if verdict.kind == "never"]
        return never, {one.partition for one, verdict in told if verdict.kind == "later"}

    def _set_aside(self, lost: Sequence[tuple[Received, str]]) -> None:
        """Send what can never be indexed to where it waits for repair, as it was."""
        self.dead.send(self.topics.dead, [_dead(one, why) for one, why in lost])
        self.dead.flush()
        self.counts.dead += len(lost)
        for one, why in lost[:FIRST_TOLD]:
            self.tell("message.dead", place=place_of(one), why=why)


def lag(log: Log, topic: str) -> int:
    """How many messages of a topic the group has not committed yet."""
    done = log.committed(topic, GROUP)
    return sum(max(0, end - done.get(p, 0)) for p, end in log.ends(topic).items())


def _change(message: Message) -> Change:
    if len(message.value or b"") > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST} bytes")
    return change_of(message)


def _dead(received: Received, why: str) -> Message:
    told = (("why", why.encode()), ("from", place_of(received).encode()))
    return Message(received.message.key, received.message.value, (*received.message.headers, *told))
