"""A logistic regression that leans on what is believed without it, by Newton's method."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Number

Exact = NDArray[np.float64]
STEPS = 25
BLOCK = 16_384
"""Rows that are held exactly at once."""
NEAR = 1e-4
"""The share of the loss below which a step is the last one."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A weight of each column, and what is added for every row."""

    weights: Exact
    base: float

    def told(self, rows: Number) -> Exact:
        """The logarithm of the odds of each row."""
        return _told(rows, np.append(self.weights, self.base))


@dataclass(frozen=True, slots=True)
class Hold:
    """What weights are held near, and how firmly."""

    prior: Exact
    calm: float


def fitted(
    rows: Number, bought: Mask, lean: Belief, calm: float, begin: Belief | None = None
) -> Belief:
    """What the rows say, held near `lean` as if so many rows spoke for it; the base as well.

    `begin` is where it is looked for first, and changes only how long that takes.
    """
    hold = Hold(np.append(lean.weights, lean.base), calm)
    weights = hold.prior if begin is None else np.append(begin.weights, begin.base)
    loss = _loss(rows, bought, weights, hold)
    for _ in range(STEPS):
        slope, bend = _shape(rows, bought, weights)
        slope += calm * (weights - hold.prior)
        bend[np.diag_indices_from(bend)] += calm
        step, before = np.linalg.solve(bend, slope).astype(np.float64), loss
        weights, loss = _walk(rows, bought, weights, step, hold, before)
        if before - loss <= NEAR * before:
            break
    return Belief(weights[:-1], float(weights[-1]))


def _shape(rows: Number, bought: Mask, weights: Exact) -> tuple[Exact, Exact]:
    """The slope and the bend of the loss, without what holds it."""
    slope, bend = np.zeros(len(weights)), np.zeros((len(weights), len(weights)))
    for begin in range(0, len(rows), BLOCK):
        these = slice(begin, begin + BLOCK)
        some = rows[these]
        chance = chance_of(_told(some, weights))
        missed, doubt = chance - bought[these], (chance * (1 - chance)).astype(np.float32)
        slope[:-1] += some.T @ missed.astype(np.float32)
        slope[-1] += missed.sum()
        bend[:-1, :-1] += (some * doubt[:, None]).T @ some
        bend[:-1, -1] += some.T @ doubt
        bend[-1, -1] += doubt.sum(dtype=np.float64)
    bend[-1, :-1] = bend[:-1, -1]
    return slope, bend


def _walk(
    rows: Number, bought: Mask, weights: Exact, step: Exact, hold: Hold, loss: float
) -> tuple[Exact, float]:
    """As far along a step as it leads down: Newton's own may jump over the valley."""
    for far in 0.5 ** np.arange(12):
        there: Exact = weights - far * step
        less = _loss(rows, bought, there, hold)
        if less < loss:
            return there, less
    return weights, loss


def _loss(rows: Number, bought: Mask, weights: Exact, hold: Hold) -> float:
    told = _told(rows, weights)
    # The same as the logarithm of 1 + e^x, and finite for all x.
    wrong = np.where(bought, -told, told)
    missed = float((np.maximum(wrong, 0) + np.log1p(np.exp(-np.abs(wrong)))).sum())
    return missed + hold.calm * float(((weights - hold.prior) ** 2).sum()) / 2


def _told(rows: Number, weights: Exact) -> Exact:
    told: Exact = (rows @ weights[:-1].astype(np.float32)).astype(np.float64) + weights[-1]
    return told


def chance_of(told: Exact) -> Exact:
    """The chance that goes with the logarithm of odds."""
    chance: Exact = 1 / (1 + np.exp(-np.clip(told, -30, 30)))
    return chance
