"""The mix learns which source to believe, and says which one spoke."""

import numpy as np
import pytest

from alkasba.recommend.mix import learn

SOURCES = ("als", "again")


def holdout(rows=4000, seed=1):
    """The second source is right where it knows, the first a little."""
    chance = np.random.default_rng(seed)
    liking, habit = chance.random(rows), chance.random(rows) * 40
    knows = chance.random(rows) < 0.3
    rate = 0.02 + 0.1 * liking + np.where(knows, 0.02 * habit, 0)
    scores = np.column_stack([liking, np.where(knows, habit, np.nan)]).astype(np.float32)
    return scores, chance.random(rows) < rate, rate


def test_chances_are_about_as_high_as_what_happens():
    scores, bought, rate = holdout()
    chances = learn(scores, bought, SOURCES).chances(scores)
    assert chances.mean() == pytest.approx(bought.mean(), rel=0.02)
    assert np.corrcoef(chances, rate)[0, 1] > 0.97


def test_the_mix_orders_better_than_either_source():
    scores, bought, _ = holdout()
    fresh, later, _ = holdout(seed=2)
    mixed = learn(scores, bought, SOURCES).chances(fresh)

    def found(order):
        return later[np.argsort(-order)[:2000]].sum()

    # A third is known by habit; for the rest only the liking says something.
    assert found(mixed) > max(found(fresh[:, 0]), found(np.nan_to_num(fresh[:, 1], nan=-1)))


def test_a_higher_score_of_a_source_to_believe_is_a_higher_chance():
    mix = learn(*holdout()[:2], SOURCES)
    low, high = mix.chances(np.array([[0.5, 5], [0.5, 30]], np.float32))
    assert low < high


def test_the_source_that_says_most_speaks():
    mix = learn(*holdout()[:2], SOURCES)
    told = np.array([[0.9, np.nan], [0.0, 39], [np.nan, 1], [np.nan, np.nan]], np.float32)
    assert mix.spoke(told).tolist() == [0, 1, 1, -1]


def test_what_a_source_says_of_what_is_known_is_not_what_it_says_of_the_rest():
    """Popularity speaks against what she knows, and for what she does not."""
    chance = np.random.default_rng(3)
    popular, known = chance.random(20_000), chance.random(20_000) < 0.5
    rate = np.where(known, 0.6 - 0.5 * popular, 0.02 + 0.3 * popular)
    scores = np.column_stack([popular, np.where(known, 1.0, np.nan)]).astype(np.float32)
    chances = learn(scores, chance.random(20_000) < rate, SOURCES).chances(scores)
    for those in (known, ~known):
        assert np.corrcoef(chances[those], rate[those])[0, 1] > 0.95


def test_scores_of_another_size_give_the_same_chances():
    scores, bought, _ = holdout()
    larger = scores * np.array([1000, 0.001], np.float32)
    one = learn(scores, bought, SOURCES).chances(scores)
    other = learn(larger, bought, SOURCES).chances(larger)
    assert other == pytest.approx(one, abs=1e-3)


@pytest.mark.parametrize("bought", [[], [False, False], [True, True]])
def test_where_nothing_can_be_learnt_all_sources_count_the_same(bought):
    scores = np.array([[0.1, 0.2], [0.9, 0.8]], np.float32)[: len(bought)]
    mix = learn(scores, np.array(bought, bool), SOURCES)
    low, high = mix.chances(np.array([[0.1, 0.1], [0.9, 0.9]], np.float32))
    assert low < high


def test_every_chance_is_a_number_between_nothing_and_one():
    mix = learn(*holdout()[:2], SOURCES)
    wild = np.array([[1e30, -1e30], [-5, np.nan], [np.nan, np.nan], [0, 0]], np.float32)
    chances = mix.chances(wild)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_of_no_candidate_there_is_nothing_to_say():
    mix = learn(*holdout()[:2], SOURCES)
    none = np.empty((0, 2), np.float32)
    assert mix.chances(none).tolist() == mix.spoke(none).tolist() == []


def test_a_column_too_few_is_refused():
    with pytest.raises(ValueError, match="one score for each source"):
        learn(np.zeros((3, 1), np.float32), np.array([True, False, True]), SOURCES)
