"""The consumer: reads the log, brings the index to what it says, and only then goes on."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from alkasba.errors import AlkasbaError, StoreAway
from alkasba.flows.stream.message import Unreadable, change_of, place_of
from alkasba.flows.stream.producing import GROUP, Topics
from alkasba.flows.stream.watch import Counts, Keeper
from alkasba.model.index import IndexPlan
from alkasba.ports import Change, Index, Log, LogReader, LogWriter, Message, Received, Verdict
from alkasba.report import Tell, silent
from alkasba.search.writing import write_once, write_rest

AT_ONCE = 2
"""So many batches are on the way to the index: while it ends one it begins another."""
MESSAGES = 4_000
BYTES = 5 << 20
SECONDS = 1.0
LARGEST = 1 << 20
"""Bytes of a message; a larger one is no product, and engines do not take any size."""
FIRST_TOLD = 10
"""So many dead letters of a batch are told one by one."""
LONGEST_WAIT = 1.0
"""Seconds after which a consumer that waits looks whether it is to end."""


class StopConsuming(Exception):
    """The consumer is to end while it waits; what it holds is read again next time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages whose changes are on the way to the index.

    `lost` can never be indexed; `answer` is the verdict of each change, once the index has told it.
    `unsafe` are partitions of which an earlier message may be nowhere.
    """

    received: list[Received]
    changes: list[tuple[Received, Change]]
    lost: list[tuple[Received, str]]
    answer: Future[Sequence[Verdict]]
    unsafe: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Consumer:
    """One member of the group that fills an index.

    While the index takes batches the next one is read: so it holds one more than `AT_ONCE`.
    """

    topics: Topics
    plan: IndexPlan
    log: Log
    reader: LogReader
    dead: LogWriter
    index: Index
    hand: ThreadPoolExecutor
    tell: Tell = silent
    is_over: Callable[[], bool] = lambda: False
    keeper: Keeper | None = None
    counts: Counts = field(default_factory=Counts)
    batches: deque[Batch] = field(default_factory=deque)

    def take(self, seconds: float = SECONDS) -> bool:
        """Read what comes next and let it be indexed; whether there was anything to do."""
        was_any = bool(self.batches)
        received = self._gather(0 if was_any else seconds)
        if received:
            self.batches.append(self._begun(received))
        if self.batches and (len(self.batches) > AT_ONCE or not received):
            self._finish_first()
        self._keep()
        return bool(received or was_any)

    def finish(self) -> None:
        """Commit what is on the way, once it is in the index."""
        while self.batches:
            self._finish_first()

    def _finish_first(self) -> None:
        """Commit the oldest batch: never before each message is in the index, or set aside."""
        batch = self.batches.popleft()
        never, undecided = self._written(batch)
        lost = [*batch.lost, *never]
        if lost:
            self._set_aside(lost)
        # A partition that went to somebody else in between may have come back by now; what was
        # read of it before stands behind what nobody may have written.
        for one in (batch, *self.batches):
            one.unsafe.update(undecided)
        safe = [one for one in batch.received if one.partition not in batch.unsafe]
        self.reader.commit({one.partition: one.offset + 1 for one in safe})

    def left(self) -> int:
        """How many messages the group has not committed yet."""
        return lag(self.log, self.topics.members)

    def _keep(self, error: AlkasbaError | None = None) -> None:
        """Let whoever watches see what was done, and what went wrong."""
        if self.keeper is not None:
            self.keeper.keep(error)

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
        self.counts.bytes += size
        return batch

    def _begun(self, received: list[Received]) -> Batch:
        """A batch that the index is told of, while others are read."""
        self.counts.received += len(received)
        changes: list[tuple[Received, Change]] = []
        lost: list[tuple[Received, str]] = []
        for one in received:
            try:
                changes.append((one, _change(one.message)))
            except Unreadable as error:
                lost.append((one, str(error)))
        told = [change for _, change in changes]
        answer = self.hand.submit(write_once, self.index, self.plan.name, told)
        return Batch(received, changes, lost, answer)

    def _written(self, batch: Batch) -> tuple[list[tuple[Received, str]], set[int]]:
        """Those that can never be written, and why, once all others are.

        And the partitions that others took over before all of theirs was written.
        """
        changes = batch.changes

        def wait(seconds: float, left: list[int]) -> list[int]:
            if not self.counts.waits % 10:
                self.tell("index.away", index=self.plan.alias, next_try=round(seconds, 1))
            self.counts.waits += 1
            self._keep(_put_off(self.plan))
            self._rest(seconds)
            # Whoever reads a partition now writes what it holds, too.
            return [place for place in left if self.reader.is_mine(changes[place][0].partition)]

        told, first = [change for _, change in changes], batch.answer.result()
        verdicts = write_rest(self.index, self.plan.name, told, first, wait)
        found = [
            (one, change, verdict) for (one, change), verdict in zip(changes, verdicts, strict=True)
        ]
        for _, change, verdict in found:
            if verdict.kind == "older":
                self.counts.older += 1
            elif verdict.kind == "done" and change.document is None:
                self.counts.gone += 1
            elif verdict.kind == "done":
                self.counts.indexed += 1
        never = [(one, verdict.why) for one, _, verdict in found if verdict.kind == "never"]
        return never, {one.partition for one, _, verdict in found if verdict.kind == "later"}

    def _rest(self, seconds: float) -> None:
        """Wait in the group until the next try; raises StopConsuming where it is to end."""
        until = time.monotonic() + seconds
        while True:
            if self.is_over():
                raise StopConsuming
            begun = time.monotonic()
            self.reader.rest(min(max(until - begun, 0), LONGEST_WAIT))
            self.counts.away_seconds += time.monotonic() - begun
            if time.monotonic() >= until:
                return

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


def _put_off(plan: IndexPlan) -> StoreAway:
    return StoreAway(f"the index '{plan.alias}' is away, or has too much to do.")


def _change(message: Message) -> Change:
    if len(message.value or b"") > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST} bytes")
    return change_of(message)


def _dead(received: Received, why: str) -> Message:
    told = (("why", why.encode()), ("from", place_of(received).encode()))
    return Message(received.message.key, received.message.value, (*received.message.headers, *told))
