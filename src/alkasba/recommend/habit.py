"""What tells of a habit: how often, how lately, how regularly a person buys each of her products.

How often and how lately are what next-basket models that do well on groceries go by: TIFU-KNN (Hu,
He, Gao, Zhang 2020: Modeling personalized item frequency information for next-basket
recommendation) and UP-CF (Faggioli, Polato, Aiolli 2020: Recency aware collaborative filtering for
next basket recommendation). How much of each shall count is left to who learns.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole

Exact = NDArray[np.float64]
HABIT = (
    "times",
    "lately 14",
    "lately 30",
    "lately 60",
    "days since",
    "intervals since",
    "own intervals since",
    "share of baskets",
    "share since the first",
    "baskets since",
    "bought again by others",
    "bought by others in 30 days",
)
RHYTHM = ("baskets", "baskets lately", "products of a basket", "share that is new", "days away")
LATELY = (14.0, 30.0, 60.0)
"""Days after which a purchase says half as much."""
MONTH = 30
FEW = 5.0
"""Buyers that a product needs before what they do counts."""


@dataclass(frozen=True)
class History:
    """Lines of people who are known: who bought what, in which basket, on which day."""

    who: Whole
    what: Whole
    basket: Whole
    day: Whole
    today: int

    @cached_property
    def visits(self) -> tuple[Whole, Whole]:
        """Whose each basket is, and its day; sorted by both."""
        baskets, first = np.unique(self.basket, return_index=True)
        order = np.lexsort((baskets, self.day[first], self.who[first]))
        return self.who[first][order], self.day[first][order]


def habits(purchases: Purchases, history: History, usual: Number) -> Number:
    """What tells how likely each purchase is to be made again: purchases x HABIT.

    `usual` are the usual days between purchases of each product.
    """
    who, what = purchases.who, purchases.what
    since = np.maximum(history.today - purchases.last, 0).astype(np.float64)
    baskets, after_first, after_last = _baskets(purchases, history)
    regular = np.maximum(_own_intervals(purchases, history, usual), 1)
    told: list[NDArray[Any]] = [purchases.times, *_lately(purchases, history), since]
    told += [since / np.maximum(usual[what], 1), since / regular]
    told += [purchases.times / np.maximum(baskets[who], 1)]
    told += [purchases.times / np.maximum(after_first, 1), after_last]
    told += [_share_of_buyers(purchases, purchases.last > purchases.first)]
    told += [_share_of_buyers(purchases, since < MONTH)]
    return np.stack(told, axis=1).astype(np.float32)


def rhythm(purchases: Purchases, history: History) -> Number:
    """How a person shops, whatever it is: people x RHYTHM."""
    owner, day = history.visits
    people = purchases.people
    ages = np.maximum(history.today - day, 0)
    baskets = np.bincount(owner, minlength=people).astype(np.float64)
    lately = np.bincount(owner, weights=np.exp2(-ages / MONTH), minlength=people)
    lines = np.bincount(history.who, minlength=people)
    products = np.bincount(purchases.who, minlength=people)
    last = np.full(people, history.today, np.int32)
    last[owner] = day
    told: list[NDArray[Any]] = [
        baskets,
        lately,
        lines / np.maximum(baskets, 1),
        products / np.maximum(lines, 1),
    ]
    return np.stack([*told, history.today - last], axis=1).astype(np.float32)


def _lately(purchases: Purchases, history: History) -> list[NDArray[Any]]:
    """How often each product was bought, less for what is long ago, at each pace."""
    cell = _cells(purchases, history)
    ages = np.maximum(history.today - history.day, 0)
    return [
        np.bincount(cell, weights=np.exp2(-ages / half), minlength=len(purchases))
        for half in LATELY
    ]


def _cells(purchases: Purchases, history: History) -> Place:
    """The purchase that each line belongs to."""
    pairs = purchases.who.astype(np.int64) * purchases.products + purchases.what
    return np.searchsorted(pairs, history.who.astype(np.int64) * purchases.products + history.what)


def _own_intervals(purchases: Purchases, history: History, usual: Number) -> Exact:
    """Days between a person's own purchases of a product; the usual ones where she has made one."""
    width = int(history.day.max(initial=0)) + 1
    days = np.unique(_cells(purchases, history) * width + history.day) // max(width, 1)
    count = np.bincount(days, minlength=len(purchases))
    own = (purchases.last - purchases.first) / np.maximum(count - 1, 1)
    return np.where(count > 1, own, usual[purchases.what])


def _baskets(purchases: Purchases, history: History) -> tuple[Place, Place, Place]:
    """How many baskets each person had, and how many since the first and since the last purchase of
    each product."""
    owner, day = history.visits
    width = max(int(day.max(initial=0)), history.today) + 2
    moments = owner.astype(np.int64) * width + day
    counts = np.bincount(owner, minlength=purchases.people)
    ends = np.cumsum(counts)[purchases.who]
    hers = purchases.who.astype(np.int64) * width
    after_first = ends - np.searchsorted(moments, hers + purchases.first)
    after_last = ends - np.searchsorted(moments, hers + purchases.last + 1)
    return counts, after_first, after_last


def _share_of_buyers(purchases: Purchases, who_did: Mask) -> Exact:
    """Of each purchase's product the share of buyers of whom something holds."""
    buyers = np.bincount(purchases.what, minlength=purchases.products)
    did = np.bincount(purchases.what, weights=who_did, minlength=purchases.products)
    shares: Exact = (did / (buyers + FEW))[purchases.what]
    return shares
