"""Folding by purchases says the same as the normal equations of als."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alkasba.recommend.als import AlsSettings, Factors, because, fold_in
from alkasba.recommend.folding import folding

PRODUCTS, DIMENSION = 30, 8


def model(seed, **settings):
    chance = np.random.default_rng(seed)
    vectors = chance.standard_normal((PRODUCTS, DIMENSION)).astype(np.float32)
    unobserved = chance.random(PRODUCTS).astype(np.float32)
    factors = Factors(np.zeros((0, DIMENSION), np.float32), vectors, unobserved)
    return factors, AlsSettings(**({"dimension": DIMENSION, "regularisation": 2.0} | settings))


@given(
    seed=st.integers(0, 50),
    count=st.integers(1, 20),
    exponent=st.sampled_from([0.0, 0.5, -0.25]),
)
def test_scores_and_parts_are_those_of_the_normal_equations(seed, count, exponent):
    factors, settings = model(seed, exponent=exponent)
    chance = np.random.default_rng(seed)
    what = chance.choice(PRODUCTS, count, replace=False).astype(np.int32)
    weights = (chance.random(count) + 0.1).astype(np.float32)
    fast = folding(factors, settings)
    exact = factors.products @ fold_in(factors, settings, what, weights)
    assert np.allclose(fast.scores(what, weights), exact, atol=1e-3)
    products = np.arange(5, dtype=np.int32)
    parts = fast.parts(what, weights, products)
    for product in products.tolist():
        told = because(factors, settings, what, weights, product)
        assert np.allclose(parts[product], told, atol=1e-3)
    assert np.allclose(parts.sum(axis=1), exact[products], atol=1e-3)


def test_a_shop_without_factors_scores_nothing():
    nothing = np.zeros((3, 1), np.float32)
    factors = Factors(nothing[:0], nothing, np.zeros(3, np.float32))
    settings = AlsSettings(dimension=1, regularisation=0.0)
    what, weights = np.array([1], np.int32), np.ones(1, np.float32)
    fast = folding(factors, settings)
    assert fast.scores(what, weights).tolist() == [0, 0, 0]
    assert fast.parts(what, weights, what).tolist() == [[0]]


def test_a_purchase_of_long_ago_that_weighs_nothing_moves_nothing():
    factors, settings = model(1)
    what = np.array([1, 2], np.int32)
    parts = folding(factors, settings).parts(what, np.array([1, 0], np.float32), what)
    assert np.allclose(parts[:, 1], 0, atol=1e-6) and np.isfinite(parts).all()
