"""Which columns tell the rows of a group apart, and which hold the key of another group."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import prod

from alkasba.model.seen import Contained, Seen
from alkasba.propose.columns import (
    AMOUNT,
    IDENTITY,
    MONEY,
    Proposed,
    is_nearly_full,
    told_of_lacking,
)
from alkasba.propose.names import speaks_of, stem

Count = Callable[[tuple[str, ...]], int]
"""How many different rows the columns of these names make."""

BY_CHANCE = 30
WIDEST = 8
SHARE = 0.9
WORDS = 10
UNSAID = 3
"""The rank from which on neither name nor form says of a column that it is a key."""


def key_of(seen: Seen, table: str, columns: Sequence[Proposed], count: Count) -> tuple[str, ...]:
    """The smallest set of columns without blanks that tells all different rows apart.

    Where there is none, a column that lacks a few rows will do: those are rejected.
    """
    return _full_key(seen, table, columns, count) or _nearly_full_key(seen, table, columns)


def _full_key(seen: Seen, table: str, columns: Sequence[Proposed], count: Count) -> tuple[str, ...]:
    rows = seen.rows - seen.repeated
    found = [pair for pair in _candidates(seen, table, columns) if not _lacks(pair[1], seen)]
    ranked = sorted(found, key=lambda pair: pair[0])
    for rank, one in ranked:
        if one.seen.distinct == rows and (rank < 4 or len(ranked) == 1 or rows >= BY_CHANCE):
            return (one.name,)
    useful = [one for rank, one in ranked if rank < 4 and one.seen.distinct > 1][:WIDEST]
    for size in (2, 3):
        for some in combinations(useful[: WIDEST if size == 2 else 6], size):
            names = tuple(one.name for one in some)
            if prod(one.seen.distinct for one in some) >= rows and count(names) == rows:
                return names
    single = next((one for _, one in ranked if one.seen.distinct == rows), None)
    return (single.name,) if single else ()


def _nearly_full_key(seen: Seen, table: str, columns: Sequence[Proposed]) -> tuple[str, ...]:
    """The first by its name of the columns that tell apart all rows which have them."""
    found = [
        (rank, one)
        for rank, one in _candidates(seen, table, columns)
        if _lacks(one, seen) and one.seen.distinct == one.seen.filled and rank < UNSAID
    ]
    return (min(found, key=lambda pair: pair[0])[1].name,) if found else ()


def _lacks(one: Proposed, seen: Seen) -> bool:
    return one.seen.filled < seen.rows


def declared_key(seen: Seen, columns: Sequence[Proposed]) -> tuple[str, ...]:
    """The key that the origin itself declares, where every row has it."""
    named = {one.seen.written: one for one in columns}
    key = [named[written] for written in seen.key if written in named]
    if len(key) < len(seen.key) or any(one.seen.filled < seen.rows for one in key):
        return ()
    return tuple(one.name for one in key)


def linked(
    seen: Mapping[str, Seen],
    columns: Mapping[str, Sequence[Proposed]],
    keys: Mapping[str, tuple[str, ...]],
) -> Iterator[Contained]:
    """The references that the origin itself declares, to single keys."""
    places = {one.rows_in: name for name, one in seen.items()}
    for name, one in seen.items():
        named = {column.seen.written: column for column in columns[name]}
        for link in one.links:
            other, column = places.get(link.other_rows), named.get(link.column)
            if other is None or column is None or not column.seen.distinct:
                continue
            target = next((c for c in columns[other] if c.seen.written == link.other_column), None)
            if target is not None and keys[other] == (target.name,):
                values = column.seen.distinct
                yield Contained(name, column.name, other, target.name, values, values)


def _candidates(
    seen: Seen, table: str, columns: Sequence[Proposed]
) -> Iterator[tuple[int, Proposed]]:
    for one in columns:
        is_amount = AMOUNT.search(one.name) or one.type in ("money", "number", "flag")
        if not is_nearly_full(one.seen, seen) or is_amount or one.seen.longest > 80:
            continue
        if one.personal == "sensitive" or one.seen.share("json") > 0.5:
            continue
        yield _rank(one, table), one


def _rank(one: Proposed, table: str) -> int:
    """The more its name says that it is a key, the lower."""
    if one.name in ("id", "code", "sku") or stem(one.name) == table != one.name:
        return 0
    if IDENTITY.search(one.name) and one.personal is None:
        return 1
    if one.type == "code" and one.personal is None:
        return 2
    return (
        3 if one.type in ("whole", "day", "moment") or re.search("order|line|item", one.name) else 4
    )


def told_of_key(seen: Seen, key: tuple[str, ...], columns: Sequence[Proposed]) -> Iterator[str]:
    """What is unsure of a key."""
    if not key:
        yield "no few columns tell its rows apart, so it has no key and keeps every row"
    elif key == declared_key(seen, columns):
        pass
    elif lacking := [one for one in columns if one.name in key and _lacks(one, seen)]:
        yield told_of_lacking(lacking[0], seen)
    elif seen.rows < BY_CHANCE and not any(IDENTITY.search(name) for name in key):
        yield f"its key {', '.join(key)} may be unique by chance: there are only {seen.rows} rows"
    elif seen.is_part:
        yield f"its key {', '.join(key)} is unique in the part that was looked at"
    elif len(key) == 3:
        yield f"its key needs three columns ({', '.join(key)}); is there a better one?"
    if seen.repeated:
        what = "dropped" if key else 'kept; write duplicates = "exact" to drop them'
        rows = "1 row is" if seen.repeated == 1 else f"{seen.repeated} rows are"
        kept = "is" if seen.repeated == 1 else "are"
        yield f"{rows} equal to an earlier one and {kept} {what}"


Pair = tuple[str, Proposed, str, Proposed]


def pairs(
    columns: dict[str, list[Proposed]],
    keys: dict[str, tuple[str, ...]],
    tables: dict[str, str],
) -> Iterator[Pair]:
    """Columns that might hold the single key of another group, by their values' number and form."""
    targets = [
        (group, next(one for one in columns[group] if one.name == key[0]))
        for group, key in keys.items()
        if len(key) == 1
    ]
    for group, found in columns.items():
        for one in found:
            if not _may_refer(one):
                continue
            for other, target in targets:
                # A key of its own says of another table only where it has that table's name.
                is_own = keys[group] == (one.name,)
                is_told = stem(one.name) == tables[other] != tables[group]
                if other != group and _fit(one, target) and (not is_own or is_told):
                    yield group, one, other, target


