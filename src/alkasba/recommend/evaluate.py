"""How good suggestions are: what was suggested before a day, held against what was bought after.

Lists are arrays of people x places, the best first; -1 stands where a list is shorter. What was
bought is a `Bought`. All measures are one number a person, so that their means can be compared
over the same people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Place, Purchases, Whole

Exact = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bought:
    """What each person bought later: the products of person p are `what[start[p]:start[p + 1]]`."""

    start: Place
    what: Whole
    products: int

    @property
    def people(self) -> int:
        return len(self.start) - 1

    @property
    def counts(self) -> Place:
        """How many products each person bought."""
        return np.diff(self.start)

    @property
    def who(self) -> Whole:
        return np.repeat(np.arange(self.people, dtype=np.int32), self.counts)


def bought(who: Whole, what: Whole, *, people: int, products: int) -> Bought:
    """Each person's products once, of lines in any order."""
    pairs = np.unique(who.astype(np.int64) * products + what)
    owners = pairs // max(products, 1)
    start = np.searchsorted(owners, np.arange(people + 1)).astype(np.int64)
    return Bought(start, (pairs % max(products, 1)).astype(np.int32), products)


def without(later: Bought, before: Purchases) -> Bought:
    """What was bought later and not before: what only a discovery can find."""
    known = _pairs(before.who, before.what, later.products)
    new = ~np.isin(_pairs(later.who, later.what, later.products), known)
    return bought(later.who[new], later.what[new], people=later.people, products=later.products)


def split_day(day: Whole, held_out_days: int) -> int:
    """The first day that is held out."""
    return int(day.max(initial=0)) - held_out_days + 1


def hits(lists: Whole, later: Bought) -> Mask:
    """Whether what stands at each place of the lists was bought."""
    people = np.repeat(np.arange(len(lists), dtype=np.int64), lists.shape[1])
    asked = _pairs(people, lists.ravel(), later.products)
    known = _pairs(later.who, later.what, later.products)
    place = np.searchsorted(known, asked)
    found = np.zeros(len(asked), bool)
    inside = place < len(known)
    found[inside] = known[place[inside]] == asked[inside]
    return (found & (lists.ravel() >= 0)).reshape(lists.shape)


def recall(lists: Whole, later: Bought, k: int) -> Exact:
    """Of what a person bought the share in her first k, at most k being possible.

    NaN for people who bought nothing: they say nothing of a list.
    """
    found = hits(lists[:, :k], later).sum(axis=1)
    return _share(found, np.minimum(later.counts, k))


def ndcg(lists: Whole, later: Bought, k: int) -> Exact:
    """Normalised discounted cumulative gain of the first k: a hit counts more higher up."""
    discount = 1 / np.log2(np.arange(2, k + 2))
    gain = hits(lists[:, :k], later) @ discount[: lists.shape[1]]
    best = np.concatenate([[0.0], np.cumsum(discount)])
    return _share(gain, best[np.minimum(later.counts, k)])


def basket_f1(lists: Whole, later: Bought, k: int) -> Exact:
    """Harmonic mean of precision and recall of the first k as the next basket."""
    found = hits(lists[:, :k], later).sum(axis=1)
    suggested = (lists[:, :k] >= 0).sum(axis=1)
    return np.where(later.counts > 0, _share(2 * found, suggested + later.counts), np.nan)


def coverage(lists: Whole, products: int, k: int) -> float:
    """The share of all products that stand in somebody's first k."""
    shown = np.unique(lists[:, :k])
    return float((shown >= 0).sum() / max(products, 1))


def deciles(activity: NDArray[np.generic], measured: Mask) -> Whole:
    """Which tenth each measured person belongs to, from the least active; -1 for the others.

    People as active as each other stay in the order in which they are given.
    """
    tenth = np.full(len(activity), -1, np.int32)
    people = np.flatnonzero(measured)
    order = people[np.argsort(activity[people], kind="stable")]
    tenth[order] = np.arange(len(order)) * 10 // max(len(order), 1)
    return tenth


def surely_best(measured: Exact, base: Exact, sure: float) -> int | None:
    """Which of several ways is best, if it is ahead of the base by so many standard errors.

    `measured` is ways x people, `base` what each of the same people has otherwise.
    """
    if not len(base):
        return None
    leads = measured - base
    best = int(np.argmax(leads.mean(axis=1)))
    error = leads[best].std() / np.sqrt(len(base))
    return best if leads[best].mean() > sure * error else None


def interval(
    values: Exact, *, seed: int, share: float = 0.95, draws: int = 1000
) -> tuple[float, float]:
    """Between which means most samples of the same people lie, by bootstrap; NaN are left out.

    Of differences of two measures person by person, it says whether one is better.
    """
    kept = values[~np.isnan(values)]
    if len(kept) == 0:
        return float("nan"), float("nan")
    chance = np.random.default_rng(seed)
    means = [kept[chance.integers(0, len(kept), len(kept))].mean() for _ in range(draws)]
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def _pairs(who: NDArray[np.integer], what: NDArray[np.integer], products: int) -> Place:
    return who.astype(np.int64) * products + what


def _share(part: Exact | Place, whole: Exact | Place) -> Exact:
    shares = np.full(len(whole), np.nan)
    some = whole > 0
    shares[some] = part[some] / whole[some]
    return shares
