"""What most buyers want: lately, at this time of the year, and within groups such as countries."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.evaluate import Bought, ndcg, surely_best
from alkasba.recommend.habit import History
from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole
from alkasba.recommend.rank import top
from alkasba.recommend.season import in_season

Exact = NDArray[np.float64]
HALF_LIFE_DAYS = 60.0
"""Days after which a purchase says half as much of what is popular."""
SEASONS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""What a purchase of a year ago may count beside one of today, where its season comes again."""
LEAN = 20.0
"""Buyers that a group must have before its own taste weighs as much as that of all."""
K = 20
SURE = 2.0
"""Standard errors by which a season has to foretell better than none."""


def popularity(purchases: Purchases, today: int, half_life_days: float) -> Number:
    """The share of each product in what all people buy at the moment; together 1.

    Each person counts once for a product, and half after each half-life.
    """
    weight = _weight(purchases, today, half_life_days)
    counted = np.bincount(purchases.what, weights=weight, minlength=purchases.products)
    return _shares(counted)


@dataclass(frozen=True, slots=True)
class Votes:
    """What buyers say of products: who, what, and how much. Each pair is here once by its age, and
    once more, `again`, where it was bought in this season before."""

    products: int
    who: Whole
    what: Whole
    weight: Exact
    again: Mask

    def where(self, mask: Mask) -> "Votes":
        """Some of the votes."""
        these = self.who[mask], self.what[mask], self.weight[mask], self.again[mask]
        return Votes(self.products, *these)

    def weighing(self, season: float) -> "Votes":
        """The same, in which those of this season count so many times as much."""
        return replace(self, weight=np.where(self.again, season * self.weight, self.weight))

    @property
    def buyers(self) -> Place:
        """How many different buyers speak for each product."""
        return np.bincount(self.what[~self.again], minlength=self.products)


def votes_of(purchases: Purchases, history: History, season: float) -> Votes:
    """What all purchases say now; `season` is what those of this season count, a year later."""
    lately = _weight(purchases, history.today, HALF_LIFE_DAYS)
    who, what, near = in_season(history, purchases.products)
    votes = Votes(
        purchases.products,
        np.concatenate([purchases.who, who]),
        np.concatenate([purchases.what, what]),
        np.concatenate([lately, near]),
        np.arange(len(purchases) + len(who)) >= len(purchases),
    )
    return votes.weighing(season)


def wanted(votes: Votes, least_people: int, *, lean: Number | None = None) -> Number:
    """The share of each product in what buyers want; together 1.

    A product of which fewer than `least_people` speak has none: they would be told by it. With
    `lean`, what all want counts as much as some buyers more, as it has to where a group is small.
    """
    counted = np.bincount(votes.what, weights=votes.weight, minlength=votes.products)
    counted[votes.buyers < least_people] = 0
    return _shares(counted if lean is None else counted + LEAN * lean.astype(np.float64))


def listed(shares: Number, k: int) -> tuple[Whole, Number]:
    """The k products of the largest shares, with these; -1 and 0 where there are fewer."""
    first = top(np.where(shares > 0, shares, -np.inf)[None], k)[0]
    return first, np.where(first >= 0, shares[first], 0).astype(np.float32)


def fitting_season(
    purchases: Purchases, history: History, later: Bought, least_people: int
) -> float:
    """How much the season counts in this shop: what foretells best what was bought later.

    It is 0 where none surely foretells better, as where there is no year to look back at.
    """
    measured = later.counts > 0
    votes = votes_of(purchases, history, 1.0)
    found = [
        _of_everybody(listed(wanted(votes.weighing(season), least_people), K)[0], later)[measured]
        for season in SEASONS
    ]
    return SEASONS[surely_best(np.stack(found), found[0], SURE) or 0]


def _of_everybody(one: Whole, later: Bought) -> Exact:
    """How well one list foretells what each buyer bought."""
    return ndcg(np.broadcast_to(one, (later.people, len(one))), later, K)


def _weight(purchases: Purchases, today: int, half_life_days: float) -> Exact:
    weight: Exact = np.exp2(-np.maximum(today - purchases.last, 0) / half_life_days)
    return weight


def _shares(counted: NDArray[Any]) -> Number:
    total = counted.sum()
    shares: Number = (counted / total if total > 0 else counted).astype(np.float32)
    return shares
