"""Lifts against figures of other programs, and against experiments whose truth is known."""

import numpy as np
import pytest

from alkasba.recommend.lift import (
    Ratio,
    beyond,
    lift,
    people_needed,
    ratio,
    share_by_chance,
)

Z = 1.959963984540054
"""What 97.5 % of a normal distribution lie below."""


def of_shares(done: int, people: int) -> Ratio:
    return ratio(np.array([1.0] * done + [0.0] * (people - done)))


def test_two_shares_have_the_interval_that_scipy_gives():
    # scipy 1.17, stats.contingency.relative_risk(27, 122, 44, 487).confidence_interval(0.95):
    # 2.4495156482861398, 1.5836990926700116 to 3.7886786315466354. It divides by n, not n - 1.
    found = lift(of_shares(27, 122), of_shares(44, 487))
    assert found.value == pytest.approx(1.4495156482861398)
    assert found.low == pytest.approx(0.5836990926700116, rel=5e-3)
    assert found.high == pytest.approx(2.7886786315466354, rel=5e-3)
    assert found.says_something


def test_means_have_the_variance_that_statsmodels_gives():
    # statsmodels 0.15, CompareMeans(DescrStatsW(b), DescrStatsW(a)).zconfint_diff(
    # usevar="unequal"): -0.7649821158373067 to 2.1649821158373066.
    a, b = np.array([1.0, 0, 2, 3, 0, 1, 0, 0, 5, 1]), np.array([0.0, 2, 2, 4, 1, 1, 0, 3, 6, 1, 2])
    one, other = ratio(a), ratio(b)
    wide = Z * (one.variance + other.variance) ** 0.5
    between = other.value - one.value
    assert (between - wide, between + wide) == pytest.approx(
        (-0.7649821158373067, 2.1649821158373066)
    )


def test_a_ratio_has_the_variance_of_the_delta_method_by_hand():
    # clicks 1, 2, 0 of views 2, 4, 3: R = 3/9; x - R y = 1/3, 2/3, -1, whose sum of squares is
    # 14/9, so 7/9 for each of n - 1; over n times the mean of views squared, 3 * 9, that is 7/243.
    found = ratio(np.array([1.0, 2, 0]), np.array([2.0, 4, 3]))
    assert found.value == pytest.approx(1 / 3) and found.variance == pytest.approx(7 / 243)


def test_whoever_looks_often_does_not_make_it_surer():
    clicks, views = np.array([1.0, 0, 2, 1, 0, 3]), np.array([4.0, 2, 6, 3, 5, 7])
    tenfold = ratio(clicks * 10, views * 10)
    assert tenfold.variance == pytest.approx(ratio(clicks, views).variance)


def test_people_needed_is_the_rule_of_two_normal_quantiles():
    # (1.959964 + 0.841621)^2 * 2 * 0.1 * 0.9 / 0.01^2 = 14,127.7; statsmodels 0.15 tells the same
    # of NormalIndPower().solve_power(0.01 / 0.3, alpha=0.05, power=0.8).
    assert people_needed(Ratio(1_000, 0.1, 0.09 / 1_000), 0.1) == 14_128
    assert people_needed(of_shares(0, 50), 0.1) is None
    assert people_needed(of_shares(50, 50), 0.1) is None


@pytest.mark.parametrize(
    ("statistic", "freedom", "share"),
    [
        (3.841458820694124, 1, 0.05),
        (5.991464547107979, 2, 0.05),
        (7.814727903251179, 3, 0.05),
        (10.0, 4, 0.04042768199451279),
        (0.3, 5, 0.9976430862605289),
        (0.0, 3, 1.0),
        (5_000.0, 6, 0.0),
    ],
)
def test_chi_square_is_that_of_scipy(statistic, freedom, share):
    # scipy 1.17, stats.chi2.sf
    assert beyond(statistic, freedom) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "shares", "chance"),
    [
        ([821_588, 815_482], [0.5, 0.5], 1.8217928726191858e-06),
        ([500, 300, 210], [0.5, 0.3, 0.2], 0.8203536083510842),
        # Shares that leave some people out are shares of those who are in.
        ([5_100, 4_900], [0.1, 0.1], 0.04550026389635857),
        ([0, 0], [0.5, 0.5], 1.0),
        ([7], [1.0], 1.0),
    ],
)
def test_a_mismatch_of_shares_is_as_likely_as_scipy_says(counts, shares, chance):
    # scipy 1.17, stats.chisquare; the first are the counts of Kohavi, Tang, Xu 2020, chapter 21.
    assert share_by_chance(counts, shares) == pytest.approx(chance)


@pytest.mark.parametrize("done", [0, 1])
def test_of_nothing_nothing_is_said(done):
    assert lift(of_shares(5, 10), of_shares(0, 10)) is None
    assert lift(of_shares(done, 1), of_shares(5, 10)) is None
    assert lift(ratio(np.array([1.0, 1]), np.zeros(2)), of_shares(5, 10)) is None
    assert lift(ratio(np.array([-1.0, -2])), of_shares(5, 10)) is None


def clicks_of(chance: np.random.Generator, people: int, rate: float) -> Ratio:
    """People who differ in how much they look and in how much they click."""
    views = 1 + chance.poisson(chance.gamma(1.0, 5.0, people))
    liking = chance.beta(2, 2 / rate - 2, people)
    return ratio(chance.binomial(views, liking).astype(float), views.astype(float))


@pytest.mark.parametrize("above", [0.0, 0.3])
def test_the_interval_holds_the_truth_in_95_of_100_experiments(above):
    chance, tries, held = np.random.default_rng(7), 2_000, 0
    for _ in range(tries):
        control, arm = (clicks_of(chance, 400, rate) for rate in (0.1, 0.1 * (1 + above)))
        found = lift(arm, control)
        held += found.low <= above <= found.high
    # 0.95 with 2,000 tries has a standard error of 0.5 %.
    assert 0.935 <= held / tries <= 0.965


def test_two_equal_arms_seldom_say_something():
    chance, tries = np.random.default_rng(11), 1_000
    said = 0
    for _ in range(tries):
        one, other = (ratio(chance.gamma(0.3, 20.0, 500)) for _ in range(2))
        said += lift(one, other).says_something
    assert said / tries <= 0.07


def test_views_taken_for_people_would_say_something_far_too_often():
    """The reason for the delta method: shares of views alone are wrong about equal arms."""
    chance, tries, by_people, by_views = np.random.default_rng(3), 300, 0, 0
    for _ in range(tries):
        pair = []
        for _ in range(2):
            views = 1 + chance.poisson(chance.gamma(0.5, 40.0, 200))
            clicks = chance.binomial(views, chance.beta(0.5, 4.5, 200))
            pair.append((clicks, views))
        by_people += lift(
            *(ratio(c.astype(float), v.astype(float)) for c, v in pair)
        ).says_something
        by_views += lift(*(of_shares(int(c.sum()), int(v.sum())) for c, v in pair)).says_something
    assert by_people / tries < 0.1 < 0.5 < by_views / tries
