"""What a person has not bought yet, by factors of people and products learnt together.

The model is iALS (Hu, Koren, Volinsky 2008: Collaborative filtering for implicit feedback datasets)
as set up by Rendle, Krichene, Zhang, Koren 2021 (Revisiting the performance of iALS on item
recommendation benchmarks): a weight of what was not bought, and regularisation that grows with the
number of purchases. What is popular and yet not bought may weigh more (He et al. 2016: Fast matrix
factorization for online recommendation with implicit feedback).
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.errors import SettingsError
from alkasba.recommend.purchases import Number, Place, Purchases, Rows, Whole

Exact = NDArray[np.float64]

STEPS = 3
"""Conjugate gradients of a row in a round."""
FIRST_GUESS = 0.1


@dataclass(frozen=True, slots=True)
class AlsSettings:
    """How the model is trained; `tune` finds the values that fit a shop.

    `unobserved` is the weight of a product that a person did not buy, beside 1 for one bought once;
    it goes with the popularity of the product to the power of `popularity`. The regularisation of
    a row is `regularisation` times its weight to the power of `exponent`. A purchase counts half
    after `half_life_days`; one made n times counts n to the power of `times_power`.
    """

    dimension: int = 128
    rounds: int = 8
    unobserved: float = 0.3
    regularisation: float = 0.01
    exponent: float = 1.0
    half_life_days: float = float("inf")
    seed: int = 0
    times_power: float = 0.0
    popularity: float = 0.0


@dataclass(frozen=True)
class Factors:
    """A vector for each person and product; `unobserved` is each product's weight when not bought."""

    people: Number
    products: Number
    unobserved: Number

    @cached_property
    def gram(self) -> Number:
        """The products times themselves, which every fold-in needs and which costs most of it."""
        return _gram(self.products, self.unobserved)

    @property
    def dimension(self) -> int:
        return self.products.shape[1]


def train(
    purchases: Purchases, settings: AlsSettings, today: int, start: Number | None = None
) -> Factors:
    """Factors of all people and products; whoever bought nothing, and what nobody bought, is zero.

    `start` is a first guess of the products, such as the vectors of yesterday.
    """
    improve = _improve()
    weight = purchases.weight(settings, today)
    unobserved = _unobserved(purchases, settings)
    of_people = _side(
        purchases.by_person, weight, np.full(purchases.people, unobserved.sum()), settings
    )
    of_products = _side(purchases.by_product, weight, unobserved * purchases.people, settings)
    people = np.zeros((purchases.people, settings.dimension), np.float32)
    products = _first_guess(purchases.products, settings) if start is None else start.copy()
    everyone = np.ones(purchases.people, np.float32)
    for _ in range(settings.rounds):
        gram = _gram(products, unobserved)
        improve(people, products, *of_people, gram, everyone, STEPS)
        gram = _gram(people, everyone)
        improve(products, people, *of_products, gram, unobserved, STEPS)
    return Factors(people, products, unobserved)


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


def _equations(
    factors: Factors, settings: AlsSettings, bought: Exact, weights: Number
) -> Exact:
    seen = (bought * weights[:, None].astype(np.float64)).T @ bought
    total = float(weights.sum()) + float(factors.unobserved.sum())
    damping = settings.regularisation * total**settings.exponent
    return factors.gram + seen + damping * np.eye(factors.dimension)


def _solved(equations: Exact, right: Exact) -> Exact:
    """The solution; where there are several, such as of a shop without factors, the smallest."""
    try:
        return np.linalg.solve(equations, right)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(equations, right, rcond=None)[0]


def _side(
    rows: Rows, weight: Number, unseen: Exact, settings: AlsSettings
) -> tuple[Place, Whole, Number, Number]:
    """Where the cells of each row stand, what they are and weigh, and how much it is damped."""
    cells = weight[rows.order]
    owner = np.repeat(np.arange(len(rows.start) - 1), np.diff(rows.start))
    total = np.bincount(owner, weights=cells, minlength=len(rows.start) - 1) + unseen
    damping = settings.regularisation * total**settings.exponent
    return rows.start, rows.what, cells, damping.astype(np.float32)


def _unobserved(purchases: Purchases, settings: AlsSettings) -> Number:
    """The weight of each product where it was not bought; on average that of the settings."""
    popular = (np.bincount(purchases.what, minlength=purchases.products) + 1.0) ** settings.popularity
    mean = popular.mean() if len(popular) else 1.0
    return (settings.unobserved * popular / mean).astype(np.float32)


def _first_guess(products: int, settings: AlsSettings) -> Number:
    chance = np.random.default_rng(settings.seed)
    guess = chance.standard_normal((products, settings.dimension), np.float32)
    return guess * np.float32(FIRST_GUESS / settings.dimension**0.5)


def _gram(vectors: Number, weights: Number) -> Number:
    return (vectors * weights[:, None]).T @ vectors


def _improve() -> Any:
    """What trains; its compiler is an extra, so it is only looked for here."""
    try:
        return import_module("alkasba.recommend.descent").improve
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "numba":
            raise
        raise SettingsError(
            "what learns recommendations is not installed.",
            where="[recommend]",
            next_step="Run: pip install 'alkasba[recommend]'",
        ) from None
