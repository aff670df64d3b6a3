"""The best of many scores, the same on every machine: equals stand in the order of products."""

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.als import Factors
from alkasba.recommend.extra import compiled
from alkasba.recommend.purchases import Number, Purchases, Whole

BLOCK = 256
"""People whose scores of all products are held at once."""


def top(scores: NDArray[np.floating], k: int) -> Whole:
    """The places of the k highest scores of each row; -1 for what is -inf or NaN.

    >>> top(np.array([[0.5, 0.9, 0.9, -np.inf]]), 4).tolist()
    [[1, 2, 0, -1]]
    """
    clean = np.where(np.isnan(scores), -np.inf, scores)
    k = min(k, clean.shape[1])
    if k == 0:
        return np.empty((len(clean), 0), np.int32)
    chosen = np.argpartition(-clean, k - 1, axis=1)[:, :k]
    edge = np.take_along_axis(clean, chosen, axis=1).min(axis=1)
    # A partition chooses among equals by chance.
    for row in np.flatnonzero((clean >= edge[:, None]).sum(axis=1) > k):
        above = np.flatnonzero(clean[row] > edge[row])
        level = np.flatnonzero(clean[row] == edge[row])
        chosen[row] = np.concatenate([above, level[: k - len(above)]])
    chosen.sort(axis=1)
    values = np.take_along_axis(clean, chosen, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.take_along_axis(chosen, order, axis=1).astype(np.int32)
    ranked[np.isneginf(np.take_along_axis(values, order, axis=1))] = -1
    return ranked


def top_of_many(scores: Number, k: int) -> tuple[Whole, Number]:
    """As `top`, on all cores; with the scores, which are 0 where nothing stands."""
    shape = len(scores), min(k, scores.shape[1])
    lists, values = np.full(shape, -1, np.int32), np.zeros(shape, np.float32)
    if shape[1]:
        compiled("picking").pick(scores, lists, values)
    return lists, values


def best(
    factors: Factors, people: Whole, k: int, *, but: Purchases | None = None
) -> tuple[Whole, Number]:
    """The k products that each of these people wants most, with their scores.

    What stands in `but` is left out for whom it stands there. Who has no vector gets none.
    """
    width = min(k, len(factors.products))
    lists = np.full((len(people), width), -1, np.int32)
    values = np.zeros((len(people), width), np.float32)
    for begin in range(0, len(people), BLOCK):
        block = people[begin : begin + BLOCK]
        scores = factors.people[block] @ factors.products.T
        scores[~factors.people[block].any(axis=1)] = -np.inf
        if but is not None:
            _leave_out(scores, block, but)
        these = slice(begin, begin + len(block))
        lists[these], values[these] = top_of_many(scores, width)
    return lists, values


def _leave_out(scores: Number, people: Whole, but: Purchases) -> None:
    rows = but.by_person
    lengths = rows.start[people + 1] - rows.start[people]
    ends = np.cumsum(lengths)
    begin = np.repeat(rows.start[people] - ends + lengths, lengths)
    places = np.arange(lengths.sum()) + begin
    scores[np.repeat(np.arange(len(people)), lengths), rows.what[places]] = -np.inf
