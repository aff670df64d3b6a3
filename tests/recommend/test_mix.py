"""The mix learns which source to believe, says which one spoke, and is quiet where none knows."""

import numpy as np
import pytest

from alkasba.recommend.mix import CALMS, Clues, learn

CLUES = Clues(sources=("als", "again", "popular"), source=(0, 1, 2, -1), known=1, popular=2)
EACH = 40
"""Candidates of a person."""


def holdout(people=100, seed=1):
    """The second source is right where it knows, the first a little, the last column never."""
    chance = np.random.default_rng(seed)
    rows = people * EACH
    liking, habit, popular = chance.random(rows), chance.random(rows) * 40, chance.random(rows)
    knows = chance.random(rows) < 0.3
    rate = 0.02 + 0.1 * liking + np.where(knows, 0.02 * habit, 0)
    columns = liking, np.where(knows, habit, np.nan), popular, chance.random(rows)
    scores = np.column_stack(columns).astype(np.float32)
    return scores, chance.random(rows) < rate, whose(people), rate


def whose(people):
    return np.repeat(np.arange(people, dtype=np.int32), EACH)


def learnt(**how):
    return learn(*holdout(**how)[:3], CLUES)


def by_chance(seed, people=60):
    """Nothing tells what is bought but how popular it is."""
    chance = np.random.default_rng(seed)
    popular = np.tile(chance.random(EACH), people)
    others = chance.random((people * EACH, 3))
    known = np.where(chance.random(people * EACH) < 0.3, others[:, 1], np.nan)
    scores = np.column_stack([others[:, 0], known, popular, others[:, 2]]).astype(np.float32)
    return scores, chance.random(people * EACH) < 0.05 + 0.2 * popular, whose(people)


def test_chances_are_about_as_high_as_what_happens():
    scores, bought, who, rate = holdout()
    chances = learn(scores, bought, who, CLUES).chances(scores)
    assert chances.mean() == pytest.approx(bought.mean(), rel=0.03)
    assert np.corrcoef(chances, rate)[0, 1] > 0.95


def test_the_mix_orders_better_than_either_source():
    fresh, later = holdout(seed=2)[:2]
    mixed = learnt().chances(fresh)

    def found(order):
        return later[np.argsort(-order)[:2000]].sum()

    # A third is known by habit; for the rest only the liking says something.
    assert found(mixed) > max(found(fresh[:, 0]), found(np.nan_to_num(fresh[:, 1], nan=-1)))


def test_a_higher_score_of_a_source_to_believe_is_a_higher_chance():
    low, high = learnt().chances(np.array([[0.5, 5, 0.5, 0], [0.5, 30, 0.5, 0]], np.float32))
    assert low < high


@pytest.mark.parametrize("same", [0.1, 0.3, 1 / 3, 7.7])
def test_a_clue_that_was_the_same_for_all_decides_nothing_when_it_changes(same):
    """Its mean differs from it by a rounding, which is no spread."""
    scores, bought, who, _ = holdout()
    scores[:, 3] = same
    mix, fresh = learn(scores, bought, who, CLUES), scores.copy()
    fresh[:, 3] = same * 4
    assert np.allclose(mix.chances(fresh), mix.chances(scores), atol=0.02)


def test_the_source_that_says_most_speaks():
    told = np.full((4, 4), np.nan, np.float32)
    told[:3, :3] = [[0.9, np.nan, 0.1], [0.0, 39, 0.1], [np.nan, 30, np.nan]]
    assert learnt().spoke(told).tolist() == [0, 1, 1, -1]


def test_what_a_source_says_of_what_is_known_is_not_what_it_says_of_the_rest():
    """Popularity speaks against what she knows, and for what she does not."""
    chance = np.random.default_rng(3)
    popular, known = chance.random(20_000), chance.random(20_000) < 0.5
    rate = np.where(known, 0.6 - 0.5 * popular, 0.02 + 0.3 * popular)
    columns = np.zeros(20_000), np.where(known, 1.0, np.nan), popular, np.zeros(20_000)
    scores = np.column_stack(columns).astype(np.float32)
    mix = learn(scores, chance.random(20_000) < rate, whose(500), CLUES)
    for those in (known, ~known):
        assert np.corrcoef(mix.chances(scores)[those], rate[those])[0, 1] > 0.95


