"""The two programs of the stream: one tells the log what changes, one brings the index to it."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from alkasba.derive.search.mapping import index_plan
from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.run.job import Clock
from alkasba.flows.stream.consuming import Consumer, Counts, StopConsuming
from alkasba.flows.stream.part import Part, parts_of
from alkasba.flows.stream.producing import GROUP, Round, Topics, note_failure, produce_round
from alkasba.flows.stream.replaying import Replayed, replay_dead
from alkasba.flows.stream.standing import stand_ready
from alkasba.model.index import IndexPlan
from alkasba.report import Tell, silent
from alkasba.search import open_index
from alkasba.stream import open_log

IsOver = Callable[[], bool]


def produce(
    opened: OpenShop,
    *,
    accepted: Collection[str] = (),
    clock: Clock | None = None,
    tell: Tell = silent,
) -> Iterator[Round]:
    """One round for each table that can be searched, as they end.

    One that fails holds up no other; what it raised is raised in the end.
    """
    log = open_log(opened.settings)
    failed: AlkasbaError | None = None
    for part in parts_of(opened):
        try:
            Topics.of(part).prepare(log)
            yield produce_round(part, log, accepted=accepted, clock=clock, tell=tell)
        except AlkasbaError as error:
            note_failure(part, error.what)
            failed = failed or error
    if failed is not None:
        raise failed


@contextmanager
def consumers(
    opened: OpenShop, *, tell: Tell = silent, is_over: IsOver = lambda: False
) -> Iterator[list[Consumer]]:
    """A consumer for each table that can be searched, its index standing ready."""
    log, index = open_log(opened.settings), open_index(opened.settings)
    with ExitStack() as stack:
        stack.callback(index.close)
        dead = stack.enter_context(log.writer())
        found = []
        for part in parts_of(opened):
            topics, plan = Topics.of(part), plan_of(part)
            topics.prepare(log)
            stand_ready(topics, plan, log, index, tell)
            reader = stack.enter_context(log.reader(topics.members, GROUP))
            hand = stack.enter_context(ThreadPoolExecutor(1))
            found.append(Consumer(topics, plan, log, reader, dead, index, hand, tell, is_over))
        yield found


def consume(
    opened: OpenShop, *, once: bool, tell: Tell = silent, is_over: IsOver = lambda: False
) -> list[Counts]:
    """Index what the log says; with `once` until nothing is left, else until it is over."""
    with consumers(opened, tell=tell, is_over=is_over) as members:
        try:
            while not is_over():
                was_any = [one.take() for one in members]
                if once and not any(was_any) and not any(one.left() for one in members):
                    break
            for one in members:
                one.finish()
        except StopConsuming:
            pass
        for one in members:
            one.index.refresh(one.plan.name)
        return [one.counts for one in members]


def replay(opened: OpenShop, *, tell: Tell = silent) -> list[Replayed]:
    """Send again what could not be indexed, for each table that can be searched."""
    log, done = open_log(opened.settings), []
    for part in parts_of(opened):
        topics = Topics.of(part)
        topics.prepare(log)
        done.append(replay_dead(part.table.name, topics, log, tell))
    return done


def plan_of(part: Part) -> IndexPlan:
    """The index that a part's table is to have."""
    return index_plan(part.shop, part.table)
