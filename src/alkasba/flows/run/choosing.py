"""Which columns of an origin somebody asks for: feeds, joins, and what tells rows apart."""

from collections.abc import Sequence

from alkasba.clean.names import find_column
from alkasba.flows.run.joining import joined_names
from alkasba.model.shop import Shop
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Chosen


def names_of(feed: Feed, table: Table) -> list[str]:
    """The names of the origin that a feed asks for, those of its joins left out."""
    asked = [
        name
        for column in table.read_columns
        for name in (feed.fields[column].names if column in feed.fields else (column,))
    ]
    asked += feed.deleted.names if feed.deleted else ()
    own = [name for name in asked if name.partition(".")[0] not in feed.joins]
    own += [here for join in feed.joins.values() for here in join.on]
    return list(dict.fromkeys(own))


def chosen(shop: Shop, source: str, rows: str, names: Sequence[str]) -> Chosen:
    """The columns of a place that has columns of these names.

    A place of which nothing is asked gives its first column: its rows are counted and told.
    """
    places = {find_column(name, names) for name in _asked(shop, source, rows)} - {None}
    found = tuple(name for place, name in enumerate(names) if place in places)
    return Chosen(found or tuple(names[:1]), _key(shop, source, rows, names))


def _asked(shop: Shop, source: str, rows: str) -> list[str]:
    feeds = [feed for table in shop.tables for feed in shop.feeds_of(table)]
    own = [f for f in feeds if (f.source, f.rows) == (source, rows)]
    asked = [name for feed in own for name in names_of(feed, shop.tables[feed.table])]
    for feed in feeds:
        for join in feed.joins.values():
            if (join.source, join.rows) == (source, rows):
                asked += joined_names(feed, join)
    return asked


def _key(shop: Shop, source: str, rows: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that tell rows apart for all that read the place; none where any cannot."""
    keys = [_found(wanted, names) for wanted in key_names(shop, source, rows)]
    return tuple(dict.fromkeys(name for key in keys for name in key)) if all(keys) else ()


def key_names(shop: Shop, source: str, rows: str) -> list[list[tuple[str, ...]]]:
    """By feed and join: what each part of the key is called in the origin.

    A part that every row of the origin shares is left out.
    """
    feeds = [feed for table in shop.tables for feed in shop.feeds_of(table)]
    own = [feed for feed in feeds if (feed.source, feed.rows) == (source, rows)]
    joins = [join for feed in feeds for join in feed.joins.values()]
    theirs = [join for join in joins if (join.source, join.rows) == (source, rows)]
    keys = [_key_of(feed, shop.tables[feed.table]) for feed in own]
    return keys + [[(there,) for there in join.on.values()] for join in theirs]


def _key_of(feed: Feed, table: Table) -> list[tuple[str, ...]]:
    fields = [(feed.fields[n].names if n in feed.fields else (n,)) for n in table.key]
    return [names for names in fields if names]


def _found(wanted: Sequence[tuple[str, ...]], names: Sequence[str]) -> list[str]:
    """The columns of a key; nothing where any part of it is nowhere."""
    found = []
    for part in wanted:
        place = next((p for name in part if (p := find_column(name, names)) is not None), None)
        if place is None:
            return []
        found.append(names[place])
    return found