def _may_refer(one: Proposed) -> bool:
    is_word = one.type in ("code", "whole", "text", "choice") and one.seen.longest <= 60
    is_amount = AMOUNT.search(one.name) or (
        MONEY.search(one.name) and not IDENTITY.search(one.name)
    )
    return (
        is_word and not is_amount and one.seen.distinct > 0 and one.personal in (None, "identifier")
    )


def _fit(one: Proposed, target: Proposed) -> bool:
    is_number = one.seen.share("whole") + one.seen.share("point zero") > 0.5
    is_number_there = target.seen.share("whole") > 0.5
    return is_number == is_number_there and one.seen.distinct <= target.seen.distinct * 1.2


def references(
    found: Sequence[Contained], tables: dict[str, str], declared: Iterable[Contained] = ()
) -> tuple[list[Contained], list[Contained]]:
    """The references that names and values agree on, and those that only values speak for.

    What the origin itself declares is sure.
    """
    best = {(one.group, one.column): one for one in declared}
    sure = set(best)
    maybe: list[Contained] = []
    for one in found:
        is_told = speaks_of(one.column, tables[one.other_group], one.other_column)
        is_clear = is_told or (one.words >= WORDS and one.share >= 0.98)
        place = (one.group, one.column)
        if place in sure:
            continue
        if one.share >= SHARE and is_clear:
            if place not in best or _weight(one, tables) > _weight(best[place], tables):
                best[place] = one
        elif one.share == 1 and one.distinct >= 3 and IDENTITY.search(one.column):
            maybe.append(one)
    return list(best.values()), [m for m in maybe if (m.group, m.column) not in best]


def _weight(one: Contained, tables: dict[str, str]) -> tuple[bool, bool, float]:
    table = tables[one.other_group]
    return stem(one.column) == table, speaks_of(one.column, table, one.other_column), one.share
