"""Who bought what, how often and when: the arrays that every model learns from."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int32]
Place = NDArray[np.int64]
Number = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Weighing(Protocol):
    """What says how much a purchase counts."""

    @property
    def half_life_days(self) -> float: ...
    @property
    def times_power(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows: row r has the columns `what[start[r]:start[r + 1]]`.

    `order` says at which place of the purchases each cell stands.
    """

    start: Place
    what: Whole
    order: Place

    def cells(self, row: int) -> slice:
        """Where the cells of a row stand."""
        return slice(int(self.start[row]), int(self.start[row + 1]))


@dataclass(frozen=True, slots=True)
class Purchases:
    """Each person's products, once each, sorted by `who`, then `what`.

    `times` are the orders that held the product, less those that were returned; `first` and
    `last` the days of the first and the last of them, counted since 1970-01-01.
    """

    people: int
    products: int
    who: Whole
    what: Whole
    times: Number
    first: Whole
    last: Whole

    def __post_init__(self) -> None:
        lengths = {len(a) for a in (self.who, self.what, self.times, self.first, self.last)}
        if len(lengths) != 1:
            raise ValueError("purchases: the arrays are not equally long")
        if len(self.who) == 0:
            return
        if min(self.who.min(), self.what.min()) < 0:
            raise ValueError("purchases: a person or product is below 0")
        if self.who.max() >= self.people or self.what.max() >= self.products:
            raise ValueError("purchases: a person or product is not among those counted")
        if (np.diff(self.who.astype(np.int64) * self.products + self.what) <= 0).any():
            raise ValueError("purchases: pairs are not unique, or not sorted by who and what")

    def __len__(self) -> int:
        return len(self.who)

    @property
    def by_person(self) -> Rows:
        """The products of each person."""
        return Rows(_starts(self.who, self.people), self.what, np.arange(len(self)))

    @property
    def by_product(self) -> Rows:
        """The people of each product."""
        order = np.argsort(self.what, kind="stable")
        return Rows(_starts(self.what, self.products), self.who[order], order)

    def began(self, today: int) -> Whole:
        """The day on which each product was first bought; today for what never was."""
        first = np.full(self.products, today, np.int32)
        np.minimum.at(first, self.what, self.first)
        return first

    def weight(self, settings: Weighing, today: int) -> Number:
        """How much each purchase counts: more where repeated, half as much after each half-life.

        An infinite half-life forgets nothing; a purchase after `today` counts as one of today.
        """
        age = np.maximum(today - self.last, 0) / settings.half_life_days
        times = np.maximum(np.nan_to_num(self.times), 0).astype(np.float64)
        return (times**settings.times_power * np.exp2(-age)).astype(np.float32)


def _starts(sorted_or_not: Whole, rows: int) -> Place:
    counts = np.bincount(sorted_or_not, minlength=rows)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def gather(
    who: Whole, what: Whole, day: Whole, *, people: int, products: int, times: Number | None = None
) -> Purchases:
    """Purchases of single lines, one an order and product; returned ones have negative `times`.

    Pairs that were returned as often as bought are left out.
    """
    counts = np.ones(len(who)) if times is None else times.astype(np.float64)
    pair = who.astype(np.int64) * products + what
    pairs, place = np.unique(pair, return_inverse=True)
    total = np.bincount(place, weights=counts, minlength=len(pairs))
    first = np.full(len(pairs), np.iinfo(np.int32).max, np.int32)
    last = np.full(len(pairs), np.iinfo(np.int32).min, np.int32)
    bought = counts > 0
    np.minimum.at(first, place[bought], day[bought])
    np.maximum.at(last, place[bought], day[bought])
    kept = (total > 0) & (first <= last)
    return Purchases(
        people,
        products,
        (pairs[kept] // max(products, 1)).astype(np.int32),
        (pairs[kept] % max(products, 1)).astype(np.int32),
        total[kept].astype(np.float32),
        first[kept],
        last[kept],
    )
