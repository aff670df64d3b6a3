"""Adds up what is said of products alike, one row of all products after another."""

import numpy as np
from numba import prange

from alkasba.recommend.kernel import on_all_cores
from alkasba.recommend.purchases import Number, Place, Whole


@on_all_cores
def add_said(
    rows: Number, products: Whole, start: Place, word: Whole, weight: Number,
    starts: Place, product: Whole, weights: Number,
) -> None:  # fmt: skip
    """Add to each row the cosine of what is said of its product and of all; 0 for itself."""
    for r in prange(len(products)):
        own = products[r]
        before = rows[r, own]
        for at in range(start[own], start[own + 1]):
            one = np.int64(word[at])
            for there in range(starts[one], starts[one + 1]):
                rows[r, product[there]] += weight[at] * weights[there]
        rows[r, own] = before
