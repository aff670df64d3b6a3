"""A round of the producer: fetch, clean, compare with what was sent, and send what differs."""

import json
import time
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import Any

from alkasba.derive.search.rejected import is_rejected_sql
from alkasba.errors import AlkasbaError, StoreAway, StoreError
from alkasba.flows.batch import run_batch
from alkasba.flows.run.ahead import ahead
from alkasba.flows.run.job import Clock
from alkasba.flows.stream.history import failure, keep_round
from alkasba.flows.stream.message import END, Unreadable, change_of, head_of, headers_of
from alkasba.flows.stream.part import MEMORY, MEMORY_KEY, Part
from alkasba.ports import Change, Log, LogWriter, Message, Topic
from alkasba.report import RunReport, Tell, silent
from alkasba.stream.sent import Differences, News, Sent, open_sent
from alkasba.warehouse.lock import only_writer
from alkasba.warehouse.working_copy import open_published

GROUP = "alkasba"
"""What the consumers of a topic are called together."""
ROUND = "round.json"
AHEAD = 2 << 20
"""Bytes of messages that are made while those before them are sent."""
FEW = 20
"""A share of fewer members says nothing; that all are gone always does."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. `kept` were no longer there, and were left as they were told."""

    table: str
    source: str
    started: str
    seconds: float
    members: int
    sent: int
    gone: int
    kept: int = 0
    held: str = ""


@dataclass(frozen=True, slots=True)
class Topics:
    """What the topics of a table are called."""

    members: str
    dead: str
    rounds: str

    @staticmethod
    def of(part: Part) -> "Topics":
        name = f"{part.opened.settings['stream.prefix']}{part.table.name}"
        return Topics(name, f"{name}.dead", f"{name}.rounds")

    def prepare(self, log: Log) -> None:
        """Make those that are missing."""
        log.prepare([Topic(self.members), Topic(self.dead, is_compacted=False), Topic(self.rounds)])


def produce_round(
    part: Part,
    log: Log,
    *,
    accepted: Collection[str] = (),
    clock: Clock | None = None,
    tell: Tell = silent,
) -> Round:
    """Tell the log what has changed since the last round; killed anywhere, the next tells the rest.

    Where far fewer members are there than before nothing is told of those that are gone, unless the
    table is `accepted`. Raises SourceAway or SourceError where not all could be fetched: then
    nothing is told; StoreAway where the log does not take what is sent.
    """
    started, clock = time.perf_counter(), clock or Clock.system()
    with only_writer(part.folder / "produce.lock"):
        topics = Topics.of(part)
        report = _run(part, accepted, clock, tell)
        held = "; ".join(hold.what for hold in report.held if hold.table == part.table.name)
        db = open_published(part.opened.settings.warehouse_file)
        try:
            with open_sent(db, part.folder / "sent.duckdb") as sent, log.writer() as writer:
                _catch_up(sent, log, topics)
                found, kept, why = _compare(part, sent, accepted)
                version = sent.next_version(int(clock.now.timestamp() * 1_000_000))
                count = _send(part, sent, writer, topics, version, clock.now.isoformat())
                done = Round(
                    table=part.table.name,
                    source=part.source,
                    started=clock.now.isoformat(timespec="seconds"),
                    seconds=round(time.perf_counter() - started, 3),
                    members=found.members,
                    sent=count - (found.gone - kept),
                    gone=found.gone - kept,
                    kept=kept,
                    held=held or why,
                )
                sent.keep_ends(topics.members, log.ends(topics.members))
                _tell_round(writer, topics, done)
        finally:
            db.close()
        write_round(part.folder, done)
    tell("round.sent", table=done.table, members=done.members, sent=done.sent, gone=done.gone)
    return done


def _run(part: Part, accepted: Collection[str], clock: Clock, tell: Tell) -> RunReport:
    """The run of a round; a catalogue that is too large for little memory is given more.

    Where the owner has said how much it may be, that is kept to.
    """
    try:
        return run_batch(part.opened, accepted=accepted, clock=clock, tell=tell)
    except StoreError as error:
        is_ours = part.opened.settings[MEMORY_KEY] == MEMORY
        if not (is_ours and error.where.startswith(MEMORY_KEY)):
            raise
    tell("round.large", table=part.table.name)
    return run_batch(part.with_more_memory(), accepted=accepted, clock=clock, tell=tell)


