"""Picks from what could be suggested what may be shown, and says why each of it is."""

from dataclasses import dataclass

import numpy as np

from alkasba.flows.recommend.candidates import AGAIN, ALS, POPULAR, TOGETHER, Candidates
from alkasba.flows.recommend.reading import NOBODY
from alkasba.flows.recommend.suggested import Because, Item, Wanted
from alkasba.flows.recommend.view import SOURCES, View, key_of
from alkasba.recommend.als import because as parts_of
from alkasba.recommend.purchases import Number, Whole

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
    view: View, found: Candidates, wanted: Wanted, owned: Owned | None = None
) -> tuple[Candidates, bool]:
    """The part of a list that is asked for, and whether more follows."""
    kept = found.at(view.fits(found.products, wanted))
    if owned is not None and wanted.bought != "any":
        kept = kept.at(np.isin(kept.products, owned.products, invert=wanted.bought == "new"))
    end = wanted.offset + wanted.limit
    if wanted.diversity:
        kept = _spread(view, kept, wanted.diversity)
    return kept.first(wanted.limit, wanted.offset), len(kept) > end


def items_of(
    view: View, shown: Candidates, *, owned: Owned | None = None, of: int = NOBODY
) -> tuple[Item, ...]:
    """Suggestions with their reasons: products that were bought, or the one asked about."""
    more = {name: values.tolist() for name, values in shown.more.items()}
    items = []
    for place, product in enumerate(shown.products.tolist()):
        source = int(shown.sources[place])
        items.append(
            Item(
                key_of(view.model.products, product),
                view.name_of(product),
                round(float(shown.scores[place]), DIGITS),
                SOURCES[source],
                _because(view, product, source, owned, of),
                {name: _rounded(values[place]) for name, values in more.items()},
            )
        )
    return tuple(items)


def _rounded(value: float) -> float:
    return round(value, DIGITS) if type(value) is float else value


def _because(
    view: View, product: int, source: int, owned: Owned | None, of: int
) -> tuple[Because, ...]:
    """What moved a suggestion most, with its share of all that did."""
    if of != NOBODY:
        return (_one(view, of, 1.0),)
    if owned is None or source == POPULAR:
        return ()
    if source == AGAIN:
        return (_one(view, product, 1.0),)
    if source == ALS:
        parts = parts_of(view.factors, view.settings, owned.products, owned.weights, product)
        return _largest(view, owned.products, parts)
    lists, worth = view.model.alike, view.model.alike_score
    if source == TOGETHER:
        lists, worth = view.model.together, view.model.together_lift
    those = owned.products
    return _largest(view, those, np.where(lists[those] == product, worth[those], 0).sum(axis=1))


def _largest(view: View, owned: Whole, parts: Number) -> tuple[Because, ...]:
    """The products with the largest parts of what speaks for a suggestion."""
    parts = np.maximum(parts, 0)
    total = float(parts.sum())
    order = np.lexsort((owned, -parts))[:MOST_REASONS]
    return tuple(_one(view, int(owned[at]), float(parts[at]) / total) for at in order if parts[at])


def _one(view: View, product: int, share: float) -> Because:
    return Because(key_of(view.model.products, product), view.name_of(product), round(share, 4))


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
