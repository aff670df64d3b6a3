"""Which candidates are shown: none that must not be, no two too much alike, room for new ones."""

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Number, Place, Whole

Exact = NDArray[np.float64]
NOTHING = -np.inf


def choose(
    what: Whole,
    scores: Number,
    k: int,
    *,
    allowed: Mask,
    vectors: Number | None = None,
    diversity: float = 0.0,
    is_new: Mask | None = None,
    new_share: float = 0.0,
) -> Place:
    """Places in `what` of the k to show, the first to show first.

    `allowed` and `is_new` are of all products. `diversity` from 0 to 1 is how much it counts
    against a product to be like one already chosen (maximal marginal relevance, Carbonell and
    Goldstein 1998). Of each run of places new products get `new_share`, as long as there are any.
    Equals stand in the order of products.
    """
    places = _fit(what, scores, allowed)
    value = _from_zero_to_one(scores[places])
    new = is_new[what[places]] if is_new is not None else np.zeros(len(places), bool)
    unit = _unit(vectors[what[places]]) if vectors is not None and diversity > 0 else None
    nearest = np.zeros(len(places))
    free = np.ones(len(places), bool)
    chosen: list[int] = []
    for place in range(min(k, len(places))):
        wanted = free & new if _is_turn_of_new(place, new_share, new[chosen]) else free
        wanted = wanted if wanted.any() else free
        merit = (1 - diversity) * value - diversity * nearest
        one = int(np.argmax(np.where(wanted, merit, NOTHING)))
        chosen.append(one)
        free[one] = False
        if unit is not None:
            nearest = np.maximum(nearest, unit @ unit[one])
    return places[chosen]


def _is_turn_of_new(place: int, share: float, new: Mask) -> bool:
    return int(new.sum()) < int((place + 1) * share + 1e-9)


def _fit(what: Whole, scores: Number, allowed: Mask) -> Place:
    """What may be shown, once each, the best first."""
    order = np.lexsort((what, -np.nan_to_num(scores, nan=NOTHING, posinf=np.inf, neginf=NOTHING)))
    fit = order[(what[order] >= 0) & np.isfinite(scores[order])]
    fit = fit[allowed[what[fit]]]
    first = np.unique(what[fit], return_index=True)[1]
    return fit[np.sort(first)]


def _from_zero_to_one(scores: Number) -> Exact:
    """Scores on one scale, since how like two products are is on that one too."""
    if len(scores) == 0:
        return np.zeros(0)
    low, high = float(scores.min()), float(scores.max())
    if high == low:
        return np.ones(len(scores))
    return (scores.astype(np.float64) - low) / (high - low)


def _unit(vectors: Number) -> Exact:
    length = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    unit = np.zeros(vectors.shape)
    np.divide(vectors, length, out=unit, where=length > 0)
    return unit
