"""Puts the sources together: what each says of a person's candidates, and one list made of it."""

from dataclasses import dataclass

import numpy as np

from alkasba.flows.recommend.candidates import SPEAKING, best_of
from alkasba.flows.recommend.store import Lists, Sources
from alkasba.recommend.als import Factors
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.mix import Mix, learn
from alkasba.recommend.purchases import Mask, Number, Purchases, Whole

DEEP = 100
"""Products of each source that are candidates for a person."""
MOST_TAUGHT = 2_000
"""People of whom the mix is learnt; more would teach it nothing new."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What each source knows: vectors, the rate of each purchase, what goes together, shares."""

    bought: Purchases
    factors: Factors
    rates: Number
    together: Lists
    together_lift: Number
    shares: Number

    def of(self, person: int) -> tuple[Whole, Number]:
        """A person's candidates, and what each source says of them; NaN where it knows nothing.

        Each source says 1 of what it wants most for her: who buys much has higher scores in all,
        and what was learnt of the scores of one day would not hold on another.
        """
        cells = self.bought.by_person.cells(person)
        owned, rates = self.bought.what[cells], self.rates[cells]
        wants = self.factors.products @ self.factors.people[person]
        met = self._met(owned)
        popular = best_of(self.shares, DEEP)
        found = np.unique(
            np.concatenate([best_of(wants, DEEP), owned, best_of(met, DEEP), popular])
        )
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
    has_bought = np.diff(saying.bought.by_person.start) > 0
    people = np.flatnonzero((later.counts > 0) & has_bought)
    chosen = people[np.linspace(0, len(people) - 1, min(len(people), MOST_TAUGHT)).astype(int)]
    says, hits = [np.zeros((0, len(SPEAKING)), np.float32)], [np.zeros(0, bool)]
    for person in chosen.tolist():
        found, said = saying.of(person)
        bought = later.what[later.start[person] : later.start[person + 1]]
        says.append(said)
        hits.append(np.isin(found, bought))
    taught: Mask = np.concatenate(hits)
    return learn(np.concatenate(says), taught, SPEAKING)


def lists_of(mix: Mix, saying: Saying, width: int) -> tuple[Lists, Number, Sources]:
    """One list for each person who has bought something: products, chances, who spoke."""
    people = saying.bought.people
    products = np.full((people, width), -1, np.int32)
    scores = np.zeros((people, width), np.float32)
    sources = np.zeros((people, width), np.int8)
    for person in np.flatnonzero(np.diff(saying.bought.by_person.start) > 0).tolist():
        found, said = saying.of(person)
        chances = mix.chances(said)
        order = np.lexsort((found, -chances))[:width]
        row = person, slice(len(order))
        products[row], scores[row] = found[order], chances[order]
        sources[row] = mix.spoke(said[order])
    return products, scores, sources
