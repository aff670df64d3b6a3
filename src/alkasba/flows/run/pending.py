"""What a run has to read: files that are new, changed, or read by an older declaration."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from alkasba.derive.keys import surrogate_of
from alkasba.model.expression import outer_names
from alkasba.model.links import reachable
from alkasba.model.reckoned import needs
from alkasba.model.shop import Shop
from alkasba.model.source import Feed, Source
from alkasba.model.table import Column, Measure, Table
from alkasba.ports import OriginFile
from alkasba.sources import source_of
from alkasba.warehouse.ledger import KnownFile

ENGINE = "2"
"""Raised when the engine cleans in another way, so that every file is read again."""


def file_id(source: str, file: OriginFile) -> int:
    """The id of a file in the warehouse, the same wherever and whenever it is read."""
    return surrogate_of(f"{source}/{file.name}")


@dataclass(frozen=True, slots=True)
class Pending:
    """The files that one feed has to read now. `declaration` tells which declaration reads them."""

    feed: Feed
    files: tuple[OriginFile, ...]
    declaration: str

    def file_id(self, file: OriginFile) -> int:
        """The id of a file in the warehouse."""
        return file_id(self.feed.source, file)


@dataclass(frozen=True, slots=True)
class Origins:
    """What every source holds; `again` lists one anew, which tells whether anything has changed."""

    files: Mapping[str, tuple[OriginFile, ...]]
    again: Callable[[str], Sequence[OriginFile]]

    def at(self, source: str, rows: str) -> tuple[OriginFile, ...]:
        """The files of a source that hold the rows of one place."""
        return tuple(file for file in self.files[source] if file.rows in (None, rows))

    def state(self, source: str, rows: str) -> str:
        """A text that changes when any file of the place does."""
        return ";".join(f"{file.name}={file.fingerprint}" for file in self.at(source, rows))


def list_origins(shop: Shop) -> Origins:
    """List the files of every source; raises SourceAway where a declared place has nothing."""
    again = partial(list_origin, shop)
    return Origins({name: again(name) for name in shop.sources}, again)


def list_origin(shop: Shop, name: str) -> tuple[OriginFile, ...]:
    """The files of one source as they are now."""
    source = shop.sources[name]
    return tuple(source_of(source).list_files(source, shop.folder))


def pending_feeds(
    shop: Shop,
    origins: Origins,
    known: Mapping[tuple[str, int], KnownFile],
    *,
    months: Collection[str] = (),
) -> list[Pending]:
    """What is to be read, feed by feed. With `months`, files named by another month wait."""
    pending = []
    for table in shop.tables:
        for feed in shop.feeds_of(table):
            declaration = declaration_of(shop, feed, origins)
            whole = Pending(feed, origins.at(feed.source, feed.rows), declaration)
            files = tuple(f for f in whole.files if _is_due(whole, f, known, months))
            if files:
                pending.append(Pending(feed, files, declaration))
    return pending


def outdated_feeds(
    shop: Shop,
    origins: Origins,
    outdated: Collection[tuple[str, int]],
    *,
    months: Collection[str] = (),
) -> list[Pending]:
    """What is to be read again, though it has not changed: `outdated` are tables and files' ids."""
    found = []
    for table in dict.fromkeys(name for name, _ in outdated):
        for feed in shop.feeds_of(table):
            whole = Pending(
                feed, origins.at(feed.source, feed.rows), declaration_of(shop, feed, origins)
            )
            files = tuple(
                file
                for file in whole.files
                if (table, whole.file_id(file)) in outdated and not _waits(file, months)
            )
            found += [replace(whole, files=files)] if files else []
    return found


def together(shop: Shop, first: Iterable[Pending], second: Iterable[Pending]) -> list[Pending]:
    """Two lists of what is to be read as one, each file once, in the order of feeds and files."""
    found: dict[tuple[str, str], Pending] = {}
    for pending in (*first, *second):
        key = (pending.feed.table, pending.feed.source)
        known = found.get(key, pending)
        files = {file.name: file for file in (*known.files, *pending.files)}
        found[key] = replace(pending, files=tuple(files[name] for name in sorted(files)))
    return [
        found[key]
        for table in shop.tables
        for feed in shop.feeds_of(table)
        if (key := (feed.table, feed.source)) in found
    ]


def _waits(file: OriginFile, months: Collection[str]) -> bool:
    """Whether a file is named by another month than those that are asked for."""
    named = month_in(file.name) if months else None
    return named is not None and named not in months


