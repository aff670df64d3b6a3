"""What the keys that rows have together tell of a file: new ones, and one in place of another."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from alkasba.flows.run.choosing import names_of
from alkasba.model.source import Feed
from alkasba.model.table import Table
from alkasba.ports import Reading

MOSTLY = 0.5
"""The share of rows that must have a key, there and here, before one stands for the other."""
NEARLY_ALL = 0.9
"""The share of the rows without a key that must have the one that stands in its place."""
FEW = 0.01
"""A smaller share of rows is odd, and nothing was renamed."""
BY_CHANCE = 0.05
"""Rows in which a key may be missing by chance, with this probability or more, say nothing."""
LONGEST = 60
"""What is longer is no name that somebody gave to a column."""
SO_MANY = 10
"""More new keys at once are no names but values, such as numbers of orders or people."""
NAMES_AT_MOST = 300
"""A file with more different keys has values for keys, none of which is told or remembered."""


@dataclass(frozen=True, slots=True)
class KeysOf:
    """The keys of the rows of one file beside what its feed asks for."""

    feed: Feed
    table: Table
    reading: Reading

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return sum(rows for _, rows in self.reading.keys)

    def unmarked(self) -> "KeysOf":
        """The same without rows that may be marked as deleted, which need no more than their
        key."""
        marks = self.feed.deleted.names if self.feed.deleted else ()
        kinds = tuple(kind for kind in self.reading.keys if kind[0].isdisjoint(marks))
        return replace(self, reading=replace(self.reading, keys=kinds))

    def having(self, names: Collection[str]) -> int:
        """How many rows have any of these keys."""
        return sum(rows for keys, rows in self.reading.keys if not keys.isdisjoint(names))

    def unused(self, known: Collection[str] = ()) -> list[str]:
        """The names among its keys that nothing uses, and that are not known."""
        used = used_keys(self.feed, self.table).union(known)
        return [key for key in named_keys(self.reading) if key not in used]

    def columns(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The columns that come from a key of a row itself, unless it may be missing; and the keys
        that they are looked for at."""
        for column in self.table.read_columns:
            found = self.feed.fields.get(column)
            names = found.names if found else (column,)
            is_own = names and all(not name.startswith("^") for name in names)
            is_own = is_own and all(n.partition(".")[0] not in self.feed.joins for n in names)
            if is_own and not (found and found.optional):
                yield column, tuple(name.partition(".")[0] for name in names)

    def in_place_of(self, keys: Collection[str], strangers: Sequence[str]) -> list[str]:
        """Those of the strangers that rows have which lack these keys, and no others do."""
        lacking = [(own, rows) for own, rows in self.reading.keys if own.isdisjoint(keys)]
        beside = {key for own, _ in self.reading.keys if not own.isdisjoint(keys) for key in own}
        without = sum(rows for _, rows in lacking)
        return [
            key
            for key in strangers
            if key not in beside
            and sum(rows for own, rows in lacking if key in own) >= NEARLY_ALL * without
        ]


def new_keys(keys: KeysOf, known: Collection[str]) -> Iterator[str]:
    """What is said of keys that no row had before; without their names where these may be
    values."""
    new = keys.unused(known) if known else []
    if len(new) > SO_MANY:
        yield f"there are {len(new)} new keys; nothing uses them"
        return
    for key in new:
        yield f"there is a new key '{key}'; nothing uses it"


def renamed_since(
    keys: KeysOf, known: Collection[str], share_of: Callable[[str], float]
) -> Iterator[str]:
    """What is said of columns that some rows call otherwise; `share_of` tells what share of the
    rows before had something in one."""
    strangers = keys.unused(known) if known else []
    own = keys.unmarked()
    for column, names in own.columns() if strangers else ():
        without, share = own.rows - own.having(names), share_of(column)
        is_odd = without < max(1, FEW * own.rows) or without == own.rows
        if is_odd or share < MOSTLY or (1 - share) ** without >= BY_CHANCE:
            continue
        if found := own.in_place_of(names, strangers):
            yield _told_renamed(own.reading.file.name, column, names, found)


def renamed_within(keys: KeysOf) -> Iterator[str]:
    """What is said of a file of which nothing is known but that all rows have one of two keys."""
    keys = keys.unmarked()
    strangers = keys.unused()
    for column, names in keys.columns() if strangers else ():
        having = keys.having(names)
        odd = max(2, FEW * keys.rows)
        if having < odd or keys.rows - having < odd:
            continue
        if found := keys.in_place_of(names, strangers):
            yield _told_renamed(keys.reading.file.name, column, names, found)


def told_blank(keys: KeysOf, column: str, known: Collection[str]) -> str:
    """What is said of a column that is blank in every row, where none of them has its key."""
    names = dict(keys.columns()).get(column, ())
    if not names or not keys.rows or keys.having(names):
        return f"{column} is blank in every row, and was not before"
    strangers = [key for key in keys.unused(known) if keys.having([key]) >= MOSTLY * keys.rows]
    others = f", but '{nearest(column, strangers)[0]}', which nothing uses" if strangers else ""
    said = f"{keys.reading.file.name} has no row with '{names[0]}', as rows had before{others}."
    return f"{said} {_next_step(keys.table, column, names, strangers)}"


def used_keys(feed: Feed, table: Table) -> set[str]:
    """The keys of a row in which something is read, also further inside."""
    names = names_of(feed, table)
    return {*names, *(name.partition(".")[0] for name in names)}


def named_keys(reading: Reading) -> list[str]:
    """The keys of its rows that a person may have named, in their order by name."""
    keys = {key for own, _ in reading.keys for key in own}
    return sorted(filter(is_name, keys)) if len(keys) <= NAMES_AT_MOST else []


def is_name(key: str) -> bool:
    """Whether a declaration could say a key as it is."""
    has_meaning = key.startswith("^") or any(sign in key for sign in '."\\')
    return bool(key) and len(key) <= LONGEST and key.isprintable() and not has_meaning


def nearest(column: str, keys: Sequence[str]) -> list[str]:
    """The same keys, those first that are most like the column."""
    return sorted(keys, key=lambda key: -SequenceMatcher(None, column, key.casefold()).ratio())


def _told_renamed(file: str, column: str, names: Sequence[str], strangers: Sequence[str]) -> str:
    key = nearest(column, strangers)[0]
    both = ", ".join(map(json.dumps, (*dict.fromkeys(names), key)))
    return (
        f"in {file} some rows have '{key}' where others have '{names[0]}'. If it is the same, "
        f"name both: {column} = [{both}]"
    )


def _next_step(table: Table, column: str, names: Sequence[str], strangers: Sequence[str]) -> str:
    optional = f'{column} = {{ from = "{names[0]}", optional = true }}'
    if strangers:
        both = ", ".join(map(json.dumps, (*names, nearest(column, strangers)[0])))
        return f"Name what it is called: {column} = [{both}]"
    if table.columns[column].required:
        return "Ask whoever writes it, or name what it is called now."
    return f"Name what it is called, or say that it may be left out: {optional}"
