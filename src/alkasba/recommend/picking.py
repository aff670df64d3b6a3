"""Picks the best of each row of scores, looking at every score once."""

import numpy as np
from numba import prange

from alkasba.recommend.kernel import on_all_cores
from alkasba.recommend.purchases import Number, Whole


@on_all_cores
def pick(scores: Number, lists: Whole, values: Number) -> None:
    """Fill the lists with the places of the highest scores, equals in order, and their scores.

    What is NaN or -inf is left out; places that stay empty are as they were.
    """
    k = lists.shape[1]
    for row in prange(len(scores)):
        count, edge = 0, np.float32(-np.inf)
        for place in range(scores.shape[1]):
            score = scores[row, place]
            if score > edge:
                count = min(count + 1, k)
                at = count - 1
                while at > 0 and values[row, at - 1] < score:
                    values[row, at], lists[row, at] = values[row, at - 1], lists[row, at - 1]
                    at -= 1
                values[row, at], lists[row, at] = score, place
                edge = values[row, k - 1] if count == k else edge