def gone_files(
    shop: Shop, origins: Origins, known: Mapping[tuple[str, int], KnownFile]
) -> dict[str, list[int]]:
    """Table -> ids of the files that the warehouse holds and no feed finds any more.

    The origins are the truth: a file that was renamed would else count twice, and a warehouse that
    was deleted and made anew would hold other rows.
    """
    listed = {
        (feed.table, file_id(feed.source, file))
        for table in shop.tables
        for feed in shop.feeds_of(table)
        for file in origins.at(feed.source, feed.rows)
    }
    gone: dict[str, list[int]] = {}
    for table, number in known:
        if table in shop.tables and (table, number) not in listed:
            gone.setdefault(table, []).append(number)
    return gone


def declaration_of(shop: Shop, feed: Feed, origins: Origins) -> str:
    """A digest of everything but the file itself that decides what its rows become."""
    joined = [
        (j.name, _source_shape(shop.sources[j.source]), origins.state(j.source, j.rows))
        for j in feed.joins.values()
    ]
    table = shop.tables[feed.table]
    money = (shop.currency, shop.rates) if table.converted else ()
    source = _source_shape(shop.sources[feed.source])
    return _digest(repr((source, feed, _table_shape(shop, table), joined, money)))


def shop_digest(shop: Shop) -> str:
    """A digest of the declarations that decide what the warehouse holds, words for people aside."""
    tables = [
        (_table_shape(shop, t), t.kind, t.label, t.history, sorted(t.merge.items()))
        for t in shop.tables.values()
    ]
    sources = [(_source_shape(s), sorted(s.feeds)) for s in shop.sources.values()]
    feeds = [feed for table in shop.tables for feed in shop.feeds_of(table)]
    money = (shop.currency, shop.rates) if any(t.converted for t in shop.facts.values()) else ()
    reckoned = _reckoned_shape(shop)
    return _digest(repr((tables, sources, feeds, shop.calendar, money, reckoned)))


def _source_shape(source: Source) -> tuple[object, ...]:
    shape = (source.name, source.kind, source.encoding, source.delimiter, source.quote)
    lines = (source.header, source.skip, source.skip_to, source.totals)
    return (*shape, *lines, source.names, source.rows, source.own)


def _table_shape(shop: Shop, table: Table) -> tuple[object, ...]:
    known = table.known_columns.values()
    columns = [_column_shape(column) for column in known]
    hidden = [(shop.is_hidden(column), shop.is_pseudonym(table, column)) for column in known]
    place = (table.name, table.key, table.day, shop.is_merged(table), shop.calendar.timezone)
    return (*place, columns, hidden, table.pairs)


def _column_shape(column: Column) -> Column:
    return replace(column, about="", unit="")


def _reckoned_shape(shop: Shop) -> list[object]:
    """What decides the columns that are reckoned from facts: they, and the measures they need."""
    links = needs(shop)
    own = [f"{n}.{column}" for n, table in shop.dimensions.items() for column in table.late_columns]
    shape: list[object] = []
    for node in dict.fromkeys(n for one in own for n in (one, *sorted(reachable(links, one)))):
        table, _, name = node.rpartition(".")
        if table:
            shape.append((table, _column_shape(shop.tables[table].columns[name])))
        else:
            shape.append(replace(shop.measures[name], about="", unit=""))
            shape += _set_in(shop, shop.measures[name])
    return shape


def _set_in(shop: Shop, measure: Measure) -> list[object]:
    """The values of the parameters that a measure uses; nothing where it uses none."""
    used = sorted({str(name) for name in outer_names(measure.formula)} & {*shop.parameters})
    return [(name, shop.parameters[name].value) for name in used]


def _digest(text: str) -> str:
    return hashlib.sha256(f"{ENGINE} {text}".encode()).hexdigest()[:16]


def _is_due(
    whole: Pending,
    file: OriginFile,
    known: Mapping[tuple[str, int], KnownFile],
    months: Collection[str],
) -> bool:
    if months and (named := month_in(file.name)):
        return named in months
    found = known.get((whole.feed.table, whole.file_id(file)))
    return (
        found is None
        or found.fingerprint != file.fingerprint
        or found.declaration != whole.declaration
    )


def month_in(name: str) -> str | None:
    """The month that a file's name speaks of, as YYYY-MM.

    >>> month_in("orders/orders_2025-03.csv"), month_in("20250331.csv"), month_in("products.json")
    ('2025-03', '2025-03', None)
    """
    found = re.search(r"(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])(?!\d(?!\d))", name)
    return f"{found[1]}-{found[2]}" if found else None
