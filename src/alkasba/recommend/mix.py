"""One list of several sources: how much each says of a purchase to come is learnt on the holdout.

Every candidate is a row of scores, one a source, NaN where a source does not know it. A logistic
regression gives the chance that it is bought; the source that adds most to it has spoken.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Number, Place, Whole

Exact = NDArray[np.float64]
VIEWS = 3
"""Each source is seen in three ways: its score, the logarithm of it, and whether it knows."""
CALM = 1.0
"""How strongly weights are held near nothing; little data leaves the sources as they are."""
MOST = 20.0
"""Times the usual score that a score counts at most; a wild one decides nothing alone."""
LITTLE = 0.01
ENOUGH = 100
"""Candidates that were bought, and that were not, which a regression of their own needs."""
STEPS = 25


@dataclass(frozen=True, slots=True)
class Regression:
    """What was learnt: the scale of each source's scores, and the weight of each view of them."""

    scale: Exact
    centre: Exact
    spread: Exact
    weights: Exact
    base: float

    def says(self, scores: Number) -> Exact:
        """What each source adds for each candidate to how likely it is."""
        views = (_views(scores, self.scale) - self.centre) / self.spread
        said: Exact = (views * self.weights).reshape(*scores.shape, VIEWS).sum(axis=2)
        return said

    def chances(self, scores: Number) -> Exact:
        return _chance(self.says(scores).sum(axis=1) + self.base)


@dataclass(frozen=True, slots=True)
class Mix:
    """What was learnt of all candidates, and of those that just the same sources know.

    Of what a person has bought popularity says something else than of what is new to her.
    """

    sources: tuple[str, ...]
    everywhere: Regression
    known_by: dict[int, Regression]

    def chances(self, scores: Number) -> Number:
        """How likely each candidate is to be bought."""
        likely = self.everywhere.chances(scores)
        knowing = _who_knows(scores)
        for which, regression in self.known_by.items():
            those = knowing == which
            likely[those] = regression.chances(scores[those])
        return likely.astype(np.float32)

    def spoke(self, scores: Number) -> Whole:
        """Which source says most for each candidate, among those that know it; -1 if none does."""
        said = np.where(np.isnan(scores), -np.inf, self.everywhere.says(scores))
        loudest: Whole = np.argmax(said, axis=1).astype(np.int32)
        loudest[np.isnan(scores).all(axis=1)] = -1
        return loudest


def learn(scores: Number, bought: Mask, sources: tuple[str, ...]) -> Mix:
    """A mix from candidates of the holdout and whether each was bought.

    Without a single candidate that was bought, or one that was not, nothing can be learnt, and all
    sources say the same by their scores.
    """
    if scores.shape[1] != len(sources):
        raise ValueError("mix: there is not one score for each source")
    knowing = _who_knows(scores)
    known_by = {}
    for which in np.unique(knowing).tolist():
        those = knowing == which
        if min(bought[those].sum(), (~bought[those]).sum()) >= ENOUGH:
            known_by[which] = _learnt(scores[those], bought[those])
    return Mix(sources, _learnt(scores, bought), known_by)


def _who_knows(scores: Number) -> Place:
    """The sources that know each candidate, as one number."""
    return ~np.isnan(scores) @ (2 ** np.arange(scores.shape[1]))


def _learnt(scores: Number, bought: Mask) -> Regression:
    scale = _scale(scores)
    views = _views(scores, scale)
    centre = views.mean(axis=0) if len(views) else np.zeros(views.shape[1])
    spread = views.std(axis=0) if len(views) else np.ones(views.shape[1])
    spread = np.where(spread > 0, spread, 1.0)
    if not bought.any() or bought.all():
        even = np.tile([1.0, 0.0, 0.0], scores.shape[1])
        return Regression(scale, centre, spread, even, 0.0)
    weights, base = _regression((views - centre) / spread, bought)
    return Regression(scale, centre, spread, weights, base)


def _scale(scores: Number) -> Exact:
    """The usual size of each source's scores."""
    sizes = np.abs(np.nan_to_num(scores.astype(np.float64)))
    known = np.maximum((sizes > 0).sum(axis=0), 1)
    usual = sizes.sum(axis=0) / known
    return np.where(usual > 0, usual, 1.0)


def _views(scores: Number, scale: Exact) -> Exact:
    known = ~np.isnan(scores)
    sized = np.clip(np.where(known, scores, 0).astype(np.float64) / scale, -MOST, MOST)
    logs = np.log(np.where(known, np.maximum(sized, 0), 0) + LITTLE)
    views = np.stack([sized, logs, known], axis=2)
    return views.reshape(len(scores), scores.shape[1] * VIEWS)


def _regression(views: Exact, bought: Mask) -> tuple[Exact, float]:
    """Weights and base by Newton's method, with weights held near nothing."""
    rows = np.column_stack([views, np.ones(len(views))])
    calm = np.append(np.full(views.shape[1], CALM), 1e-6)
    weights = np.zeros(rows.shape[1])
    rate = bought.mean()
    weights[-1] = np.log(rate / (1 - rate))
    loss = _loss(rows, bought, weights, calm)
    for _ in range(STEPS):
        chance = _chance(rows @ weights)
        slope = rows.T @ (chance - bought) + calm * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(calm)
        weights, before = _walk(rows, bought, weights, np.linalg.solve(bend, slope), calm), loss
        loss = _loss(rows, bought, weights, calm)
        if before - loss < 1e-6 * before:
            break
    return weights[:-1], float(weights[-1])


def _walk(rows: Exact, bought: Mask, weights: Exact, step: Exact, calm: Exact) -> Exact:
    """As far along a step as it leads down: Newton's own may jump over the valley."""
    loss = _loss(rows, bought, weights, calm)
    for far in 0.5 ** np.arange(12):
        there: Exact = weights - far * step
        if _loss(rows, bought, there, calm) < loss:
            return there
    return weights


def _loss(rows: Exact, bought: Mask, weights: Exact, calm: Exact) -> float:
    told = rows @ weights
    missed = np.logaddexp(0, np.where(bought, -told, told)).sum()
    return float(missed + (calm * weights**2).sum() / 2)


def _chance(told: Exact) -> Exact:
    chance: Exact = 1 / (1 + np.exp(-np.clip(told, -30, 30)))
    return chance
