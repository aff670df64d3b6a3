"""What a person buys again, and when: by how often, how lately, and how long a product lasts."""

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Number, Purchases, Whole

Exact = NDArray[np.float64]
OWN = 5.0
"""Intervals, or buyers, that a product needs before its own weigh as much as those of others."""
AWAY = 1.0
"""How fast a habit fades with the usual intervals that have passed without a purchase."""
WITHOUT = 90.0
"""Days between purchases where nobody has bought anything twice."""


def intervals(who: Whole, what: Whole, day: Whole) -> tuple[Whole, Whole]:
    """Days between one purchase of a product and the next by the same person: (product, days).

    Several purchases on one day are one.
    """
    order = np.lexsort((day, what, who))
    who, what, day = who[order], what[order], day[order]
    same = (who[1:] == who[:-1]) & (what[1:] == what[:-1])
    days = day[1:] - day[:-1]
    kept = same & (days > 0)
    return what[1:][kept], days[kept].astype(np.int32)


def usual_intervals(
    product: Whole, days: Whole, products: int, category: Whole | None = None
) -> Number:
    """The usual days between purchases of each product.

    The median of its own; where those are few it leans on the median of its category, and that on
    the median of all. Medians are mixed as logarithms: twice as long is as far as half as long.
    """
    if category is None:
        category = np.zeros(products, np.int32)
    everyone = float(np.median(days)) if len(days) else WITHOUT
    groups = int(category.max(initial=0)) + 1
    prior = _towards(*_medians(category[product], days, groups), np.full(groups, everyone))
    usual = _towards(*_medians(product, days, products), prior[category])
    return usual.astype(np.float32)


def _medians(group: Whole, days: Whole, groups: int) -> tuple[Exact, Exact]:
    """The median of each group, 1 where it has none, and how many there are."""
    order = np.lexsort((days, group))
    ordered = days[order].astype(np.float64)
    counts = np.bincount(group, minlength=groups)
    start = np.cumsum(counts) - counts
    some = counts > 0
    low = ordered[start[some] + (counts[some] - 1) // 2]
    high = ordered[start[some] + counts[some] // 2]
    medians = np.ones(groups)
    medians[some] = (low + high) / 2
    return medians, counts.astype(np.float64)


def _towards(own: Exact, count: Exact, other: Exact) -> Exact:
    share = count / (count + OWN)
    mixed: Exact = np.exp(share * np.log(own) + (1 - share) * np.log(other))
    return mixed


def repeats(purchases: Purchases) -> Number:
    """How often a product is bought again by who has bought it; few buyers lean on all products."""
    more = np.maximum(purchases.times.astype(np.float64) - 1, 0)
    buyers = np.bincount(purchases.what, minlength=purchases.products)
    bought = np.bincount(purchases.what, weights=more, minlength=purchases.products)
    usual = more.mean() if len(more) else 0.0
    often: Exact = (bought + OWN * usual) / (buyers + OWN)
    return often.astype(np.float32)


def again(purchases: Purchases, usual: Number, today: int) -> Number:
    """How much speaks for each person buying each of her products again, one score a purchase.

    It is how often she has, and how often others do, less with the time that she has stayed away,
    counted in usual intervals of the product.
    """
    away = np.maximum(today - purchases.last, 0) / np.maximum(usual[purchases.what], 1)
    often = purchases.times + repeats(purchases)[purchases.what]
    score: Number = (often / np.sqrt(1 + AWAY * away)).astype(np.float32)
    return score
