"""The best of many scores, the same on every machine: equals stand in the order of products."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.als import Factors
from alkasba.recommend.extra import compiled
from alkasba.recommend.purchases import Number, Purchases, Whole

BLOCK, CELLS = 256, 1 << 26
"""People whose scores of all products are held at once, and how many scores that may be."""
COLUMNS = 8_192
"""Products that are looked at together, before it is asked whether any other could be wanted."""
ROUNDING = 1.0001
"""What a product of two vectors may be more than that of their lengths, for the rounding."""


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
    rows = min(max(CELLS // max(len(factors.products), 1), 1), BLOCK)
    for begin in range(0, len(people), rows):
        block = people[begin : begin + rows]
        scores = factors.people[block] @ factors.products.T
        scores[~factors.people[block].any(axis=1)] = -np.inf
        if but is not None:
            _leave_out(scores, block, but)
        these = slice(begin, begin + len(block))
        lists[these], values[these] = top_of_many(scores, width)
    return lists, values


@dataclass(frozen=True)
class Longest:
    """Finds what is wanted most among very many products, and looks at few of them.

    None is wanted more than the length of its vector, times that of a person, allows; so the
    longest come first, and the others are passed over as soon as none of them can be among the
    best. What nobody buys has a short vector. `among` are the only ones that count, if not all do.
    """

    vectors: Number
    among: Whole | None = None

    @cached_property
    def order(self) -> tuple[Whole, Number]:
        """The products, the longest first, and how long they are; those without a vector not."""
        which = np.arange(len(self.vectors)) if self.among is None else self.among
        length = np.concatenate(
            [np.linalg.norm(self.vectors[part], axis=1) for part in _parts(which)]
        )
        order = np.argsort(-length, kind="stable")[: np.count_nonzero(length)]
        return which[order].astype(np.int32), length[order]

    def best(self, people: Number, k: int) -> Whole:
        """The k products that each of these vectors wants most; -1 where no more are wanted."""
        products, length = self.order
        lists = np.full((len(people), k), -1, np.int32)
        values = np.zeros((len(people), k), np.float32)
        reach = np.linalg.norm(people, axis=1) * ROUNDING
        for begin in range(0, len(products), COLUMNS):
            rows = np.flatnonzero(reach * length[begin] > values[:, -1])
            if not len(rows):
                break
            these = products[begin : begin + COLUMNS]
            scores = people[rows] @ self.vectors[these].T
            scores[scores <= 0] = -np.inf
            found, how = top_of_many(scores, k)
            found = np.where(found >= 0, these[found], -1)
            both = np.concatenate([lists[rows], found], axis=1)
            worth = np.concatenate([values[rows], how], axis=1)
            # Of equal ones the first product comes first, and none comes last.
            order = np.lexsort((np.where(both >= 0, both, len(self.vectors)), -worth))[:, :k]
            lists[rows] = np.take_along_axis(both, order, axis=1)
            values[rows] = np.take_along_axis(worth, order, axis=1)
        return lists


def _parts(which: NDArray[np.integer]) -> Iterator[NDArray[np.integer]]:
    """Products a part at a time, at least one part, so that no vectors are held twice."""
    for begin in range(0, max(len(which), 1), COLUMNS):
        yield which[begin : begin + COLUMNS]


def _leave_out(scores: Number, people: Whole, but: Purchases) -> None:
    rows = but.by_person
    lengths = rows.start[people + 1] - rows.start[people]
    ends = np.cumsum(lengths)
    begin = np.repeat(rows.start[people] - ends + lengths, lengths)
    places = np.arange(lengths.sum()) + begin
    scores[np.repeat(np.arange(len(people)), lengths), rows.what[places]] = -np.inf
