"""What is bought together: pairs of products that share more baskets than chance would make them.

A pair is told only where enough different people are behind it, so that no list gives away what
one person bought.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Number, Place, Whole

Exact = NDArray[np.float64]
SURE = 1.645
"""Standard deviations below the support of a pair that still have to be above chance."""


@dataclass(frozen=True, slots=True)
class Together:
    """For each product those bought with it: product x places, the best first, -1 at the end.

    `support` is the baskets with both, `people` those behind them, `lift` how many times more often
    than by chance, `surely` the lift that is still there after allowing for luck; `surely` orders.
    """

    what: Whole
    support: Whole
    people: Whole
    lift: Number
    surely: Number


@dataclass(frozen=True, slots=True)
class Baskets:
    """Lines of baskets, both ways: the products of a basket, and the baskets of a product."""

    start: Place
    what: Whole
    starts: Place
    baskets: Whole
    owner: Whole

    @property
    def products(self) -> int:
        return len(self.starts) - 1


def baskets_of(basket: Whole, product: Whole, owner: Whole, *, products: int) -> Baskets:
    """Baskets of lines in any order; `owner` is the person of each basket.

    A product that stands twice in a basket is one.
    """
    width = max(products, 1)
    pairs = np.unique(basket.astype(np.int64) * width + product)
    where, what = pairs // width, (pairs % width).astype(np.int32)
    order = np.argsort(what, kind="stable")
    return Baskets(
        np.searchsorted(where, np.arange(len(owner) + 1)).astype(np.int64),
        what,
        np.searchsorted(what[order], np.arange(products + 1)).astype(np.int64),
        where[order].astype(np.int32),
        owner,
    )


def together(baskets: Baskets, *, keep: int, k_people: int, at_least: int = 3) -> Together:
    """The products that go with each product, `keep` of them at most.

    A pair needs `at_least` baskets, `k_people` different people, and a lift surely above 1.
    Memory is that of the baskets and the answer: products are counted one after another.
    """
    shape = baskets.products, min(keep, baskets.products)
    found = Together(
        np.full(shape, -1, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
    )
    sizes, places = np.diff(baskets.starts), np.full(baskets.products, -1, np.int64)
    for product in range(baskets.products):
        if sizes[product] >= max(at_least, k_people, 1):
            _put(found, product, *_with(baskets, sizes, places, product, k_people, at_least))
    return found


def _put(
    found: Together, product: int, what: Whole, support: Whole, people: Whole, expected: Exact
) -> None:
    surely = (support - SURE * np.sqrt(support)) / expected
    kept = np.flatnonzero(surely > 1)
    order = kept[np.argsort(-surely[kept], kind="stable")][: found.what.shape[1]]
    row = product, slice(len(order))
    found.what[row], found.support[row], found.people[row] = (
        what[order],
        support[order],
        people[order],
    )
    found.lift[row], found.surely[row] = (support / expected)[order], surely[order]


def _with(
    baskets: Baskets, sizes: Place, places: Place, product: int, k_people: int, at_least: int
) -> tuple[Whole, Whole, Whole, Exact]:
    """What shares enough baskets and people with a product, and how many chance would give.

    `places` is -1 for all products, before and after.
    """
    its = baskets.baskets[baskets.starts[product] : baskets.starts[product + 1]]
    others, lengths = _lines(baskets, its)
    what, support = _counted(others, baskets.products)
    often = (support >= max(at_least, k_people, 1)) & (what != product)
    what, support = what[often], support[often]
    # Only pairs that are often enough are asked for their people, which costs more.
    places[what] = np.arange(len(what))
    place = places[others]
    places[what] = -1
    asked = place >= 0
    owners = np.repeat(baskets.owner[its], lengths)[asked].astype(np.int64)
    pairs = np.unique(owners * len(what) + place[asked])
    people = np.bincount(pairs % max(len(what), 1), minlength=len(what))
    enough = people >= k_people
    what, support, people = what[enough], support[enough].astype(np.int32), people[enough]
    expected = sizes[what] * (sizes[product] / max(len(baskets.owner), 1))
    return what, support, people.astype(np.int32), expected


def _counted(values: Whole, size: int) -> tuple[Whole, Place]:
    """Each value once, and how often it is there; what is quicker for so many."""
    if len(values) * 4 < size:
        return np.unique(values, return_counts=True)
    counts = np.bincount(values, minlength=size)
    what = np.flatnonzero(counts).astype(np.int32)
    return what, counts[what]


def _lines(baskets: Baskets, its: Whole) -> tuple[Whole, Place]:
    """All products of some baskets one after another, and how many each has."""
    begin = baskets.start[its]
    lengths = baskets.start[its + 1] - begin
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - ends + lengths, lengths)
    return baskets.what[places], lengths
