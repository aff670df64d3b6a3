"""The dead letters that wait for a replay: where each stood, and why it can never be indexed."""

from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.part import Part
from alkasba.flows.stream.producing import GROUP, Topics
from alkasba.ports import Received
from alkasba.stream import open_log

LONGEST = 200
"""Letters of a reason that are shown; whoever may write to the topic may write anything."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, without a word of what it holds."""

    why: str
    place: str


def dead_letters(opened: OpenShop, part: Part, at_most: int) -> list[Letter]:
    """The first of those that were not sent again; raises StoreAway."""
    log, topic = open_log(opened.settings), Topics.of(part).dead
    with closing(log.read_all(topic, log.committed(topic, GROUP))) as waiting:
        return [_letter(one) for one in islice(waiting, at_most)]


def _letter(received: Received) -> Letter:
    told = {name: value.decode(errors="replace") for name, value in received.message.headers}
    return Letter(told.get("why", "")[:LONGEST], told.get("from", "")[:LONGEST])
