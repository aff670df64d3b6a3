"""A regression finds the odds that made the data, and leans on a belief as firmly as asked."""

import numpy as np
import pytest

from alkasba.recommend.logistic import Belief, chance_of, fitted

NOTHING = Belief(np.zeros(2), 0.0)


def drawn(rows=20_000, weights=(1.0, -0.5), base=-2.0, seed=1):
    chance = np.random.default_rng(seed)
    columns = chance.standard_normal((rows, len(weights))).astype(np.float32)
    return columns, chance.random(rows) < chance_of(columns @ np.array(weights) + base)


def test_the_odds_that_made_the_data_are_found():
    found = fitted(*drawn(), NOTHING, calm=1.0)
    assert found.weights == pytest.approx([1.0, -0.5], abs=0.08)
    assert found.base == pytest.approx(-2.0, abs=0.08)


def test_at_the_solution_the_foretold_are_as_many_as_the_bought():
    """What the equations say for a free base: chances add up to what happened."""
    rows, bought = drawn()
    found = fitted(rows, bought, NOTHING, calm=1e-6)
    assert chance_of(found.told(rows)).sum() == pytest.approx(bought.sum(), rel=0.001)


def test_the_calmer_the_nearer_to_what_was_believed():
    lean = Belief(np.array([0.3, 0.3]), -1.0)
    far = [
        np.abs(fitted(*drawn(), lean, calm).weights - lean.weights).sum() for calm in (1, 1e4, 1e9)
    ]
    assert far[0] > far[1] > far[2] and far[2] < 1e-3


def test_where_it_begins_changes_nothing_but_the_time():
    one = fitted(*drawn(), NOTHING, calm=1.0)
    other = fitted(*drawn(), NOTHING, calm=1.0, begin=Belief(np.array([-2.0, 3.0]), 4.0))
    assert other.weights == pytest.approx(one.weights, abs=0.03)


def test_columns_that_are_the_same_share_the_weight():
    rows, bought = drawn(weights=(1.0,))
    found = fitted(np.column_stack([rows, rows]), bought, NOTHING, calm=1.0)
    assert found.weights[0] == pytest.approx(found.weights[1], abs=1e-3)


def test_no_row_leaves_what_was_believed():
    lean = Belief(np.array([0.3, 0.7]), -1.0)
    found = fitted(np.empty((0, 2), np.float32), np.empty(0, bool), lean, 1.0)
    assert found.weights.tolist() == [0.3, 0.7] and found.base == -1.0


def test_what_is_told_apart_without_a_doubt_stays_finite():
    rows = np.array([[1.0, 0], [-1.0, 0]] * 500, np.float32)
    found = fitted(rows, rows[:, 0] > 0, NOTHING, calm=1e-3)
    assert np.isfinite(found.told(rows * 1e6)).all() and found.weights[0] > 1
