"""Puts the sources together: what each says of a person's candidates, and one list made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from alkasba.flows.recommend.candidates import SPEAKING, best_of
from alkasba.flows.recommend.store import Lists, Sources
from alkasba.recommend.als import Factors
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.mix import Mix, learn
from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole

DEEP = 100
"""Products of each source that are candidates for a person."""
PEOPLE_AT_ONCE = 256
MOST_TAUGHT = 2_000
"""People of whom the mix is learnt; more would teach it nothing new."""


@dataclass(frozen=True)
class Saying:
    """What each source knows: vectors, the rate of each purchase, what goes together, shares."""

    bought: Purchases
    factors: Factors
    rates: Number
    together: Lists
    together_lift: Number
    shares: Number

    @cached_property
    def start(self) -> Place:
        """Where the purchases of each person begin."""
        return self.bought.by_person.start

    @cached_property
    def popular(self) -> Whole:
        """What is popular, which everybody may want."""
        return best_of(self.shares, DEEP)

    def each(self, people: Place) -> Iterator[tuple[int, Whole, Number]]:
        """People with their candidates, and what each source says of them; NaN where it knows
        nothing.

        Each source says 1 of what it wants most for her: who buys much has higher scores in all,
        and what was learnt of the scores of one day would not hold on another.
        """
        for begin in range(0, len(people), PEOPLE_AT_ONCE):
            block = people[begin : begin + PEOPLE_AT_ONCE]
            wants = self.factors.people[block] @ self.factors.products.T
            for row, person in enumerate(block.tolist()):
                yield person, *self._of(person, wants[row])

    def _of(self, person: int, wants: Number) -> tuple[Whole, Number]:
        cells = slice(int(self.start[person]), int(self.start[person + 1]))
        owned, rates = self.bought.what[cells], self.rates[cells]
        met = self._met(owned)
        liked = (best_of(wants, DEEP), owned, best_of(met, DEEP), self.popular)
        found = np.unique(np.concatenate(liked))
        says = np.full((len(found), len(SPEAKING)), np.nan, np.float32)
        says[:, 0] = _to_one(np.maximum(wants[found], 0))
        says[np.searchsorted(found, owned), 1] = _to_one(rates)
        says[:, 2] = np.where(met[found] > 0, _to_one(met[found]), np.nan)
        says[:, 3] = _to_one(self.shares[found])
        return found, says

    def _met(self, owned: Whole) -> Number:
        """How strongly each product goes with those that a person has."""
        lists, lifts = self.together[owned], self.together_lift[owned]
        kept = lists >= 0
        count = self.bought.products
        return np.bincount(lists[kept], weights=lifts[kept], minlength=count).astype(np.float32)


def _to_one(scores: Number) -> Number:
    most = float(scores.max(initial=0))
    return scores / np.float32(most) if most > 0 else scores


def learnt_mix(saying: Saying, later: Bought) -> Mix:
    """How much each source says, learnt from what people bought later."""
    people = np.flatnonzero((later.counts > 0) & (np.diff(saying.start) > 0))
    chosen = people[np.linspace(0, len(people) - 1, min(len(people), MOST_TAUGHT)).astype(int)]
    says, hits = [np.zeros((0, len(SPEAKING)), np.float32)], [np.zeros(0, bool)]
    for person, found, said in saying.each(chosen):
        bought = later.what[later.start[person] : later.start[person + 1]]
        says.append(said)
        hits.append(np.isin(found, bought))
    taught: Mask = np.concatenate(hits)
    return learn(np.concatenate(says), taught, SPEAKING)


def lists_of(
    mix: Mix, saying: Saying, width: int, *, of: Mask | None = None
) -> tuple[Lists, Number, Sources]:
    """One list for each person who has bought something: products, chances, who spoke.

    With `of` only some people get one.
    """
    people = saying.bought.people
    products = np.full((people, width), -1, np.int32)
    scores = np.zeros((people, width), np.float32)
    sources = np.zeros((people, width), np.int8)
    asked = np.diff(saying.start) > 0
    if of is not None:
        asked &= of
    for person, found, said in saying.each(np.flatnonzero(asked)):
        chances = mix.chances(said)
        order = np.lexsort((found, -chances))[:width]
        row = person, slice(len(order))
        products[row], scores[row] = found[order], chances[order]
        sources[row] = mix.spoke(said[order])
    return products, scores, sources
