"""Brings the name of an index to the index that is declared: filled and compared first."""

from collections.abc import Iterable, Iterator

from alkasba.batches import in_batches
from alkasba.errors import StoreError
from alkasba.flows.stream.message import Unreadable, change_of
from alkasba.flows.stream.producing import GROUP, Topics
from alkasba.model.index import IndexPlan
from alkasba.ports import Change, Index, Log, Received
from alkasba.report import Tell, silent
from alkasba.search.writing import write_all

BATCH = 2_000


def stand_ready(
    topics: Topics, plan: IndexPlan, log: Log, index: Index, tell: Tell = silent
) -> None:
    """Let the name stand for the index of this plan, without a moment in which it has no answer.

    Where it stands for one that was declared otherwise, the new one is filled from the log, held
    against it, and only then asked. The old one stays. Killed anywhere, it is done again.
    """
    standing = index.standing(plan.alias)[0]
    index.make(plan)
    if standing == plan.name:
        if not any(log.committed(topics.members, GROUP).values()):
            _take_out_unknown(topics, plan, log, index, tell)
        return
    if not standing and not any(log.committed(topics.members, GROUP).values()):
        # Nobody has asked it yet: the consumer fills it from the first message on.
        index.stand(plan)
        return
    tell("index.filling", index=plan.name)
    ends = log.ends(topics.members)
    expected = fill(log.read_all(topics.members), plan, index)
    index.refresh(plan.name)
    _compare(plan, index, expected)
    index.stand(plan)
    # What others have indexed meanwhile stands in the old index, and in the log.
    fill(log.read_all(topics.members, ends), plan, index)
    index.refresh(plan.name)
    tell("index.stands", index=plan.name, documents=len(expected))


def _take_out_unknown(topics: Topics, plan: IndexPlan, log: Log, index: Index, tell: Tell) -> None:
    """Take out what a log that is new to us knows nothing of: another one told it, and is gone."""
    held = dict(index.versions(plan.name))
    if not held or not any(log.ends(topics.members).values()):
        return
    known: set[str] = set()
    for change in _changes(log.read_all(topics.members)):
        if change.document is None:
            known.discard(change.id)
        else:
            known.add(change.id)
    unknown = [Change(name, held[name] + 1, None) for name in sorted(held.keys() - known)]
    write_all(index, plan.name, unknown)
    if unknown:
        tell("index.cleared", index=plan.name, documents=len(unknown))


def fill(received: Iterable[Received], plan: IndexPlan, index: Index) -> dict[str, int]:
    """Write all messages into the index; returns what must be there: id and version."""
    expected: dict[str, int] = {}
    for batch in in_batches(_changes(received), BATCH):
        verdicts = write_all(index, plan.name, batch)
        for change, verdict in zip(batch, verdicts, strict=True):
            if change.document is None:
                expected.pop(change.id, None)
            elif verdict.kind != "never":
                expected[change.id] = change.version
    return expected


def _changes(received: Iterable[Received]) -> Iterator[Change]:
    """What can be read; the rest is set aside when it is consumed."""
    for one in received:
        try:
            yield change_of(one.message)
        except Unreadable:
            continue


def _compare(plan: IndexPlan, index: Index, expected: dict[str, int]) -> None:
    """Raise StoreError where the index lacks what the log says, or has an older state of it."""
    missing = len(expected)
    for name, version in index.versions(plan.name):
        missing -= version >= expected.get(name, version + 1)
    if missing:
        raise StoreError(
            f"the index '{plan.name}' lacks {missing} of {len(expected)} documents that the log "
            f"holds; '{plan.alias}' stands for the one before.",
            where="[search] url",
            next_step="Start alkasba consume again. If it says so again, drop the index: it is "
            "derived.",
        )
