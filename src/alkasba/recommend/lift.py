"""How much one arm of an experiment is above another, and how sure that is; by people, not views.

People are assigned, so people are what is independent: whoever looks ten times tells less than ten
people who look once. Ratios of sums over people have the variance of the delta method (Deng,
Knoblich, Lu 2018: Applying the Delta Method in Metric Analytics).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, erfc, exp, gamma, isfinite, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
SURE, POWER = 0.95, 0.8
UNLIKELY = 0.001
"""Below it the arms were not filled by chance alone (Fabijan et al. 2019: Diagnosing Sample Ratio
Mismatch)."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A sum over a sum of people of one arm, and the variance of it as an estimate."""

    people: int
    value: float
    variance: float

    @property
    def is_known(self) -> bool:
        """Whether it can stand in a comparison."""
        return self.people > 1 and isfinite(self.value + self.variance) and self.value > 0


@dataclass(frozen=True, slots=True)
class Lift:
    """How far above the control, as a share of it, and where it lies with 95 % certainty."""

    value: float
    low: float
    high: float

    @property
    def says_something(self) -> bool:
        """Whether no difference at all is ruled out."""
        return self.low > 0 or self.high < 0


def ratio(above: Numbers, below: Numbers | None = None) -> Ratio:
    """What `above` adds up to for what `below` does; a person each, and 1 for each where not said.

    >>> ratio(np.array([1.0, 0.0]), np.array([4.0, 4.0])).value
    0.125
    """
    people = len(above)
    below = np.ones(people) if below is None else below
    total = float(below.sum())
    if people < 2 or total <= 0:
        return Ratio(people, float("nan"), float("nan"))
    value = float(above.sum()) / total
    spread = float(np.var(above - value * below, ddof=1))
    return Ratio(people, value, spread * people / total**2)


def lift(arm: Ratio, control: Ratio) -> Lift | None:
    """How far an arm is above the control; None where one of them did nothing yet.

    The interval is that of the logarithm, which a ratio near 0 does not push below -100 %; of two
    shares it is that of Katz et al. 1978.
    """
    if not (arm.is_known and control.is_known):
        return None
    above = log(arm.value / control.value)
    error = sqrt(arm.variance / arm.value**2 + control.variance / control.value**2)
    wide = _normal((1 + SURE) / 2) * error
    return Lift(exp(above) - 1, exp(above - wide) - 1, exp(above + wide) - 1)


def people_needed(control: Ratio, wanted: float) -> int | None:
    """The people in each arm of whom a lift so large is seen in four experiments of five.

    >>> people_needed(Ratio(1_000, 0.1, 0.09 / 1_000), 0.1)
    14128
    """
    if not control.is_known or control.variance == 0:
        return None
    each = control.variance * control.people
    sure = _normal((1 + SURE) / 2) + _normal(POWER)
    return ceil(2 * each * (sure / (control.value * wanted)) ** 2)


def share_by_chance(counts: Sequence[int], shares: Sequence[float]) -> float:
    """How likely it is that arms of these shares differ so much from them, by chi-square.

    >>> round(share_by_chance([5_100, 4_900], [0.5, 0.5]), 4)
    0.0455
    """
    people, whole = sum(counts), sum(shares)
    if people == 0 or len(counts) < 2:
        return 1.0
    expected = [people * share / whole for share in shares]
    statistic = sum((n - wanted) ** 2 / wanted for n, wanted in zip(counts, expected, strict=True))
    return beyond(statistic, len(counts) - 1)


def beyond(statistic: float, freedom: int) -> float:
    """The share of a chi-square distribution above a value: a finite sum for whole degrees.

    Abramowitz, Stegun 1964, 26.4.4 and 26.4.5.
    """
    half = statistic / 2
    if freedom % 2 == 0:
        return exp(-half) * sum(half**n / gamma(n + 1) for n in range(freedom // 2))
    steps = [sqrt(half) * half ** (n - 1) / gamma(n + 0.5) for n in range(1, (freedom + 1) // 2)]
    return erfc(sqrt(half)) + exp(-half) * sum(steps)


def _normal(share: float) -> float:
    return NormalDist().inv_cdf(share)
