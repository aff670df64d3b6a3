"""Each step of a row leads nearer to the exact solution, and as many as dimensions reach it."""

import numpy as np
import pytest

from alkasba.recommend.descent import improve
from tests.recommend.build import vectors


def problem(dimension, cells=9, seed=2):
    chance = np.random.default_rng(seed)
    others = vectors(20, dimension, seed)
    what = np.sort(chance.choice(20, cells, replace=False)).astype(np.int32)
    weight = chance.random(cells).astype(np.float32)
    gram = (others.T @ others).astype(np.float32)
    return others, what, weight, gram


def improved(dimension, steps):
    others, what, weight, gram = problem(dimension)
    rows = np.ones((2, dimension), np.float32)
    start = np.array([0, len(what), len(what)])
    scale, damping = np.full(2, 0.3, np.float32), np.full(2, 0.7, np.float32)
    improve(rows, others, start, what, weight, damping, gram, scale, steps)
    return rows


def exact(dimension):
    others, what, weight, gram = problem(dimension)
    seen = others[what].astype(float)
    equations = 0.3 * gram + (weight[:, None] * seen).T @ seen + 0.7 * np.eye(dimension)
    return np.linalg.solve(equations, seen.T @ weight)


# Four columns are taken at once: some dimensions leave a rest of them.
@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 5, 8, 11])
def test_as_many_steps_as_dimensions_reach_the_solution(dimension):
    assert improved(dimension, dimension + 2)[0] == pytest.approx(exact(dimension), abs=1e-4)


def test_more_steps_are_nearer():
    far = [np.linalg.norm(improved(8, steps)[0] - exact(8)) for steps in (0, 2, 4, 8)]
    assert far == sorted(far, reverse=True)
    assert far[-1] < far[0] / 1000


def test_a_row_without_cells_becomes_zero():
    assert improved(4, 3)[1].tolist() == [0, 0, 0, 0]


def test_a_row_that_is_solved_stays_as_it_is():
    others, what, weight, gram = problem(4)
    rows = improved(4, 20)
    before = rows.copy()
    start = np.array([0, len(what), len(what)])
    scale, damping = np.full(2, 0.3, np.float32), np.full(2, 0.7, np.float32)
    improve(rows, others, start, what, weight, damping, gram, scale, 3)
    assert rows == pytest.approx(before, abs=1e-5)
