"""Folds many people in fast: solves by what each bought, where that is less than the dimension.

The normal equations of a person are those of a kernel regression on the products that she bought
(Woodbury's identity): with G for all that nobody has bought, K = B G⁻¹ Bᵀ and W the weights of her
purchases, the parts of the score of a product q are (K + W⁻¹)⁻¹ B G⁻¹ q. Along the axes of G, which
are reckoned once, G is a row of numbers, and K a product of two small matrices.
"""

from dataclasses import dataclass

import numpy as np

from alkasba.recommend.als import (
    AlsSettings,
    Exact,
    Factors,
    _damping,
    _equations,
    _solved,
    fold_in,
)
from alkasba.recommend.purchases import Number, Whole

LEAST_WEIGHT = 1e-9
"""A purchase that weighs less says nothing."""


@dataclass(frozen=True, slots=True)
class Folding:
    """The axes of G, a column each; `spread` is what G has along each, before the damping.

    The damping of a person adds to all axes alike, so that the axes are those of everybody.
    Products are turned towards them when they are needed: all of them turned would take as much
    memory again as the model.
    """

    factors: Factors
    settings: AlsSettings
    axes: Number
    spread: Exact
    unobserved: float

    def scores(self, what: Whole, weights: Number) -> Number:
        """How much somebody who bought these products wants each product."""
        if len(what) > self.factors.dimension:
            vector = fold_in(self.factors, self.settings, what, weights)
            return _each(self.factors.products, vector)
        bought = self._along(what)
        stiff = self._stiff(weights)
        parts = np.linalg.solve(_kernel(bought, stiff, weights), np.ones(len(what)))
        vector = self.axes @ (bought.T @ parts / stiff).astype(np.float32)
        return _each(self.factors.products, vector)

    def parts(self, what: Whole, weights: Number, products: Whole) -> Number:
        """What each bought product adds to the score of others: products x bought."""
        if len(what) > self.factors.dimension:
            return self._parts_by_dimension(what, weights, products)
        bought = self._along(what)
        stiff = self._stiff(weights)
        said = (bought / stiff) @ self._along(products).T
        return np.linalg.solve(_kernel(bought, stiff, weights), said).T.astype(np.float32)

    def _along(self, products: Whole) -> Exact:
        """Some products along the axes."""
        return (self.factors.products[products] @ self.axes).astype(np.float64)

    def _stiff(self, weights: Number) -> Exact:
        """What holds a person near zero along each axis."""
        total = weights.sum(keepdims=True) + self.unobserved
        return self.spread + _damping(total, self.settings)

    def _parts_by_dimension(self, what: Whole, weights: Number, products: Whole) -> Number:
        """The parts by the normal equations, which are solved once for all products."""
        vectors = self.factors.products
        bought = vectors[what].astype(np.float64)
        equations = _equations(self.factors, self.settings, bought, weights)
        towards = _solved(equations, vectors[products].T.astype(np.float64))
        return ((bought @ towards).T * weights).astype(np.float32)


def folding(factors: Factors, settings: AlsSettings) -> Folding:
    """What is reckoned once for all people."""
    spread, axes = np.linalg.eigh(factors.gram.astype(np.float64))
    unobserved = float(factors.unobserved.sum(dtype=np.float64))
    return Folding(factors, settings, axes.astype(np.float32), np.maximum(spread, 0), unobserved)


def _kernel(bought: Exact, stiff: Exact, weights: Number) -> Exact:
    """What the bought products say of each other; the less one weighs, the less it is heard."""
    heard = np.maximum(weights.astype(np.float64), LEAST_WEIGHT)
    kernel: Exact = (bought / stiff) @ bought.T + np.diag(1 / heard)
    return kernel


def _each(vectors: Number, vector: Number) -> Number:
    """The dot product of each row with a vector.

    On one core alone: for a single vector the threads of BLAS wait longer than they reckon.
    """
    found: Number = np.einsum("ij,j->i", vectors, vector)
    return found
