"""Takes what a shop tells of its suggestions: judges each event, hides who it is, keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from alkasba.derive.recommend import people_sql, products_sql
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.events.event import Event, Rejected, read_event
from alkasba.flows.recommend.events.store import Events, Kept
from alkasba.flows.recommend.tried import tried_on
from alkasba.flows.recommend.whose import (
    as_kept,
    is_pseudonymous,
    key_of_shop,
    visitor_as_kept,
)
from alkasba.flows.serving import Edition
from alkasba.privacy.pseudonym import pseudonym


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was not taken: its place among those told, where it is wrong, and why."""

    event: int
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of events: counted = taken + rejected + duplicates."""

    counted: int
    taken: int
    rejects: tuple[Refused, ...] = ()

    @property
    def duplicates(self) -> int:
        return self.counted - self.taken - len(self.rejects)


def take(edition: Edition, events: Events, said: Sequence[object], *, now: datetime) -> Taken:
    """Keep the events that a program tells, each once; says of each other one what is wrong."""
    read: list[tuple[int, Event]] = []
    rejects = []
    for place, one in enumerate(said):
        try:
            read.append((place, read_event(one, now)))
        except Rejected as error:
            rejects.append(Refused(place, error.where, error.reason))
    offered = _products_among(edition, {key for _, event in read for key in event.products})
    strange = [(at, event) for at, event in read if not set(event.products) <= offered]
    rejects += [Refused(at, _first_strange(event, offered), STRANGE) for at, event in strange]
    people = Known(edition)
    people.look_up(event.who for _, event in read if not event.is_visitor)
    fitting = [(at, event) for at, event in read if set(event.products) <= offered]
    known: list[Event] = []
    for at, event in fitting:
        if people.may_keep(event):
            known.append(event)
        else:
            rejects.append(Refused(at, "customer", STRANGER))
    taken = events.take(_hidden(edition, known, people)) if known else 0
    return Taken(len(said), taken, tuple(sorted(rejects, key=lambda one: one.event)))


STRANGE = "the run that is published knows no product of this key"
STRANGER = "the run that is published knows no customer of this key"


def _first_strange(event: Event, offered: set[str]) -> str:
    place = next(n for n, key in enumerate(event.products) if key not in offered)
    return f"products.{place}"


def _products_among(edition: Edition, keys: Iterable[str]) -> set[str]:
    sql = f"SELECT key FROM ({products_sql(declared(edition.shop))}) {AMONG}"
    return {key for (key,) in edition.cursor.execute(sql, [list(keys)]).fetchall()}


AMONG = "WHERE key IN (SELECT unnest($1::VARCHAR[]))"


@dataclass
class Known:
    """The people of a batch: the keys that the run has, and who of them is left out."""

    edition: Edition
    left_out: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def secret(self) -> bytes:
        """The key for pseudonyms, which is read once for all events of a batch."""
        return key_of_shop(self.edition.opened)

    def key_of(self, number: str) -> str:
        """What the warehouse has in place of a number."""
        opened = self.edition.opened
        return as_kept(opened, number, self.secret if is_pseudonymous(opened) else None)

    def look_up(self, numbers: Iterable[str]) -> None:
        """Ask the run for those of these numbers and pseudonyms that it has."""
        names = {name for one in set(numbers) for name in (one, self.key_of(one))}
        sql = f"SELECT key, is_left_out FROM ({people_sql(declared(self.edition.shop))}) {AMONG}"
        self.left_out = dict(self.edition.cursor.execute(sql, [list(names)]).fetchall())

    def may_keep(self, event: Event) -> bool:
        """Whether who it was can be kept: numbers that are not hidden are those of the run alone,
        since anything else may be an e-mail address."""
        is_hidden = event.is_visitor or is_pseudonymous(self.edition.opened)
        return is_hidden or self.key_of(event.who) in self.left_out

    def as_kept(self, event: Event) -> str:
        """What is kept in place of who it was; nothing of those who are left out."""
        if event.is_visitor:
            return visitor_as_kept(self.edition.opened, event.who, self.secret)
        is_told = is_pseudonymous(self.edition.opened) and event.who in self.left_out
        kept = event.who if is_told else self.key_of(event.who)
        return "" if self.left_out.get(kept) else kept


def _hidden(edition: Edition, events: Sequence[Event], known: Known) -> list[Kept]:
    """Events as they are kept."""
    return [_kept(edition, event, known.as_kept(event), known.secret) for event in events]


def _kept(edition: Edition, event: Event, who: str, secret: bytes) -> Kept:
    tried = tried_on(declared(edition.shop).recommend.experiment, who)
    experiment, arm = tried.names
    return Kept(
        id=_digest(event, who, secret),
        at=int(event.at.timestamp() * 1_000_000),
        day=event.at.date().isoformat(),
        kind=event.kind,
        who=who,
        is_visitor=event.is_visitor,
        recommendation=event.recommendation,
        experiment=experiment,
        arm=arm,
        products=event.products,
        places=event.places,
    )


def _digest(event: Event, who: str, secret: bytes) -> bytes:
    """What tells an event from others. Shops count anew for each visitor and kind, so that an id
    is only one's own; without one, the same event is whatever says the same of the same moment."""
    said = event.id or repr((event.at, event.recommendation, event.products, event.places))
    return bytes.fromhex(pseudonym(repr((event.kind, who, bool(event.id), said)), secret))
