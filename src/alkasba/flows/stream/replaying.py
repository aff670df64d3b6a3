"""Sends dead letters again, once what was wrong with them is repaired."""

from collections.abc import Sequence
from dataclasses import dataclass

from alkasba.flows.stream.consuming import lag
from alkasba.flows.stream.message import Unreadable, version_of
from alkasba.flows.stream.producing import GROUP, Topics
from alkasba.ports import Log, Message, Received
from alkasba.report import Tell, silent

BATCH = 500
WAIT_SECONDS = 1.0
OURS = ("why", "from")
"""Headers that a dead letter has got beside its own."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many dead letters there were, were sent, and were left: the log knows newer ones."""

    table: str
    letters: int
    sent: int
    outdated: int


def replay_dead(table: str, topics: Topics, log: Log, tell: Tell = silent) -> Replayed:
    """Send what was set aside since the last replay; letters = sent + outdated.

    What is still wrong is set aside again by the consumer. Killed anywhere, the rest is sent next
    time; what was sent twice does no harm.
    """
    letters = sent = 0
    with log.reader(topics.dead, GROUP) as reader, log.writer() as writer:
        while lag(log, topics.dead):
            received = reader.receive(BATCH, WAIT_SECONDS)
            again = _still_wanted(received, topics, log)
            writer.send(topics.members, again)
            writer.flush()
            reader.commit({one.partition: one.offset + 1 for one in received})
            letters, sent = letters + len(received), sent + len(again)
            tell("letters.sent", table=table, letters=letters, sent=sent)
    return Replayed(table, letters, sent, letters - sent)


def _still_wanted(received: Sequence[Received], topics: Topics, log: Log) -> list[Message]:
    """The letters as they were, less those of whose keys the log has heard something newer."""
    newest = dict.fromkeys((one.message.key for one in received), -1)
    for one in log.read_all(topics.members):
        if one.message.key in newest:
            key = one.message.key
            newest[key] = max(newest[key], _version(one.message))
    return [
        Message(m.key, m.value, tuple(h for h in m.headers if h[0] not in OURS))
        for m in (one.message for one in received)
        if _version(m) >= newest[m.key]
    ]


def _version(message: Message) -> int:
    try:
        return version_of(message)
    except Unreadable:
        return -1
