"""The two programs of the stream: one tells the log what changes, one brings the index to it."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict

from alkasba.derive.search.mapping import index_plan
from alkasba.errors import AlkasbaError, StoreAway
from alkasba.flows.opening import OpenShop
from alkasba.flows.run.job import Clock
from alkasba.flows.stream.consuming import AT_ONCE, Consumer, StopConsuming
from alkasba.flows.stream.part import Part, parts_of
from alkasba.flows.stream.producing import GROUP, Round, Topics, note_failure, produce_round
from alkasba.flows.stream.replaying import Replayed, replay_dead
from alkasba.flows.stream.standing import stand_ready
from alkasba.flows.stream.waiting import pause
from alkasba.flows.stream.watch import Counts, Keeper, Watch
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
    watch: Watch | None = None,
) -> Iterator[Round]:
    """One round for each table that can be searched, as they end.

    One that fails holds up no other; what it raised is raised in the end.
    """
    log, watch = open_log(opened.settings), watch or Watch()
    failed: AlkasbaError | None = None
    for part in parts_of(opened):
        started = (clock or Clock.system()).now.isoformat(timespec="seconds")
        try:
            Topics.of(part).prepare(log)
            done = produce_round(part, log, accepted=accepted, clock=clock, tell=tell)
        except AlkasbaError as error:
            note_failure(part, error, started)
            watch.note_round(part.table.name, None)
            watch.note_fault(part.table.name, error)
            failed = failed or error
            continue
        watch.note_round(part.table.name, asdict(done))
        yield done
    if failed is not None:
        raise failed


@contextmanager
def consumers(
    opened: OpenShop,
    *,
    tell: Tell = silent,
    is_over: IsOver = lambda: False,
    watch: Watch | None = None,
) -> Iterator[list[Consumer]]:
    """A consumer for each table that can be searched, its index standing ready."""
    log, index, watch = open_log(opened.settings), open_index(opened.settings), watch or Watch()
    with ExitStack() as stack:
        stack.callback(index.close)
        dead = stack.enter_context(log.writer())
        found = []
        for part in parts_of(opened):
            topics, plan, table = Topics.of(part), plan_of(part), part.table.name
            topics.prepare(log)
            stand_ready(topics, plan, log, index, tell)
            reader = stack.enter_context(log.reader(topics.members, GROUP))
            hand = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
            keeper = Keeper(part.folder, table, watch)
            told = (tell, is_over, keeper, keeper.counts)
            found.append(Consumer(topics, plan, log, reader, dead, index, hand, *told))
        yield found


def consume(
    opened: OpenShop,
    *,
    once: bool,
    tell: Tell = silent,
    is_over: IsOver = lambda: False,
    watch: Watch | None = None,
) -> list[Counts]:
    """Index what the log says; with `once` until nothing is left, else until it is over.

    Where log or index is away, `once` raises StoreAway; else it waits, and begins anew.
    """
    watch, tries = watch or Watch(), 0
    keepers = [Keeper(part.folder, part.table.name, watch) for part in parts_of(opened)]
    while True:
        before = _received(watch)
        try:
            _consume(opened, once=once, tell=tell, is_over=is_over, watch=watch)
        except StoreAway as error:
            if once:
                raise
            for keeper in keepers:
                keeper.keep(error)
            tries = 0 if _received(watch) > before else tries
            pause(error, tries, tell, is_over)
            tries += 1
        if once or is_over():
            return [keeper.counts for keeper in keepers]


def _received(watch: Watch) -> int:
    return sum(counts.received for counts in watch.counts.values())


def _consume(opened: OpenShop, *, once: bool, tell: Tell, is_over: IsOver, watch: Watch) -> None:
    members = consumers(opened, tell=tell, is_over=is_over, watch=watch)
    # Whoever is stopped while the index is away does not wait for it once more.
    with suppress(StopConsuming), members as found:
        while not is_over():
            was_any = [one.take() for one in found]
            if once and not any(was_any) and not any(one.left() for one in found):
                break
        for one in found:
            one.finish()
        for one in found:
            one.index.refresh(one.plan.name)


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
