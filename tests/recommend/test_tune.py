"""The search stays within its bounds, is the same each time, and finds better settings."""

from dataclasses import replace

import numpy as np
import pytest

from alkasba.recommend.als import AlsSettings, usual_weight
from alkasba.recommend.evaluate import bought
from alkasba.recommend.tune import CLIMB, begin, climb, tune
from tests.recommend.build import TODAY, drawn, purchases, whole

BASE = AlsSettings(dimension=3, rounds=3, seed=7)


def later(shop):
    """What people of the shop buy next: more of their own taste."""
    chance = np.random.default_rng(5)
    who = np.repeat(np.arange(shop.people), 4).astype(np.int32)
    what = (chance.integers(0, shop.products // 2, len(who)) * 2 + who % 2).astype(np.int32)
    return bought(who, what, people=shop.people, products=shop.products)


def test_it_begins_where_it_is_told_and_goes_where_it_is_better():
    shop = drawn(people=80, products=60, lines=900)
    found = tune(shop, later(shop), TODAY, BASE, trials=25)
    first = next(trial for trial in found if trial.settings.half_life_days == 90)
    assert found[0].quality >= first.quality
    assert [t.quality for t in found] == sorted((t.quality for t in found), reverse=True)
    assert 2 < len(found) <= 25
    assert {(t.settings.dimension, t.settings.rounds, t.settings.seed) for t in found} == {
        (3, 3, 7)
    }


def test_it_finds_the_same_each_time():
    shop = drawn()
    assert tune(shop, later(shop), TODAY, BASE, trials=8) == tune(
        shop, later(shop), TODAY, BASE, trials=8
    )


@pytest.mark.parametrize("trials", [0, 1])
def test_one_trial_is_the_beginning(trials):
    shop = drawn()
    (only,) = tune(shop, later(shop), TODAY, BASE, trials=trials)
    assert only.settings.popularity == BASE.popularity
    assert only.settings.half_life_days == BASE.half_life_days
    assert only.settings.regularisation == pytest.approx(BASE.regularisation, rel=0.2)


def test_the_damping_of_a_usual_row_stays_when_the_exponent_changes():
    shop = drawn()
    for trial in tune(shop, later(shop), TODAY, BASE, trials=30):
        usual = usual_weight(shop, trial.settings, TODAY)
        damping = trial.settings.regularisation * usual**trial.settings.exponent
        assert np.isclose(CLIMB["damping"], damping).any()


def test_where_nobody_discovers_anything_there_is_nothing_to_search():
    shop = drawn()
    same = bought(shop.who, shop.what, people=shop.people, products=shop.products)
    assert len(tune(shop, same, TODAY, BASE, trials=9)) == 1
    empty = purchases(people=1, products=1)
    nothing = bought(whole(), whole(), people=1, products=1)
    assert tune(empty, nothing, TODAY, replace(BASE, rounds=1), trials=9)[0].quality == 0


def test_it_begins_at_the_values_nearest_to_those_given():
    shop = drawn()
    given = replace(BASE, half_life_days=float("inf"), unobserved=0.65, times_power=9)
    point = begin(shop, given, TODAY)
    assert point.keys() == CLIMB.keys()
    assert point["half_life_days"] == float("inf")
    assert (point["unobserved"], point["times_power"]) == (0.7, 1)
    assert begin(shop, replace(given, half_life_days=99.0), TODAY)["half_life_days"] == 90


def test_climbing_finds_the_top_of_a_hill_and_tries_nothing_twice():
    tried = []

    def height(point):
        tried.append(tuple(point.values()))
        return -((point["x"] - 7) ** 2) - (point["y"] - point["x"] / 2) ** 2

    values = {"x": range(10), "y": range(10)}
    top = climb(values, {"x": 0, "y": 9}, height, trials=100)
    assert top == {"x": 7, "y": 3} or top == {"x": 7, "y": 4}
    assert len(tried) == len(set(tried)) < 100


def test_climbing_ends_with_its_trials():
    tried = []

    def height(point):
        tried.append(point["x"])
        return point["x"]

    assert climb({"x": range(100)}, {"x": 0}, height, trials=5) == {"x": 4}
    assert tried == [0, 1, 2, 3, 4]
