"""What is new on sale: which products that are, and where they would stand if they were known."""

import numpy as np

from alkasba.recommend.alike import Content, place_new
from alkasba.recommend.purchases import Mask, Number, Place, Purchases


def arrived(purchases: Purchases, today: int, days: int) -> Mask:
    """Which products were first bought within so many days, or have never been."""
    new: Mask = purchases.began(today) > today - days
    return new


def expected(shares: Number, said: Content, new: Mask, *, behind: int) -> Number:
    """The share of each product in what is wanted, for several groups: groups x products.

    That of a new one is that of what is described like it, where it is more than its own, which has
    only begun. What is only expected puts it `behind` the first of those that have shown it.
    """
    placed = place_new(np.where(new, 0, shares).T.astype(np.float32), said, of=new).T
    first = -np.sort(-shares, axis=1)[:, : behind + 1]
    edge = np.where(first > 0, first, 1).min(axis=1, initial=1)[:, None]
    # Below the edge, and still in the order of what is expected.
    hoped = placed * edge / (placed + edge)
    found: Number = np.where(new, np.maximum(shares, hoped), shares).astype(np.float32)
    return found


def with_new(order: Place, new: Mask, most: int, width: int) -> Place:
    """The first of a list, cut to a width; the first `most` new ones stay in it, as they stand.

    >>> with_new(np.array([2, 0, 1]), np.array([False, True, False]), 1, 2).tolist()
    [2, 1]
    """
    of_new = np.flatnonzero(new[order])[: min(most, width)]
    others = np.setdiff1d(np.arange(len(order)), of_new)[: width - len(of_new)]
    first: Place = order[np.sort(np.concatenate([of_new, others]))]
    return first
