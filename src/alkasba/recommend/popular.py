"""What most people want at the moment, within groups such as countries or categories."""

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Number, Purchases, Whole
from alkasba.recommend.rank import top

Exact = NDArray[np.float64]
LEAN = 20.0
"""People that a group must have before its own taste weighs as much as that of all."""


def popularity(purchases: Purchases, today: int, half_life_days: float) -> Number:
    """The share of each product in what all people buy at the moment; together 1.

    Each person counts once for a product, and half after each half-life.
    """
    weight = _weight(purchases, today, half_life_days)
    return _shares(purchases.what, weight, _level(purchases.products)).astype(np.float32)


def popular(
    purchases: Purchases,
    today: int,
    half_life_days: float,
    k: int,
    *,
    group: Whole,
    groups: int,
) -> tuple[Whole, Number]:
    """The k most popular products of each group with their shares; -1 where there are fewer.

    `group` is that of each purchase: the country of who, the category of what, the season of when.
    A group of few people leans on what is popular among all.
    """
    weight = _weight(purchases, today, half_life_days)
    everyone = _shares(purchases.what, weight, _level(purchases.products))
    # One group after another, so that no more is held than the products once.
    order = np.argsort(group, kind="stable")
    start = np.searchsorted(group[order], np.arange(groups + 1))
    width = min(k, purchases.products)
    lists = np.full((groups, width), -1, np.int32)
    shares = np.zeros((groups, width), np.float32)
    for g in range(groups):
        inside = order[start[g] : start[g + 1]]
        own = _shares(purchases.what[inside], weight[inside], LEAN * everyone)
        lists[g] = top(np.where(own > 0, own, -np.inf)[None], width)[0]
        shares[g] = np.where(lists[g] >= 0, own[lists[g]], 0)
    return lists, shares


def _weight(purchases: Purchases, today: int, half_life_days: float) -> Exact:
    weight: Exact = np.exp2(-np.maximum(today - purchases.last, 0) / half_life_days)
    return weight


def _level(products: int) -> Exact:
    return np.zeros(products)


def _shares(what: Whole, weight: Exact, prior: Exact) -> Exact:
    counted = np.bincount(what, weights=weight, minlength=len(prior)) + prior
    total = counted.sum()
    return counted / total if total > 0 else counted
