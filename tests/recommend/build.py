"""Small shops for models: purchases drawn from tastes that are known."""

from dataclasses import replace

import numpy as np

from alkasba.recommend.als import AlsSettings
from alkasba.recommend.purchases import Purchases, gather

TODAY = 20_000
PLAIN = AlsSettings(
    dimension=4,
    rounds=30,
    unobserved=0.2,
    regularisation=0.5,
    exponent=0.0,
    half_life_days=float("inf"),
    times_power=0.0,
    popularity=0.0,
    evenness=0.0,
)
"""Every purchase weighs one, everything else the same."""

FEW_ROUNDS = replace(PLAIN, rounds=3, dimension=10)


def whole(*values):
    return np.array(values, np.int32)


def purchases(*lines, people, products):
    """Purchases of lines (who, what, days ago)."""
    who, what, ago = np.array(lines, np.int32).reshape(-1, 3).T
    return gather(who, what, TODAY - ago, people=people, products=products)


def drawn(people=40, products=24, lines=400, seed=1) -> Purchases:
    """A shop of two tastes: even people like even products, most of the time."""
    chance = np.random.default_rng(seed)
    who = chance.integers(0, people, lines).astype(np.int32)
    liked = chance.integers(0, products // 2, lines) * 2 + who % 2
    what = np.where(chance.random(lines) < 0.9, liked, chance.integers(0, products, lines))
    day = TODAY - chance.integers(0, 200, lines)
    return gather(
        who, what.astype(np.int32), day.astype(np.int32), people=people, products=products
    )


def vectors(rows, dimension=3, seed=0):
    return np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
