"""One list of several sources: how much each says of a purchase to come is learnt on the holdout.

Every candidate is a row of clues, each of a source, NaN where the source does not know it. A
logistic regression gives the chance that it is bought; the source that adds most to it has spoken.
What is popular is believed before anything is learnt, and how much is learnt beyond it is decided
on people that it was not learnt of: where nothing foretells, what is popular is all that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.evaluate import surely_best
from alkasba.recommend.logistic import Belief, chance_of, fitted
from alkasba.recommend.purchases import Mask, Number, Whole

Exact = NDArray[np.float64]
Pair = tuple[Belief, Belief]
MOST = 20.0
"""Times the usual clue that the root of a clue counts at most; a wild one decides nothing alone."""
MOST_OF_ALL = 1e5
"""As much for the logarithm: best-sellers, far above what is usual, stay apart from each other."""
LITTLE = 0.01
CALMS = (1000.0, 30.0, 1.0)
"""How firmly weights are held near what is popular alone, that are tried."""
SURE = 1.0
"""Standard errors by which a mix has to beat what is popular, on people that it has not seen."""
FEWEST = 4
"""People with a purchase below whom there is nothing to decide by."""
ENOUGH = 100
"""Candidates that were bought, and that were not, which a regression of their own needs."""
LEAST_SPREAD = 1e-4
"""What differs less between candidates is the same, but for the rounding: divided by so little, the
first candidate that differs would be sure of anything."""
PLACES = 20
LEAST_SLOPE = 1e-3


@dataclass(frozen=True)
class Clues:
    """What the columns are: the source of each, -1 where none; `known` is the one that says whether
    a person has had a product, `popular` the one that orders products where nothing else is known.
    """

    sources: tuple[str, ...]
    source: tuple[int, ...]
    known: int
    popular: int

    @cached_property
    def columns(self) -> list[list[int]]:
        """The columns of each source."""
        return [
            [place for place, one in enumerate(self.source) if one == number]
            for number in range(len(self.sources))
        ]

    def knowing(self, scores: Number) -> Mask:
        """Which sources know each candidate."""
        known = ~np.isnan(scores)
        return np.stack([known[:, these].any(axis=1) for these in self.columns], axis=1)


@dataclass(frozen=True, slots=True)
class Sight:
    """How clues are seen: by the logarithm and the root of their size, beside what is usual.

    What a source does not know is as usual, and that it does not know is seen by itself.
    """

    clues: Clues
    scale: Exact
    centre: Exact
    spread: Exact

    def rows(self, scores: Number) -> Number:
        views = (_views(scores, self.scale) - self.centre) / self.spread
        return np.column_stack([np.nan_to_num(views), self.clues.knowing(scores)]).astype(
            np.float32
        )

    def by_source(self, weighed: Exact) -> Exact:
        """What was said column by column, put together by source."""
        width, known = len(self.scale), weighed[:, 2 * len(self.scale) :]
        both = weighed[:, :width] + weighed[:, width : 2 * width]
        parts = [both[:, these].sum(axis=1) for these in self.clues.columns]
        return np.stack(parts, axis=1) + known


@dataclass(frozen=True, slots=True)
class Mix:
    """What was learnt of all candidates, of those that a person has had, and of those that not.

    Of what a person has bought popularity says something else than of what is new to her. `calm` is
    how firmly all of it is held near what is popular: without end where nothing else is said.
    `popular` is what is believed by that alone.
    """

    sight: Sight
    everywhere: Belief
    had: Belief
    new: Belief
    popular: Belief
    calm: float

    def by_popularity(self) -> "Mix":
        """The same, where nothing else is said than what is popular."""
        alone = self.popular
        return replace(self, everywhere=alone, had=alone, new=alone, calm=np.inf)

    def told(self, scores: Number) -> Exact:
        """The logarithm of the odds that each candidate is bought."""
        rows = self.sight.rows(scores)
        had = ~np.isnan(scores[:, self.sight.clues.known])
        return np.where(had, self.had.told(rows), self.new.told(rows))

    def chances(self, scores: Number) -> Number:
        """How likely each candidate is to be bought."""
        return chance_of(self.told(scores)).astype(np.float32)

    def spoke(self, scores: Number) -> Whole:
        """Which source says most for each candidate, among those that know it; -1 if none does."""
        if len(scores) == 0:
            return np.empty(0, np.int32)
        weighed = self.sight.rows(scores) * self.everywhere.weights
        knowing = self.sight.clues.knowing(scores)
        said = np.where(knowing, self.sight.by_source(weighed), -np.inf)
        loudest: Whole = np.argmax(said, axis=1).astype(np.int32)
        loudest[~knowing.any(axis=1)] = -1
        return loudest


@dataclass(frozen=True, slots=True)
class Taught:
    """Candidates of the holdout by person, and whether each was bought."""

    rows: Number
    had: Mask
    bought: Mask
    who: Whole

    def where(self, mask: Mask) -> "Taught":
        return Taught(self.rows[mask], self.had[mask], self.bought[mask], self.who[mask])


def learn(scores: Number, bought: Mask, who: Whole, clues: Clues) -> Mix:
    """A mix from candidates of the holdout, whose each is, and whether it was bought.

    Without enough people who bought one nothing can be learnt, and all sources say the same by what
    they say first.
    """
    if scores.shape[1] != len(clues.source):
        raise ValueError("mix: there is not one source for each column")
    sight = _sight(scores, clues)
    taught = Taught(sight.rows(scores), ~np.isnan(scores[:, clues.known]), bought, who)
    if len(np.unique(who[bought])) < FEWEST or bought.all():
        even = _even(clues)
        return Mix(sight, even, even, even, _popular_alone(clues, LEAST_SLOPE, 0.0), 0.0)
    lean = _by_popularity(taught, clues)
    calm = _calm(taught, lean)
    if calm == np.inf:
        return Mix(sight, lean, lean, lean, lean, calm)
    everywhere = fitted(taught.rows, taught.bought, lean, calm)
    had, new = _apart(taught, lean, calm, (everywhere, everywhere))
    return Mix(sight, everywhere, had, new, lean, calm)


def _apart(taught: Taught, lean: Belief, calm: float, begin: Pair | None = None) -> Pair:
    """What is learnt of what people have had, and of what is new to them; where one of them has
    too little to learn from, both are learnt as one."""
    halves = [taught.where(taught.had), taught.where(~taught.had)]
    starts = begin or (lean, lean)
    if any(min(half.bought.sum(), (~half.bought).sum()) < ENOUGH for half in halves):
        both = fitted(taught.rows, taught.bought, lean, calm, starts[1])
        return both, both
    had, new = (
        fitted(half.rows, half.bought, lean, calm, start)
        for half, start in zip(halves, starts, strict=True)
    )
    return had, new


def _calm(taught: Taught, lean: Belief) -> float:
    """How firmly weights are to be held: what foretells best what other people bought.

    It is without end where nothing is surely better than what is popular.
    """
    halves = [taught.where(taught.who % 2 == half) for half in (0, 1)]
    if any(not half.bought.any() for half in halves):
        # One half foretells nothing of the other, and what is popular is held on to.
        return CALMS[0]
    popular = np.concatenate([_gains(half, lean.told(half.rows)) for half in halves])
    told = np.stack([np.concatenate(found) for found in _unseen(halves, lean)])
    best = surely_best(told, popular, SURE)
    return np.inf if best is None else CALMS[best]


def _unseen(halves: Sequence[Taught], lean: Belief) -> Iterator[tuple[Exact, Exact]]:
    """How well each half of the people is foretold by what the other half teaches, at each calm."""
    begin: list[Pair | None] = [None, None]
    for calm in CALMS:
        begin = [_apart(halves[1 - n], lean, calm, begin[n]) for n in (0, 1)]
        one, other = (
            _gains(half, _told(half, pair))
            for half, pair in zip(halves, begin, strict=True)
            if pair is not None
        )
        yield one, other


def _told(taught: Taught, pair: Pair) -> Exact:
    had, new = pair
    return np.where(taught.had, had.told(taught.rows), new.told(taught.rows))


def _gains(taught: Taught, told: Exact) -> Exact:
    """The discounted gain of each person's first places, as a share of what is possible."""
    order = np.lexsort((-told, taught.who))
    people, start = np.unique(taught.who[order], return_index=True)
    turn = np.repeat(np.arange(len(people)), np.diff(np.append(start, len(order))))
    place = np.arange(len(order)) - start[turn]
    worth = np.where(place < PLACES, 1 / np.log2(place + 2.0), 0)
    hit = taught.bought[order]
    gain = np.bincount(turn, weights=worth * hit, minlength=len(people))
    counts = np.bincount(turn, weights=hit, minlength=len(people)).astype(np.int64)
    best = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(PLACES) + 2.0))])
    some = counts > 0
    shares: Exact = gain[some] / best[np.minimum(counts[some], PLACES)]
    return shares


