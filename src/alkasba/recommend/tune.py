"""Which settings fit a shop: a short search, judged by what was bought after training ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf

import numpy as np

from alkasba.recommend.als import AlsSettings, train, usual_weight
from alkasba.recommend.evaluate import Bought, ndcg, without
from alkasba.recommend.purchases import Purchases
from alkasba.recommend.rank import best

K, MOST_JUDGED = 20, 5_000
"""Places, and people by whom settings are judged; more would tell the same."""
DAMPING = tuple(round(0.1 * 1.25**step, 3) for step in range(34))
CLIMB: dict[str, Sequence[float]] = {
    "damping": DAMPING,
    "half_life_days": (30, 60, 90, 135, 180, 270, 365, 730, inf),
    "popularity": (0, 0.25, 0.5, 0.75),
    "times_power": (0, 0.25, 0.5, 0.75, 1),
    "unobserved": (0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2.5),
    "exponent": (0, 0.25, 0.5, 0.75, 1),
    "evenness": (0, 0.25, 0.5, 0.75),
}
"""What is tried, in this order; a value is changed to its neighbours as long as that helps.

The damping is what the regularisation makes of a usual person, so that it stays while other values
change.
"""
Point = dict[str, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings and their NDCG on products that people had not bought before."""

    settings: AlsSettings
    quality: float


def tune(
    before: Purchases, later: Bought, today: int, base: AlsSettings, *, trials: int
) -> list[Trial]:
    """The settings tried, the best first; at most `trials`, and fewer where nothing gets better.

    `before` are purchases up to `today`, `later` those after it. `base` gives dimension, rounds and
    seed, and where to begin. Where nobody discovered anything there is nothing to go by, and the
    beginning is the only one.
    """
    discovered = without(later, before)
    tried: list[Trial] = []

    def quality(point: Point) -> float:
        settings = _settings(point, before, today, base)
        tried.append(Trial(settings, _quality(before, discovered, today, settings)))
        return tried[-1].quality

    beginning = begin(before, base, today)
    climb(CLIMB, beginning, quality, trials=max(trials, 1) if discovered.counts.any() else 1)
    return sorted(tried, key=lambda trial: -trial.quality)


def begin(before: Purchases, base: AlsSettings, today: int) -> Point:
    """The point that is nearest to the settings given."""
    usual = usual_weight(before, base, today)
    damping = base.regularisation * usual**base.exponent
    near = {name: getattr(base, name, damping) for name in CLIMB}
    return {name: min(CLIMB[name], key=lambda value: _far(value, near[name])) for name in CLIMB}


def _far(value: float, other: float) -> float:
    return 0.0 if value == other else abs(value - other)


def climb(
    values: Mapping[str, Sequence[float]],
    beginning: Point,
    quality: Callable[[Point], float],
    *,
    trials: int,
) -> Point:
    """The best point found by changing one value after another as long as that helps.

    No point is tried twice, and no more than `trials` are.
    """
    known: dict[tuple[float, ...], float] = {}

    def tried(point: Point) -> float:
        key = tuple(point.values())
        if key not in known:
            known[key] = quality(point) if len(known) < trials else -inf
        return known[key]

    point, before = beginning, -inf
    while tried(point) > before:
        before = tried(point)
        for name, step in product(values, (1, -1)):
            point = _along(values, point, name, step, tried)
    return point


def _along(
    values: Mapping[str, Sequence[float]],
    point: Point,
    name: str,
    step: int,
    tried: Callable[[Point], float],
) -> Point:
    """The point as far along one value as each step is better than the one before."""
    place = values[name].index(point[name]) + step
    while 0 <= place < len(values[name]):
        near = point | {name: values[name][place]}
        if tried(near) <= tried(point):
            break
        point, place = near, place + step
    return point


def _settings(point: Point, before: Purchases, today: int, base: AlsSettings) -> AlsSettings:
    """Settings of a point; the damping of a usual row stays when its exponent changes."""
    values = {name: value for name, value in point.items() if name != "damping"}
    settings = replace(base, regularisation=1.0, **values)  # type: ignore[arg-type]
    usual = usual_weight(before, settings, today)
    return replace(settings, regularisation=point["damping"] / usual**settings.exponent)


def _quality(before: Purchases, discovered: Bought, today: int, settings: AlsSettings) -> float:
    people = np.flatnonzero(discovered.counts).astype(np.int32)
    if len(people) == 0:
        return 0.0
    people = people[np.linspace(0, len(people) - 1, min(len(people), MOST_JUDGED)).astype(int)]
    factors = train(before, settings, today)
    lists = np.full((before.people, K), -1, np.int32)
    found, _ = best(factors, people, K, but=before)
    lists[people, : found.shape[1]] = found
    return float(np.mean(ndcg(lists, discovered, K)[people]))