def _catch_up(sent: Sent, log: Log, topics: Topics) -> None:
    """Learn from the log what it holds, where what was sent there is not known.

    A log that holds less than it did is another one, or has lost what it was told. One that holds
    more was told so by a round that ended before it was done: a member that is by now as it was
    before that round would else differ from nothing.
    """
    ends, since = log.ends(topics.members), sent.ends()
    if not sent.is_of(topics.members, ends):
        sent.forget()
        since = {}
    if ends != since:
        held = _held(log, topics, since)
        sent.remember((one.id, one.document, one.version) for one in held)


def _held(log: Log, topics: Topics, since: Mapping[int, int]) -> Iterator[Change]:
    """What a topic tells at and after some offsets, as it was told."""
    for received in log.read_all(topics.members, since):
        try:
            yield change_of(received.message)
        except Unreadable:
            continue


def _compare(part: Part, sent: Sent, accepted: Collection[str]) -> tuple[Differences, int, str]:
    """What differs, how many of those that are gone are left be, and why."""
    found = sent.compare(part.documents(sent.db))
    if not found.gone or part.table.name in accepted:
        return found, 0, ""
    left, least = found.known - found.gone, _least(part)
    if not left or (found.known >= FEW and left < least * found.known):
        sent.keep_gone()
        what = f"{found.gone} of {found.known} members are gone at once; they stay as they were"
        return found, found.gone, what
    return found, sent.keep_gone(is_rejected_sql(part.shop, part.table, "gone.id")), ""


def _least(part: Part) -> Decimal:
    """Of what was there, the share that must still be there."""
    sources = part.shop.sources
    feeds = part.shop.feeds_of(part.table.name)
    return min(sources[feed.source].expect.share_of_usual for feed in feeds)


def _send(
    part: Part, sent: Sent, writer: LogWriter, topics: Topics, version: int, moment: str
) -> int:
    """Send what differs, and return how many; they are remembered once the log has them."""
    gone, count = headers_of(version), 0
    made = _made(sent, head_of(part.source, moment, version))
    with closing(ahead(made, weight=lambda news: news.values.nbytes, at_most=AHEAD)) as all_news:
        for news in all_news:
            headers = gone if news.are_gone else ()
            count += writer.send(topics.members, zip(*news.columns(), repeat(headers)))
            if sent.note(news):
                writer.flush()
                sent.keep()
    writer.flush()
    sent.settle()
    return count


def _made(sent: Sent, head: str) -> Generator[News, None, None]:
    """What is to be told: what is new or has changed, and then what is gone."""
    yield from sent.changed(head, END)
    yield from sent.gone()


def _tell_round(writer: LogWriter, topics: Topics, done: Round) -> None:
    """The heartbeat: that a round was made, though nothing may have changed."""
    told = json.dumps(asdict(done)).encode()
    writer.send(topics.rounds, [Message(done.table.encode(), told)])
    writer.flush()


def note_failure(part: Part, error: AlkasbaError, started: str) -> None:
    """Keep that a round failed, and why, beside what the last good one did."""
    told = failure(part.table.name, started, type(error).__name__, error.what)
    # The disk may be what failed. Why the round did is told at once, whether it is kept or not.
    with suppress(OSError):
        keep_round(part.folder, told)
        if last := last_round(part.folder):
            _write(part.folder, last | {"failed": error.what})


def write_round(folder: Path, done: Round) -> None:
    """Keep what the last round did, for `status`; raises StoreAway where there is no room."""
    try:
        keep_round(folder, asdict(done))
        _write(folder, asdict(done))
    except OSError as error:
        raise StoreAway(
            f"what the round did cannot be kept: {error.strerror}.",
            where=str(folder),
            next_step="Make room or give rights there. All that it told is in the log.",
        ) from None


def last_round(folder: Path) -> dict[str, Any] | None:
    """What the last good round did; nothing where there was none, or its file is damaged."""
    try:
        told = json.loads((folder / ROUND).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _write(folder: Path, told: dict[str, object]) -> None:
    path = folder / ROUND
    new = path.with_suffix(".next")
    new.write_text(json.dumps(told), encoding="utf-8")
    new.replace(path)
