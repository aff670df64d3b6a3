"""Picks from what could be suggested what may be shown, and says why each of it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alkasba.flows.recommend.candidates import AGAIN, ALS, SIMILAR, TOGETHER, Candidates, among
from alkasba.flows.recommend.reading import NOBODY
from alkasba.flows.recommend.suggested import Because, Item, Wanted
from alkasba.flows.recommend.view import SOURCES, View
from alkasba.recommend.choose import in_turns, spread
from alkasba.recommend.purchases import Mask, Number, Place, Whole

Reasons = tuple[Because, ...]
Behind = Callable[[], Candidates]
TINY = np.finfo(np.float32).tiny
MOST_REASONS = 3
DIGITS = 6
SPREAD = 200
"""How far down a list products are put in another order to be less alike."""
FARTHEST = 2_000
"""More than any list is long: by it two places are told as one number."""


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
    fitting = _fitting(view, found, wanted, owned)
    if behind is not None and len(fitting.left) <= (max(end, SPREAD) if wanted.diversity else end):
        found = found.then(behind())
        fitting = _fitting(view, found, wanted, owned)
    if wanted.diversity:
        order = fitting.left[_spread(view, found, fitting.left, wanted.diversity, end)]
        # What is put in another order is counted as it is shown.
        place = end
    elif found.new_share:
        order, place = _in_turns(view, found, fitting, end)
    else:
        order = fitting.left[:end]
        place = int(order[-1]) + 1 if len(order) else 0
    return found.at(order[wanted.offset :]), place if len(fitting.left) > end else 0


@dataclass(frozen=True, slots=True)
class Fitting:
    """The places of what may be in the answer, and which of them pages before have `shown`.

    `turn` is how much of what is new they have come to.
    """

    kept: Place
    shown: Mask
    turn: int = 0

    @property
    def left(self) -> Place:
        return self.kept[~self.shown]


def _fitting(view: View, found: Candidates, wanted: Wanted, owned: Owned | None) -> Fitting:
    fits = view.fits(found.products, wanted)
    if owned is not None and wanted.bought != "any":
        fits &= among(found.products, owned.products) == (wanted.bought == "again")
    kept = np.flatnonzero(fits)
    if not found.new_share:
        return Fitting(kept, kept < wanted.passed)
    # Where what is new has turns of its own, pages have come so far in both.
    turn, place = divmod(wanted.passed, FARTHEST)
    is_new = view.is_new[found.products]
    is_passed = is_new & (np.cumsum(is_new) <= turn)
    return Fitting(kept, (kept < place) | is_passed[kept], turn)


def _in_turns(view: View, found: Candidates, fitting: Fitting, end: int) -> tuple[Place, int]:
    """What is shown up to a place, where new products have their share; and how far that is.

    It is told by how far the list itself has come, and how far what is new in it, so that what is
    sold out meanwhile moves nothing, and nothing is shown twice.
    """
    is_new, kept = view.is_new[found.products], fitting.kept
    turns = in_turns(is_new[kept], found.new_share, end, fitting.shown)
    order, shown = kept[turns], fitting.shown.copy()
    shown[turns] = True
    left = kept[~shown]
    place = int(left[0]) if len(left) else len(found)
    turn = int(np.cumsum(is_new)[order[is_new[order]]].max(initial=fitting.turn))
    return order, turn * FARTHEST + place


def _spread(view: View, found: Candidates, places: Place, diversity: float, end: int) -> Place:
    """The first of a list anew, so that what is like those before stands further behind."""
    count = min(len(places), SPREAD)
    products = found.products[places]
    order = spread(view.model.vectors[products[:count]], diversity)
    order = np.concatenate([order, np.arange(count, len(places))])
    if not found.new_share:
        return order[:end]
    return order[in_turns(view.is_new[products[order]], found.new_share, end)]


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
        return [_kin(view, *one) for one in zip(shown.products, shown.sources, strict=True)]
    parts = np.zeros((len(shown), len(owned.products)), np.float32)
    for source in (TOGETHER, SIMILAR, ALS):
        is_its = shown.sources == source
        if source == ALS:
            # What no list of similar ones has stands among the vectors all the same.
            is_its |= (shown.sources == SIMILAR) & ~parts.any(axis=1)
        places = np.flatnonzero(is_its)
        if len(places):
            parts[places] = _parts(view, source, shown.products[places], owned)
    reasons = _largest(view, owned.products, parts)
    for place in np.flatnonzero(shown.sources == AGAIN).tolist():
        reasons[place] = (_one(view, int(shown.products[place]), 1.0),)
    return reasons


def _kin(view: View, product: int, source: int) -> Reasons:
    """Of what stands among its like for nobody in particular: what it is most like."""
    nearest = int(view.model.alike[product][0]) if source == SIMILAR else NOBODY
    return () if nearest == NOBODY else (_one(view, nearest, 1.0),)


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
