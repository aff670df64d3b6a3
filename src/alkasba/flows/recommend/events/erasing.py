"""Finds, exports and erases what one person or visitor did with suggestions."""

from collections.abc import Iterator

from alkasba.errors import StoreError
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.whose import as_kept, visitor_as_kept


def find(opened: OpenShop, key: str) -> int:
    """How many events are kept of her, by her number, her pseudonym, or a visitor's id."""
    return sum(_events(opened).find(who) for who in _kept_as(opened, key))


def export(opened: OpenShop, key: str) -> list[dict[str, object]]:
    """The events that are kept of her, as she may ask for them."""
    events = _events(opened)
    return [event for who in _kept_as(opened, key) for event in events.export(who)]


def erase(opened: OpenShop, key: str) -> int:
    """Erase them, from files of older days, too; raises StoreError where any is left."""
    events = _events(opened)
    gone = sum(events.erase(who) for who in _kept_as(opened, key))
    if find(opened, key):
        raise StoreError(
            "some events of this person are still there: more came meanwhile.",
            where=str(events.folder),
            next_step="Erase again: alkasba recommend --forget-events KEY",
        )
    return gone


def _events(opened: OpenShop) -> Events:
    return Events(opened.settings.path("recommend.events"))


def _kept_as(opened: OpenShop, key: str) -> Iterator[str]:
    """What may be kept in place of her; of nobody, nothing: those who object have no key there."""
    if not key.strip():
        return
    yield from dict.fromkeys((key, as_kept(opened, key), visitor_as_kept(opened, key)))
