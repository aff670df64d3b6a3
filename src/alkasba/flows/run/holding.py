"""Tables that keep what was published, since their origin gave suspiciously few rows."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from alkasba.model.shop import Shop
from alkasba.model.source import Source
from alkasba.report import Hold

Volumes = Mapping[tuple[str, str, int], int]
"""(table, source, id of a file) -> records."""

MEANINGFUL = 100
"""So many records must have been there before a share of them says anything."""


EMPTIED = 20
"""So many records must a file have had, that has none now, to be taken for one that was cut."""


class HeldBack(Exception):
    """The run must be made again without these tables; nothing of this one is published."""

    def __init__(self, holds: Collection[Hold]) -> None:
        self.holds = tuple(holds)
        super().__init__(", ".join(hold.table for hold in holds))


def hold_back(shop: Shop, before: Volumes, after: Volumes, accepted: Collection[str]) -> None:
    """Raise HeldBack with every table that an origin gave far fewer records than it did before.

    Tables that are `accepted` are published whatever their origin gave.
    """
    holds = [hold for hold in _holds(shop, before, after) if hold.table not in accepted]
    if holds:
        raise HeldBack(holds)


def _holds(shop: Shop, before: Volumes, after: Volumes) -> Iterator[Hold]:
    had, has = _by_feed(before), _by_feed(after)
    for source in shop.sources.values():
        for table in source.feeds:
            feed = (table, source.name)
            what = _too_few(source, had[feed], has[feed]) or _shrunk_file(
                source, before, after, feed
            )
            if what and source.feeds[table].deleted:
                what += ", those left out that are deleted there"
            if what:
                yield Hold(table, source.name, what)


def _by_feed(volumes: Volumes) -> Counter[tuple[str, str]]:
    total: Counter[tuple[str, str]] = Counter()
    for (table, source, _), records in volumes.items():
        total[table, source] += records
    return total


def _too_few(source: Source, had: int, has: int) -> str:
    """What is wrong with the records of one feed, or nothing."""
    if has < source.expect.records_at_least:
        return f"it gave {has} records; at least {source.expect.records_at_least} are expected"
    if had and not has:
        return f"it gave no records; it had {had}"
    if had >= MEANINGFUL and has < source.expect.share_of_usual * had:
        return f"it gave {has} records; it had {had}"
    return ""


def _shrunk_file(source: Source, before: Volumes, after: Volumes, feed: tuple[str, str]) -> str:
    """What is wrong with the file of a feed that lost the largest share, or nothing."""
    least = source.expect.share_of_usual
    shrunk = [
        (after[place] / had, had, after[place])
        for place, had in before.items()
        if place[:2] == feed and place in after
        if had >= (MEANINGFUL if after[place] else EMPTIED) and after[place] < least * had
    ]
    if not shrunk:
        return ""
    _, had, has = min(shrunk)
    return f"a file that had {had} records has {has} now"