def _by_popularity(taught: Taught, clues: Clues) -> Belief:
    """What is popular alone: the more popular, the likelier, by as much as was seen."""
    column = taught.rows[:, [clues.popular]]
    alone = fitted(column, taught.bought, Belief(np.zeros(1), 0.0), LITTLE)
    return _popular_alone(clues, max(float(alone.weights[0]), LEAST_SLOPE), alone.base)


def _popular_alone(clues: Clues, slope: float, base: float) -> Belief:
    """Every source says nothing but what is popular."""
    weights = np.zeros(2 * len(clues.source) + len(clues.sources))
    weights[clues.popular] = slope
    return Belief(weights, base)


def _even(clues: Clues) -> Belief:
    """Every source says the same, by the root of its first column and by whether it knows."""
    width = len(clues.source)
    weights = np.zeros(2 * width + len(clues.sources))
    for these in clues.columns:
        weights[width + these[0]] = 1.0
    weights[2 * width :] = 1.0
    return Belief(weights, 0.0)


def _sight(scores: Number, clues: Clues) -> Sight:
    scale = _scale(scores)
    views = _views(scores, scale)
    known = ~np.isnan(views)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, views, 0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (views - centre) ** 2, 0).sum(axis=0) / count)
    return Sight(clues, scale, centre, np.where(spread > LEAST_SPREAD, spread, 1.0))


def _scale(scores: Number) -> Exact:
    """The usual size of each clue."""
    sizes = np.abs(np.nan_to_num(scores.astype(np.float64)))
    usual = sizes.sum(axis=0) / np.maximum((sizes > 0).sum(axis=0), 1)
    return np.where(usual > 0, usual, 1.0)


def _views(scores: Number, scale: Exact) -> Exact:
    """The logarithm of each clue, then the root of each; NaN where its source knows nothing."""
    sized = np.clip(scores.astype(np.float64) / scale, 0, MOST_OF_ALL)
    return np.column_stack([np.log(sized + LITTLE), np.sqrt(np.minimum(sized, MOST))])
