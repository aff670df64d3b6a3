"""Picks from what could be suggested what may be shown, and says why each of it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alkasba.flows.recommend.candidates import AGAIN, ALS, SIMILAR, TOGETHER, Candidates, among
from alkasba.flows.recommend.reading import NOBODY
from alkasba.flows.recommend.suggested import Because, Item, Wanted
from alkasba.flows.recommend.view import SOURCES, View
from alkasba.recommend.purchases import Number, Place, Whole

Reasons = tuple[Because, ...]
Behind = Callable[[], Candidates]
TINY = np.finfo(np.float32).tiny
MOST_REASONS = 3
DIGITS = 6
SPREAD = 200
"""How far down a list products are put in another order to be less alike."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What a person has bought, or has in a basket, with what each weighs."""

    products: Whole
    weights: Number


def picked(
    view: View,
    found: Candidates,
    wanted: Wanted,
    owned: Owned | None = None,
    behind: Behind | None = None,
) -> tuple[Candidates, int]:
    """The part of a list that is asked for, and where the next one begins; 0 after the last.

    What stands `behind` it is only looked at where the list is too short.
    """
    end = wanted.offset + wanted.limit
    kept = _fitting(view, found, wanted, owned)
    if behind is not None and len(kept) <= (max(end, SPREAD) if wanted.diversity else end):
        found = found.then(behind())
        kept = _fitting(view, found, wanted, owned)
    fitting = found.at(kept)
    if wanted.diversity:
        fitting = _spread(view, fitting, wanted.diversity)
    shown = fitting.first(wanted.limit, wanted.offset)
    if len(kept) <= end:
        return shown, 0
    # What is put in another order is counted as it is shown.
    return shown, end if wanted.diversity else int(kept[end - 1]) + 1


def _fitting(view: View, found: Candidates, wanted: Wanted, owned: Owned | None) -> Place:
    """The places of what may be in the answer."""
    kept = view.fits(found.products, wanted)
    kept[: wanted.passed] = False
    if owned is not None and wanted.bought != "any":
        kept &= among(found.products, owned.products) == (wanted.bought == "again")
    return np.flatnonzero(kept)


def items_of(
    view: View, shown: Candidates, *, owned: Owned | None = None, of: int = NOBODY
) -> tuple[Item, ...]:
    """Suggestions with their reasons: products that were bought, or the one asked about."""
    more = {name: values.tolist() for name, values in shown.more.items()}
    reasons = _reasons(view, shown, owned, of)
    return tuple(
        Item(
            *view.called(product),
            round(score, DIGITS),
            SOURCES[source],
            reasons[place],
            {name: _rounded(values[place]) for name, values in more.items()},
        )
        for place, (product, score, source) in enumerate(
            zip(
                shown.products.tolist(),
                shown.scores.tolist(),
                shown.sources.tolist(),
                strict=True,
            )
        )
    )


def _rounded(value: float) -> float:
    return round(value, DIGITS) if type(value) is float else value


def _reasons(view: View, shown: Candidates, owned: Owned | None, of: int) -> list[Reasons]:
    """What moved each suggestion most, with its share of all that did."""
    if of != NOBODY:
        return [(_one(view, of, 1.0),)] * len(shown)
    if owned is None or owned.products.size == 0:
        return [()] * len(shown)
    parts = np.zeros((len(shown), len(owned.products)), np.float32)
    for source in (ALS, TOGETHER, SIMILAR):
        places = np.flatnonzero(shown.sources == source)
        if len(places):
            parts[places] = _parts(view, source, shown.products[places], owned)
    reasons = _largest(view, owned.products, parts)
    for place in np.flatnonzero(shown.sources == AGAIN).tolist():
        reasons[place] = (_one(view, int(shown.products[place]), 1.0),)
    return reasons


def _parts(view: View, source: int, products: Whole, owned: Owned) -> Number:
    """What each bought product adds to each suggestion of a source: suggestions x bought."""
    if source == ALS:
        return view.folding.parts(owned.products, owned.weights, products)
    lists, worth = view.model.alike, view.model.alike_score
    if source == TOGETHER:
        lists, worth = view.model.together, view.model.together_lift
    near, how = lists[owned.products], worth[owned.products]
    # Where each product stands among the suggestions; the last place is that of none.
    place = np.full(len(view.model.products) + 1, NOBODY, np.int32)
    place[products] = np.arange(len(products))
    column = place[near]
    row, at = np.nonzero(column >= 0)
    found = np.zeros((len(products), len(owned.products)), np.float32)
    # A product stands once in a list, so that nothing is put where something is.
    found[column[row, at], row] = how[row, at]
    return found


def _largest(view: View, owned: Whole, parts: Number) -> list[Reasons]:
    """The products with the largest parts of what speaks for each suggestion."""
    # Of equal parts that of the lower number comes first.
    by_number = np.argsort(owned)
    parts = np.maximum(parts[:, by_number], 0)
    order = np.argsort(-parts, axis=1, kind="stable")[:, :MOST_REASONS]
    largest = np.take_along_axis(parts, order, axis=1)
    shares = largest / np.maximum(parts.sum(axis=1, keepdims=True), TINY)
    return [
        tuple(_one(view, *told) for told in zip(products, of_them, strict=True) if told[1] > 0)
        for products, of_them in zip(owned[by_number][order].tolist(), shares.tolist(), strict=True)
    ]


def _one(view: View, product: int, share: float) -> Because:
    return Because(*view.called(product), round(share, 4))


def _spread(view: View, found: Candidates, diversity: float) -> Candidates:
    """The first of a list anew, so that what is like those before stands further behind.

    Maximal marginal relevance (Carbonell, Goldstein 1998), by place and by the products' vectors.
    """
    count = min(len(found), SPREAD)
    picked = view.model.vectors[found.products[:count]]
    length = np.linalg.norm(picked, axis=1, keepdims=True)
    vectors = picked / np.where(length > 0, length, 1)
    worth = (1 - diversity) * (1 - np.arange(count) / max(count, 1))
    likest, left = np.zeros(count), np.ones(count, bool)
    order: list[int] = []
    for _ in range(count):
        best = int(np.argmax(np.where(left, worth - diversity * likest, -np.inf)))
        order.append(best)
        left[best] = False
        likest = np.maximum(likest, vectors @ vectors[best])
    return found.at(np.array([*order, *range(count, len(found))], np.int64))
