"""In which order a list is shown: what is like those before waits, what is new gets its places."""

from collections import deque

import numpy as np

from alkasba.recommend.alike import unit
from alkasba.recommend.purchases import Mask, Number, Place

TINY = 1e-9
"""What a share of places may lose to rounding: a tenth of 30 places is 3."""


def spread(vectors: Number, diversity: float) -> Place:
    """Places of products in another order, in which none follows one that it is like.

    Maximal marginal relevance (Carbonell and Goldstein 1998), by place and by the products'
    vectors, the best first; `diversity` from 0 to 1 is how much likeness costs.
    """
    count, alike = len(vectors), unit(vectors)
    worth = (1 - diversity) * (1 - np.arange(count) / max(count, 1))
    nearest, free = np.zeros(count), np.ones(count, bool)
    order = np.empty(count, np.int64)
    for turn in range(count):
        one = int(np.argmax(np.where(free, worth - diversity * nearest, -np.inf)))
        order[turn], free[one] = one, False
        nearest = np.maximum(nearest, alike @ alike[one])
    return order


def in_turns(is_new: Mask, share: float, k: int, shown: Mask | None = None) -> Place:
    """The next k places of a list, of which what is new gets a share, as long as there is any.

    Of each number of places from the first on, new products have `share` or more, rounded down; all
    others stay in their order. `shown` are those that stand before the k, and count. To take turns
    rather than to draw lots shows the same to who asks again.

    >>> in_turns(np.array([False] * 8 + [True] * 2), 0.25, 10).tolist()
    [0, 1, 2, 8, 3, 4, 5, 9, 6, 7]
    """
    left = np.arange(len(is_new)) if shown is None else np.flatnonzero(~shown)
    new, others = (deque(left[which].tolist()) for which in (is_new[left], ~is_new[left]))
    count = len(is_new) - len(left)
    told = int(is_new.sum()) - len(new)
    order = []
    for place in range(count, count + min(k, len(left))):
        is_owed = told < int((place + 1) * share + TINY)
        if new and (is_owed or not others or new[0] < others[0]):
            order.append(new.popleft())
            told += 1
        else:
            order.append(others.popleft())
    return np.array(order, np.int64)
