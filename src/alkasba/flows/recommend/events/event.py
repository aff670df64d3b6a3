"""One event, as a shop tells it: what was shown, clicked or bought, to whom and when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from alkasba.errors import did_you_mean

KINDS = ("shown", "clicked", "bought")
WORDS = ("id", "type", "customer", "visitor", "recommendation", "products", "when")
LONGEST, MOST_PRODUCTS, LAST_PLACE = 200, 100, 10_000
RECOMMENDATION = re.compile(r"[A-Za-z0-9_.-]{8,80}")
AHEAD, BEHIND = timedelta(minutes=5), timedelta(days=30)
"""How far the clock of a shop may be before ours, and how late an event may come."""


class Rejected(ValueError):
    """An event that is none: the place in it that is wrong, and why."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(reason)
        self.where, self.reason = where, reason


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `who` is as the shop writes it, `places` where the products stood from 1 on,
    0 where that was not said; without an `id` of its own it is told by all that it says."""

    kind: str
    who: str
    is_visitor: bool
    products: tuple[str, ...]
    places: tuple[int, ...]
    at: datetime
    recommendation: str = ""
    id: str = ""


def read_event(said: object, now: datetime) -> Event:
    """The event that a program tells; raises Rejected, which repeats no value of it."""
    if not isinstance(said, dict):
        raise Rejected("", "an event is an object: { ... }")
    for name in said:
        if name not in WORDS:
            raise Rejected("", f"it has a word that no event has.{did_you_mean(name, WORDS)}")
    kind = _kind(said)
    who, is_visitor = _who(said)
    products, places = _products(said.get("products"))
    return Event(
        kind=kind,
        who=who,
        is_visitor=is_visitor,
        products=products,
        places=places,
        at=_when(said.get("when"), now),
        recommendation=_recommendation(said.get("recommendation"), kind),
        id=_text(said["id"], "id") if said.get("id") is not None else "",
    )


def _kind(said: Mapping[str, Any]) -> str:
    kind = said.get("type")
    if kind not in KINDS:
        raise Rejected("type", f"say one of {', '.join(KINDS)}")
    return str(kind)


def _who(said: Mapping[str, Any]) -> tuple[str, bool]:
    named = [name for name in ("customer", "visitor") if said.get(name) is not None]
    if len(named) != 1:
        raise Rejected("customer", "say who: either customer or visitor")
    return _text(said[named[0]], named[0]), named[0] == "visitor"


def _products(said: object) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Products as keys, or as { key, place }; a list of keys alone stands as it was shown."""
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_PRODUCTS:
        raise Rejected("products", f"a list of 1 to {MOST_PRODUCTS} products is needed")
    found = [_product(one, f"products.{place}") for place, one in enumerate(said)]
    keys = tuple(key for key, _ in found)
    if len(set(keys)) < len(keys):
        raise Rejected("products", "a product stands in it twice")
    return keys, tuple(place for _, place in found)


def _product(said: object, where: str) -> tuple[str, int]:
    if not isinstance(said, dict):
        return _text(said, where), 0
    if not {"key"} <= set(said) <= {"key", "place"}:
        raise Rejected(where, "a product is its key, or { key, place }")
    if "place" not in said:
        return _text(said["key"], f"{where}.key"), 0
    place = said["place"]
    is_place = isinstance(place, int) and not isinstance(place, bool)
    # Whoever counts from 0 is told so: 0 would be taken for a place that was not said.
    if not is_place or not 1 <= place <= LAST_PLACE:
        raise Rejected(f"{where}.place", f"a place is a whole number from 1 to {LAST_PLACE:,}")
    return _text(said["key"], f"{where}.key"), place


def _recommendation(said: object, kind: str) -> str:
    if said is None and kind == "bought":
        return ""
    if not isinstance(said, str) or not RECOMMENDATION.fullmatch(said):
        raise Rejected("recommendation", "the id is needed that the answer had")
    return said


def _when(said: object, now: datetime) -> datetime:
    if said is None:
        return now
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise Rejected("when", "a moment with its zone is needed: 2026-11-01T08:00:00Z")
    if at > now + AHEAD:
        raise Rejected("when", "it has not happened yet")
    if at < now - BEHIND:
        raise Rejected("when", f"it is older than {BEHIND.days} days")
    return min(at, now)


def _text(said: object, where: str) -> str:
    """A text that can be kept and compared: short, and of signs that people can read."""
    if not isinstance(said, str) or not 1 <= len(said) <= LONGEST or not said.isprintable():
        raise Rejected(where, f"a text of 1 to {LONGEST} readable signs is needed")
    return said
