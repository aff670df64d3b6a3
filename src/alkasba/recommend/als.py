"""What a person has not bought yet, by factors of people and products learnt together.

The model is iALS (Hu, Koren, Volinsky 2008: Collaborative filtering for implicit feedback datasets)
as set up by Rendle, Krichene, Zhang, Koren 2021 (Revisiting the performance of iALS on item
recommendation benchmarks): a weight of what was not bought, and regularisation that grows with the
number of purchases. What is popular and yet not bought may weigh more (He et al. 2016: Fast matrix
factorization for online recommendation with implicit feedback).
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.extra import compiled
from alkasba.recommend.purchases import Number, Place, Purchases, Rows, Whole

Exact = NDArray[np.float64]

STEPS = 3
"""Conjugate gradients of a row in a round."""
FIRST_GUESS = 0.1
BLOCK = 8192
LEAST = 1e-6
LEAST_DAMPING = 1e-3


@dataclass(frozen=True, slots=True)
class AlsSettings:
    """How the model is trained; `tune` finds the values that fit a shop.

    `unobserved` is the weight of a product that a person did not buy, beside 1 for one bought once;
    it goes with the number of buyers of the product to the power of `popularity`. A row is held
    near zero by `regularisation` times its weight to the power of `exponent`. A purchase counts
    half after `half_life_days`; one made n times counts n to the power of `times_power`. What
    products learn from a person goes with the number of hers to the power of minus `evenness`.
    """

    dimension: int = 128
    rounds: int = 8
    unobserved: float = 1.0
    regularisation: float = 0.12
    exponent: float = 0.5
    half_life_days: float = 90.0
    seed: int = 0
    times_power: float = 0.25
    popularity: float = 0.5
    evenness: float = 0.25

    def __post_init__(self) -> None:
        if self.dimension < 1 or self.rounds < 0:
            raise ValueError("als: dimension is at least 1, rounds at least 0")
        if not (self.half_life_days > 0 and self.unobserved >= 0 and self.regularisation >= 0):
            raise ValueError("als: half_life_days is above 0, weights are not below")
        if not isfinite(self.unobserved + self.regularisation + self.exponent):
            raise ValueError("als: only half_life_days may be without end")


@dataclass(frozen=True)
class Factors:
    """A vector for each person and product; `unobserved` weighs each product where not bought."""

    people: Number
    products: Number
    unobserved: Number

    @cached_property
    def gram(self) -> Number:
        """The products times themselves, which every fold-in needs and which costs most of it."""
        return _gram(self.products, self.unobserved)

    @property
    def dimension(self) -> int:
        return int(self.products.shape[1])


def train(
    purchases: Purchases, settings: AlsSettings, today: int, start: Number | None = None
) -> Factors:
    """Factors of all people and products; whoever bought nothing, and what nobody bought, is zero.

    `start` is a first guess of the products, such as the vectors of yesterday.
    """
    improve = compiled("descent").improve
    weight = purchases.weight(settings, today)
    unobserved = _unobserved(purchases, settings)
    of_people = _side(
        purchases.by_person, weight, np.full(purchases.people, unobserved.sum()), settings
    )
    everyone = _voices(purchases, settings)
    heard = weight * everyone[purchases.who]
    of_products = _side(purchases.by_product, heard, unobserved * everyone.sum(), settings)
    people = np.zeros((purchases.people, settings.dimension), np.float32)
    ones = np.ones(purchases.people, np.float32)
    products = _begun(purchases.products, settings, start)
    for _ in range(settings.rounds):
        gram = _gram(products, unobserved)
        improve(people, products, *of_people, gram, ones, STEPS)
        gram = _gram(people, everyone)
        improve(products, people, *of_products, gram, unobserved, STEPS)
    return Factors(people, products, unobserved)


def usual_weight(purchases: Purchases, settings: AlsSettings, today: int) -> float:
    """What all products weigh for an average person, bought or not: what regularisation scales."""
    bought = float(purchases.weight(settings, today).sum()) / max(purchases.people, 1)
    return max(bought + settings.unobserved * purchases.products, LEAST)


def fold_in(factors: Factors, settings: AlsSettings, what: Whole, weights: Number) -> Number:
    """The vector of somebody who bought these products, without training anew.

    It is what minimises the loss of that one person exactly, with the products as they are.
    """
    bought = factors.products[what].astype(np.float64)
    equations = _equations(factors, settings, bought, weights)
    vector = _solved(equations, bought.T @ weights.astype(np.float64))
    return vector.astype(np.float32)


def because(
    factors: Factors, settings: AlsSettings, what: Whole, weights: Number, product: int
) -> Number:
    """What each bought product adds to the score of another; together they are the score.

    After section 5 of Hu, Koren, Volinsky 2008.
    """
    bought = factors.products[what].astype(np.float64)
    equations = _equations(factors, settings, bought, weights)
    towards = _solved(equations, factors.products[product].astype(np.float64))
    return (weights * (bought @ towards)).astype(np.float32)


def _equations(factors: Factors, settings: AlsSettings, bought: Exact, weights: Number) -> Exact:
    seen = (bought * weights[:, None].astype(np.float64)).T @ bought
    total = weights.sum(keepdims=True) + factors.unobserved.sum(dtype=np.float64)
    damping = _damping(total, settings)
    all_of_it: Exact = factors.gram + seen + damping * np.eye(factors.dimension)
    return all_of_it


def _solved(equations: Exact, right: Exact) -> Exact:
    """The solution; where there are several, such as of a shop without factors, the smallest."""
    try:
        return np.linalg.solve(equations, right).astype(np.float64)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(equations, right, rcond=None)[0].astype(np.float64)


def _side(
    rows: Rows, weight: Number, unseen: Exact, settings: AlsSettings
) -> tuple[Place, Whole, Number, Number]:
    """Where the cells of each row stand, what they are and weigh, and how much it is damped."""
    cells = weight[rows.order]
    owner = np.repeat(np.arange(len(rows.start) - 1, dtype=np.int32), np.diff(rows.start))
    total = np.bincount(owner, weights=cells, minlength=len(rows.start) - 1) + unseen
    return rows.start, rows.what, cells, _damping(total, settings).astype(np.float32)


def _damping(total: Exact, settings: AlsSettings) -> Exact:
    """How much a row is held near zero, by what all its cells weigh."""
    damping: Exact = settings.regularisation * np.maximum(total, LEAST) ** settings.exponent
    # Never free: single numbers would run away from a row that nothing holds.
    return np.maximum(damping, LEAST_DAMPING)


def _unobserved(purchases: Purchases, settings: AlsSettings) -> Number:
    """The weight of each product where it was not bought; on average that of the settings."""
    buyers = np.bincount(purchases.what, minlength=purchases.products)
    popular = (buyers + 1.0) ** settings.popularity
    mean = popular.mean() if len(popular) else 1.0
    return (settings.unobserved * popular / mean).astype(np.float32)


def _voices(purchases: Purchases, settings: AlsSettings) -> Number:
    """How much each person says of the products: the less, the more she bought."""
    bought = np.maximum(np.bincount(purchases.who, minlength=purchases.people), 1.0)
    voices = bought**-settings.evenness
    return (voices / (voices.mean() if len(voices) else 1.0)).astype(np.float32)


def _begun(products: int, settings: AlsSettings, start: Number | None) -> Number:
    if start is None:
        return _first_guess(products, settings)
    if start.shape != (products, settings.dimension):
        # The inner loop would read beyond its end.
        raise ValueError("als: the first guess is not of these products and this dimension")
    return np.array(start, np.float32)


def _first_guess(products: int, settings: AlsSettings) -> Number:
    chance = np.random.default_rng(settings.seed)
    guess: Number = chance.standard_normal((products, settings.dimension), dtype=np.float32)
    guess *= np.float32(FIRST_GUESS / settings.dimension**0.5)
    return guess


def _gram(vectors: Number, weights: Number) -> Number:
    """Each vector times itself, weighed and added up; in blocks, so that none is held twice."""
    gram = np.zeros((vectors.shape[1], vectors.shape[1]), np.float32)
    for begin in range(0, len(vectors), BLOCK):
        these = slice(begin, begin + BLOCK)
        gram += (vectors[these] * weights[these, None]).T @ vectors[these]
    return gram
