"""Which columns tell the rows of a group apart, and which hold the key of another group."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import prod

from alkasba.model.seen import Contained, Seen
from alkasba.propose.columns import IDENTITY, MONEY, Proposed
from alkasba.propose.names import speaks_of, stem

Count = Callable[[tuple[str, ...]], int]
"""How many different rows the columns of these names make."""

AMOUNT = re.compile(
    r"(^|_)(quantity|qty|units|count|stock|hand|level|weight|rating|score|age|size|menge|quantite|"
    r"discount|rate|percent|percentage|year|month|rank|position_in)($|_)"
)
BY_CHANCE = 30
WIDEST = 8
SHARE = 0.9
WORDS = 10


def key_of(seen: Seen, table: str, columns: Sequence[Proposed], count: Count) -> tuple[str, ...]:
    """The smallest set of columns without blanks that tells all different rows apart."""
    rows = seen.rows - seen.repeated
    ranked = sorted(_candidates(seen, table, columns), key=lambda pair: pair[0])
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


def _candidates(
    seen: Seen, table: str, columns: Sequence[Proposed]
) -> Iterator[tuple[int, Proposed]]:
    for one in columns:
        is_amount = AMOUNT.search(one.name) or one.type in ("money", "number", "flag")
        if one.seen.filled < seen.rows or is_amount or one.seen.longest > 80:
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


def told_of_key(seen: Seen, key: Sequence[str], columns: Sequence[Proposed]) -> Iterator[str]:
    """What is unsure of a key."""
    if not key:
        yield "no few columns tell its rows apart, so it has no key and keeps every row"
    elif seen.rows < BY_CHANCE and not any(IDENTITY.search(name) for name in key):
        yield f"its key {', '.join(key)} may be unique by chance: there are only {seen.rows} rows"
    elif seen.is_part:
        yield f"its key {', '.join(key)} is unique in the part that was looked at"
    elif len(key) == 3:
        yield f"its key needs three columns ({', '.join(key)}); is there a better one?"
    if seen.repeated:
        what = "dropped" if key else 'kept; write duplicates = "exact" to drop them'
        yield f"{seen.repeated} rows are equal to an earlier one and are {what}"


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
    found: Sequence[Contained], tables: dict[str, str]
) -> tuple[list[Contained], list[Contained]]:
    """The references that names and values agree on, and those that only values speak for."""
    best: dict[tuple[str, str], Contained] = {}
    maybe: list[Contained] = []
    for one in found:
        is_told = speaks_of(one.column, tables[one.other_group], one.other_column)
        is_clear = is_told or (one.words >= WORDS and one.share >= 0.98)
        place = (one.group, one.column)
        if one.share >= SHARE and is_clear:
            if place not in best or _weight(one, tables) > _weight(best[place], tables):
                best[place] = one
        elif one.share == 1 and one.distinct >= 3 and IDENTITY.search(one.column):
            maybe.append(one)
    return list(best.values()), [m for m in maybe if (m.group, m.column) not in best]


def _weight(one: Contained, tables: dict[str, str]) -> tuple[bool, bool, float]:
    table = tables[one.other_group]
    return stem(one.column) == table, speaks_of(one.column, table, one.other_column), one.share
