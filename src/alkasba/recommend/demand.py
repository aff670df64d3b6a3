"""What all people want of each product at the moment, and whether that is more than before."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.habit import History
from alkasba.recommend.popular import popularity
from alkasba.recommend.purchases import Mask, Number, Place, Purchases

DEMAND = ("share", "share 14", "share 7", "rise", "buyers", "days on sale")
SHORT_HALF_LIVES = (14.0, 7.0)
"""Days after which a purchase says half as much of what is popular just now."""
WEEKS = 14
SLOW = 3.0
"""Buyers that are added before and after, so that a rise from one to two is none yet."""


def demand(purchases: Purchases, history: History, shares: Number) -> Number:
    """What tells how much each product is wanted: products x DEMAND.

    `shares` is what lists of popular products are ordered by, which stands first.
    """
    ages = history.today - history.day
    now = _buyers(purchases, history, ages < WEEKS)
    before = _buyers(purchases, history, (ages >= WEEKS) & (ages < 2 * WEEKS))
    told: list[NDArray[Any]] = [shares]
    told += [popularity(purchases, history.today, half) for half in SHORT_HALF_LIVES]
    told += [(now + SLOW) / (before + SLOW)]
    told += [np.bincount(purchases.what, minlength=purchases.products)]
    told += [history.today - purchases.began(history.today)]
    return np.stack(told, axis=1).astype(np.float32)


def _buyers(purchases: Purchases, history: History, mask: Mask) -> Place:
    """How many different people bought each product on some of the lines."""
    pairs = np.unique(history.what[mask].astype(np.int64) * purchases.people + history.who[mask])
    return np.bincount(pairs // max(purchases.people, 1), minlength=purchases.products)
