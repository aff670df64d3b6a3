"""A question to an index as it is written -> what is looked up, or what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alkasba.derive import cursors
from alkasba.derive.search.searchable import Searchable
from alkasba.derive.search.synonyms import concepts_of
from alkasba.errors import UnknownName, WrongValue, did_you_mean
from alkasba.model.search import ASKED
from alkasba.model.searching import WAYS, Choice, Facet, Hit, Lookup, Order, Span, Way

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,10})?", re.ASCII)
FLAGS = {"yes": True, "true": True, "no": False, "false": False}
MOST_WORDS = 20
MOST_CHOSEN = 50
DEEPEST = 10_000
"""Hits that may be passed over by their number; the cursor goes on from there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody wrote it: `chosen` are values by facet, `after` is a cursor."""

    text: str = ""
    chosen: Mapping[str, Sequence[str]] | None = None
    order: str = ""
    limit: int = 20
    offset: int = 0
    after: str = ""
    language: str = ""


def lookup_of(searchable: Searchable, asked: Asked, *, is_typed: bool = False) -> Lookup:
    """What is looked up; raises UnknownName or WrongValue where the question cannot be asked."""
    if asked.offset and asked.after:
        raise WrongValue(
            "a page begins after so many hits or after a cursor, not after both.",
            where="offset, after",
            next_step="Leave out one of them.",
        )
    if asked.offset + asked.limit >= DEEPEST:
        raise WrongValue(
            f"a page may begin after {DEEPEST - asked.limit - 1} hits.",
            where="offset",
            next_step="Go on with the cursor, after=..., that each page names as its next.",
        )
    concepts = concepts_of(asked.text, searchable.synonyms, is_typed=is_typed)
    if len(concepts) > MOST_WORDS:
        raise WrongValue(
            f"more than {MOST_WORDS} words are looked for.",
            where="q",
            next_step="Leave out those that say least.",
        )
    told = Lookup(
        plan=searchable.plan,
        keys=searchable.keys,
        label=searchable.label,
        text=asked.text,
        concepts=concepts,
        choices=tuple(_choices(searchable, asked.chosen or {})),
        facets=() if is_typed else tuple(searchable.facets.values()),
        order=_order(searchable, asked.order),
        limit=asked.limit,
        offset=asked.offset,
        languages=_languages(searchable, asked.language),
    )
    return replace(told, after=read_cursor(told, asked.after)[1]) if asked.after else told


def _languages(searchable: Searchable, language: str) -> tuple[str, ...]:
    known = searchable.plan.languages
    if language and language not in known:
        raise WrongValue(
            f"the index knows no '{language}'.",
            where="lang",
            next_step=f"Write one of: {', '.join(known)}; or leave it out, for all of them.",
        )
    return (language,) if language else known


def _order(searchable: Searchable, order: str) -> Order | None:
    if not order:
        return None
    name, known = order.removeprefix("-"), searchable.orders
    if name not in known:
        raise UnknownName(
            f"'{name}' is no column to sort by.{did_you_mean(name, known)}",
            where="order",
            next_step=f"Write one of: {', '.join(known)}; with - before it, the largest is first.",
        )
    return Order(known[name], is_down=order.startswith("-"))


def _choices(searchable: Searchable, chosen: Mapping[str, Sequence[str]]) -> Iterable[Choice]:
    for name, values in chosen.items():
        facet = searchable.facets.get(name)
        if facet is None:
            known = [*searchable.facets, *ASKED]
            raise WrongValue(
                f"no question to {searchable.name} has '{name}'.{did_you_mean(name, known)}",
                where=name,
                next_step=f"Leave it out, or write one of: {', '.join(known)}.",
            )
        if len(values) > MOST_CHOSEN:
            raise WrongValue(
                f"more than {MOST_CHOSEN} values are chosen.",
                where=name,
                next_step="Choose fewer.",
            )
        if said := [value for value in values if value]:
            yield _choice(facet, said)


def _choice(facet: Facet, values: Sequence[str]) -> Choice:
    match facet.kind:
        case "values":
            return Choice(facet, values=tuple(dict.fromkeys(values)))
        case "flag":
            return Choice(facet, values=tuple({_flag(facet, value) for value in values}))
        case "ranges":
            return Choice(facet, spans=tuple(_range(facet, value) for value in values))
    return Choice(facet, spans=tuple(_month(facet, value) for value in values))


def _flag(facet: Facet, value: str) -> bool:
    if value not in FLAGS:
        raise _unreadable(facet, value, "yes or no")
    return FLAGS[value]


def _range(facet: Facet, value: str) -> Span:
    low, dots, high = value.partition("..")
    if not dots or not (low or high):
        raise _unreadable(facet, value, "a range such as 5..10, 5.. or ..10")
    return Span(_number(facet, low), _number(facet, high))


def _number(facet: Facet, text: str) -> str | None:
    if text and not NUMBER.fullmatch(text):
        raise _unreadable(facet, text, "a number such as 9.90")
    return text or None


def _month(facet: Facet, value: str) -> Span:
    found = MONTH.fullmatch(value)
    if found is None or found[1] in ("0000", "9999"):
        raise _unreadable(facet, value, "a month such as 2026-03")
    year, month = int(found[1]), int(found[2])
    after = f"{year + month // 12:04}-{month % 12 + 1:02}-01"
    return Span(f"{value}-01", after)


def _unreadable(facet: Facet, value: str, needed: str) -> WrongValue:
    return WrongValue(
        f"'{value[:50]}' is not {needed}.",
        where=facet.name,
        next_step="Write one of the values that the answer counts there.",
    )


def cursor(asked: Lookup, way: Way, last: Hit) -> str:
    """Where the page after this hit begins."""
    return cursors.cursor(_sign(asked), way, *last.place)


def read_cursor(asked: Lookup, text: str) -> tuple[Way, tuple[Any, ...]]:
    """The way of looking and the place that a cursor tells; raises WrongValue for another's."""
    length = len(asked.keys) + (asked.is_ranked or asked.order is not None)
    match cursors.read_cursor(_sign(asked), text):
        case (way, *place) if way in WAYS and len(place) == length:
            return way, tuple(place)
    raise cursors.no_cursor()


def _sign(asked: Lookup) -> str:
    """What tells the order and the words of a question from those of another."""
    chosen = [(one.facet.name, one.values, one.spans) for one in asked.choices]
    return cursors.sign_of(asked.concepts, chosen, asked.languages, asked.order)
