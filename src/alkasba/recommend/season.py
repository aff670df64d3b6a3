"""What was bought at this time of the year before: the coming weeks, in earlier years."""

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.habit import History
from alkasba.recommend.purchases import Whole

Exact = NDArray[np.float64]
YEAR = 365.25
AHEAD_DAYS = 30
"""Days ahead for which it is told what is wanted; a model seldom serves longer."""
NEAR_DAYS = 14.0
"""Days before or after them at which a purchase says half as much."""
LEAST = 0.01
"""What says less says nothing."""


def nearness(day: Whole, today: int) -> Exact:
    """How much what was bought on a day says of the days ahead of `today`.

    It is 1 on the same days a year ago, half as much a year earlier, and less with the days
    between; the last half year says nothing, since it is no earlier season.
    """
    ahead = (day - today - 1) % YEAR
    away = np.where(ahead < AHEAD_DAYS, 0, np.minimum(ahead - AHEAD_DAYS + 1, YEAR - ahead))
    age = today - day
    years = np.maximum(np.round(age / YEAR), 1)
    near = np.exp2(-((away / NEAR_DAYS) ** 2) - (years - 1))
    return np.where((age > YEAR / 2) & (near >= LEAST), near, 0)


def in_season(history: History, products: int) -> tuple[Whole, Whole, Exact]:
    """Who bought what in the coming weeks of earlier years, each pair once, and how near it was."""
    near = nearness(history.day, history.today)
    said = near > 0
    cell = history.who[said].astype(np.int64) * products + history.what[said]
    pairs, place = np.unique(cell, return_inverse=True)
    nearest = np.zeros(len(pairs))
    np.maximum.at(nearest, place, near[said])
    width = max(products, 1)
    return (pairs // width).astype(np.int32), (pairs % width).astype(np.int32), nearest
