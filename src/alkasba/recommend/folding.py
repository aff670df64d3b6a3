"""Folds many people in fast: solves by what each bought, where that is less than the dimension.

The normal equations of a person are those of a kernel regression on the products that she bought
(Woodbury's identity): with G for all that nobody has bought, K = B G⁻¹ Bᵀ and W the weights of her
purchases, the parts of the score of a product q are (K + W⁻¹)⁻¹ B G⁻¹ q. Vectors that are brought
into the space of G once make K a product of two small matrices.
"""

from dataclasses import dataclass

import numpy as np

from alkasba.recommend.als import (
    LEAST_DAMPING,
    AlsSettings,
    Exact,
    Factors,
    _equations,
    _solved,
    fold_in,
)
from alkasba.recommend.purchases import Number, Whole

LEAST_WEIGHT = 1e-9
"""A purchase that weighs less says nothing."""


@dataclass(frozen=True, slots=True)
class Folding:
    """Products in the space of G: their dot products are what one says of another."""

    factors: Factors
    settings: AlsSettings
    space: Number | None

    def scores(self, what: Whole, weights: Number) -> Number:
        """How much somebody who bought these products wants each product."""
        if self.space is None or len(what) > self.factors.dimension:
            vector = fold_in(self.factors, self.settings, what, weights)
            return self.factors.products @ vector
        bought = self.space[what].astype(np.float64)
        parts = np.linalg.solve(_kernel(bought, weights), np.ones(len(what)))
        vector = (bought.T @ parts).astype(np.float32)
        # One core alone: for a single vector the threads of BLAS wait longer than they reckon.
        scores: Number = np.einsum("ij,j->i", self.space, vector)
        return scores

    def parts(self, what: Whole, weights: Number, products: Whole) -> Number:
        """What each bought product adds to the score of others: products x bought."""
        if self.space is None or len(what) > self.factors.dimension:
            return self._parts_by_dimension(what, weights, products)
        bought = self.space[what].astype(np.float64)
        said = bought @ self.space[products].T.astype(np.float64)
        return np.linalg.solve(_kernel(bought, weights), said).T.astype(np.float32)

    def _parts_by_dimension(self, what: Whole, weights: Number, products: Whole) -> Number:
        """The parts by the normal equations, which are solved once for all products."""
        vectors = self.factors.products
        bought = vectors[what].astype(np.float64)
        equations = _equations(self.factors, self.settings, bought, weights)
        towards = _solved(equations, vectors[products].T.astype(np.float64))
        return ((bought @ towards).T * weights).astype(np.float32)


def folding(factors: Factors, settings: AlsSettings) -> Folding:
    """What is reckoned once for all people.

    Where a person's damping depends on what she bought, so does G, and nothing can be.
    """
    if settings.exponent != 0 or factors.dimension == 0:
        return Folding(factors, settings, None)
    equations = factors.gram + max(settings.regularisation, LEAST_DAMPING) * np.eye(
        factors.dimension
    )
    values, axes = np.linalg.eigh(equations.astype(np.float64))
    if values.min() <= 0:
        return Folding(factors, settings, None)
    space = factors.products @ (axes / np.sqrt(values)).astype(np.float32)
    return Folding(factors, settings, space)


def _kernel(bought: Exact, weights: Number) -> Exact:
    """What the bought products say of each other; the less one weighs, the less it is heard."""
    heard = np.maximum(weights.astype(np.float64), LEAST_WEIGHT)
    kernel: Exact = bought @ bought.T + np.diag(1 / heard)
    return kernel