def test_scores_of_another_size_give_the_same_chances():
    scores, bought, who, _ = holdout()
    larger = scores * np.array([1000, 0.001, 7, 1], np.float32)
    one = learn(scores, bought, who, CLUES).chances(scores)
    other = learn(larger, bought, who, CLUES).chances(larger)
    assert other == pytest.approx(one, abs=0.005)


def test_where_only_popularity_tells_products_stand_as_popular_as_they_are():
    """Whatever else there is to learn by heart: of twenty shops drawn by chance hardly one does."""
    quiet = 0
    for seed in range(20):
        scores, bought, who = by_chance(seed)
        mix = learn(scores, bought, who, CLUES)
        if mix.calm == np.inf:
            quiet += 1
            assert np.argsort(-mix.told(scores[:EACH])).tolist() == (
                np.argsort(-scores[:EACH, 2]).tolist()
            )
    assert quiet >= 16


def test_best_sellers_stay_apart_however_far_above_the_rest_they_are():
    scores, bought, who = by_chance(0)
    scores[:, 2] = 1 + 1e4 * scores[:, 2] ** 8
    two = np.array([[0.5, np.nan, 5e4, 0.5], [0.5, np.nan, 4e4, 0.5]], np.float32)
    mix = learn(scores, bought, who, CLUES)
    assert mix.calm == np.inf and mix.told(two)[0] > mix.told(two)[1]


def test_what_was_learnt_of_chance_is_never_surely_worse_than_what_is_popular():
    """On people that it was not learnt of, over shops drawn anew: the mean of what it loses."""
    lost = []
    for seed in range(20):
        mix = learn(*by_chance(seed), CLUES)
        scores, bought, who = by_chance(seed + 1000)
        told, popular = mix.told(scores), scores[:, 2]
        lost.append([gained(bought, who, popular) - gained(bought, who, told)])
    assert np.mean(lost) < 0.01 and np.mean(lost) < 2 * np.std(lost) / len(lost) ** 0.5 + 1e-9


def gained(bought, who, told, places=10):
    """How many of each person's first places were bought, on average."""
    order = np.lexsort((-told, who)).reshape(-1, EACH)[:, :places]
    return bought[order].mean()


def test_where_habits_tell_they_are_learnt():
    assert learnt().calm in CALMS


def test_a_mix_is_the_same_each_time():
    scores = holdout()[0]
    assert (learnt().told(scores) == learnt().told(scores)).all()


@pytest.mark.parametrize("bought", [[], [False, False], [True, True]])
def test_where_nothing_can_be_learnt_all_sources_count_the_same(bought):
    scores = np.array([[0.1, 0.2, 0.1, 0], [0.9, 0.8, 0.9, 0]], np.float32)[: len(bought)]
    who = np.zeros(len(bought), np.int32)
    mix = learn(scores, np.array(bought, bool), who, CLUES)
    low, high = mix.chances(np.array([[0.1, 0.1, 0.1, 0], [0.9, 0.9, 0.9, 0]], np.float32))
    assert low < high


def test_every_chance_is_a_number_between_nothing_and_one():
    wild = np.full((4, 4), np.nan, np.float32)
    wild[0], wild[1, 0], wild[3] = [1e30, -1e30, 1e30, -1e30], -5, 0
    chances = learnt().chances(wild)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_of_no_candidate_there_is_nothing_to_say():
    mix, none = learnt(), np.empty((0, 4), np.float32)
    assert mix.chances(none).tolist() == mix.spoke(none).tolist() == []


def test_a_column_too_few_is_refused():
    with pytest.raises(ValueError, match="one source for each column"):
        learn(np.zeros((3, 1), np.float32), np.array([True, False, True]), whose(1)[:3], CLUES)
