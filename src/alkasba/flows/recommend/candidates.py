"""What could be suggested, the best first, before anything is left out."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.flows.recommend.store import Model, Sources
from alkasba.flows.recommend.view import SOURCES, View
from alkasba.recommend.purchases import Mask, Number, Whole

DEEPEST = 300
"""Products of each source that are looked at for a basket."""
FEW_PAIRS = 60_000
SOONER = 60
"""How much less the first places of a list count than by their number alone (Cormack, Clarke,
Büttcher 2009: Reciprocal rank fusion)."""
ALS, AGAIN, TOGETHER, POPULAR, SIMILAR = range(len(SOURCES))
SPEAKING = SOURCES[:SIMILAR]
"""Those that are put together for people."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Products with how much they are wanted and the source that says so; none stands twice.

    `new_share` is the share of the places that what is new is given.
    """

    products: Whole
    scores: Number
    sources: Sources
    more: dict[str, NDArray[Any]] = field(default_factory=dict)
    new_share: float = 0.0

    def __len__(self) -> int:
        return len(self.products)

    def at(self, places: NDArray[Any]) -> "Candidates":
        """Those at some places, or where a mask is true, in that order."""
        more = {name: values[places] for name, values in self.more.items()}
        products, scores, sources = self.products, self.scores, self.sources
        return Candidates(products[places], scores[places], sources[places], more, self.new_share)

    def first(self, most: int, start: int = 0) -> "Candidates":
        """A part of the list: at most so many, after the first `start`."""
        return self.at(np.arange(min(start, len(self)), min(start + most, len(self))))

    def without(self, products: Whole) -> "Candidates":
        """All but some products."""
        return self.at(~among(self.products, products))

    def then(self, others: "Candidates") -> "Candidates":
        """These, and behind them what only the others have."""
        rest = others.without(self.products)
        return Candidates(
            np.concatenate([self.products, rest.products]),
            np.concatenate([self.scores, rest.scores]),
            np.concatenate([self.sources, rest.sources]),
            new_share=self.new_share,
        )


def among(products: Whole, others: Whole) -> Mask:
    """Which of some products are among others."""
    if len(products) * len(others) > FEW_PAIRS:
        return np.isin(products, others)
    # So few are compared one by one before numpy has begun to sort them.
    found: Mask = (products[:, None] == others).any(axis=1)
    return found


def of_source(products: Whole, scores: Number, source: int, **more: NDArray[Any]) -> Candidates:
    """A list that ends at the first -1, of one source."""
    kept = products >= 0
    sources = np.full(int(kept.sum()), source, np.int8)
    told = {name: values[kept] for name, values in more.items()}
    return Candidates(products[kept], scores[kept], sources, told)


def by_person(view: View, person: int) -> Candidates:
    """What was put together for a person when the model was trained."""
    model = view.model
    products = model.for_people[person]
    kept = products >= 0
    return Candidates(
        products[kept],
        model.for_people_score[person][kept],
        model.for_people_source[person][kept],
        new_share=view.new_share,
    )


def by_popularity(view: View, country: str) -> Candidates:
    """What most people have bought lately: in a country, where it has a list of its own."""
    model = view.model
    countries = model.told["countries"]
    row = countries.index(country) + 1 if country in countries else 0
    found = _popular(view, row)
    return found if row == 0 else found.then(_popular(view, 0))


def _popular(view: View, row: int) -> Candidates:
    """A list of what is popular; what is new stands there by what it resembles."""
    products = view.model.popular[row]
    found = of_source(products, view.model.popular_score[row], POPULAR)
    if not view.new_share:
        return found
    is_placed = view.is_new[found.products] & view.model.is_placed[found.products]
    sources = np.where(is_placed, np.int8(SIMILAR), found.sources)
    return replace(found, sources=sources, new_share=view.new_share)


def by_likeness(view: View, product: int) -> Candidates:
    model = view.model
    return of_source(model.alike[product], model.alike_score[product], SIMILAR)


def by_meeting(view: View, product: int) -> Candidates:
    """What is bought together with a product, by lift."""
    model = view.model
    lift, people = model.together_lift[product], model.together_people[product]
    return of_source(model.together[product], lift, TOGETHER, lift=lift, people=people)


def by_basket(view: View, basket: Whole) -> Candidates:
    """What goes with a basket: by the model, by what its products met, and by likeness."""
    lists = [_by_model(view, basket), _met_by(view.model, basket), _like(view.model, basket)]
    return fused(lists).without(basket)


def _by_model(view: View, basket: Whole) -> Candidates:
    weights = np.ones(len(basket), np.float32)
    scores = view.folding.scores(basket, weights)
    # What the model gives no place to anything for is no reason to show it.
    best = best_of(scores, DEEPEST)
    best = best[scores[best] > 0]
    return of_source(best, scores[best], ALS)


def _met_by(model: Model, basket: Whole) -> Candidates:
    """What the products of a basket met, with the lifts of all of them together."""
    return _gathered(model.together[basket], model.together_lift[basket], TOGETHER)


def _like(model: Model, basket: Whole) -> Candidates:
    return _gathered(model.alike[basket], model.alike_score[basket], SIMILAR)


def _gathered(products: Whole, scores: Number, source: int) -> Candidates:
    """Several lists as one, in which the scores of a product are added up."""
    kept = products >= 0
    found, place = np.unique(products[kept], return_inverse=True)
    total = np.bincount(place, weights=scores[kept], minlength=len(found)).astype(np.float32)
    order = np.lexsort((found, -total))[:DEEPEST]
    return of_source(found[order].astype(np.int32), total[order], source)


def fused(lists: list[Candidates]) -> Candidates:
    """Several lists as one: a product counts more the higher it stands in each.

    The source that speaks for a product is the one in whose list it stands highest.
    """
    products = np.concatenate([one.products for one in lists])
    ranks = np.concatenate([np.arange(len(one)) for one in lists])
    sources = np.concatenate([one.sources for one in lists])
    order = np.lexsort((sources, ranks, products))
    found, first, place = np.unique(products[order], return_index=True, return_inverse=True)
    weights = 1.0 / (SOONER + 1.0 + ranks[order])
    total = np.bincount(place, weights=weights, minlength=len(found)).astype(np.float32)
    best = np.lexsort((found, -total))
    return Candidates(found[best].astype(np.int32), total[best], sources[order][first][best])


def best_of(scores: Number, most: int) -> Whole:
    """The places of the highest scores, the highest first; of equal ones the first place."""
    if len(scores) > most:
        # Of those that are as high as the last one, the first places are taken.
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
        places = np.concatenate([above, level[: most - len(above)]])
    else:
        places = np.arange(len(scores))
    return places[np.lexsort((places, -scores[places]))].astype(np.int32)
