"""Puts the sources together: what each says of a person's candidates, and one list made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from alkasba.flows.recommend.candidates import SIMILAR, SPEAKING, best_of
from alkasba.flows.recommend.store import Lists, Sources
from alkasba.recommend.again import again
from alkasba.recommend.als import Factors
from alkasba.recommend.arrivals import with_new
from alkasba.recommend.demand import DEMAND
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.habit import HABIT, RHYTHM, History, habits, rhythm
from alkasba.recommend.logistic import chance_of
from alkasba.recommend.mix import Clues, Mix, learn
from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole
from alkasba.recommend.rank import Longest, top_of_many

DEEP = 100
"""Products of each source that are candidates for a person."""
HAD = 200
"""Of what a person has bought, the strongest habits that are candidates."""
PEOPLE_AT_ONCE = 256
MOST_TAUGHT = 2_000
"""People of whom the mix is learnt; more would teach it nothing new."""
MANY = 20_000
"""Products from which on most are passed over unseen: before, it costs less to look at all."""
FEW = 8
"""Times as many products as are met from which on those that are met are sorted."""
NEW_EACH = 20
"""New products that stay in the list of a person, where they have a share of the places."""
ALS, AGAIN, TOGETHER, POPULAR, NOBODY = 0, 1, 2, 3, -1
BY_ALS = ("score", "share of her best", "place")
AT_AGAIN = len(BY_ALS)
AT_TOGETHER = AT_AGAIN + 1 + len(HABIT)
AT_POPULAR = AT_TOGETHER + 1
AT_RHYTHM = AT_POPULAR + len(DEMAND)
CLUES = Clues(
    sources=SPEAKING,
    source=(
        *(ALS,) * len(BY_ALS),
        *(AGAIN,) * (1 + len(HABIT)),
        TOGETHER,
        *(POPULAR,) * len(DEMAND),
        *(NOBODY,) * len(RHYTHM),
    ),
    known=AT_AGAIN,
    popular=AT_POPULAR,
)
"""What the columns are that are said of a candidate, and whose they are."""


@dataclass(frozen=True)
class Saying:
    """What each source knows: vectors, habits of each purchase, what goes together, demand.

    `rates` are of each purchase how much speaks for buying it again, `habits` what that is made of.
    `new` are the products that have a share of the places for being new, if they have, and
    `is_placed` those of which nothing but the description is known.
    """

    bought: Purchases
    factors: Factors
    rates: Number
    habits: Number
    together: Lists
    together_lift: Number
    demand: Number
    rhythm: Number
    new: Mask
    is_placed: Mask

    @cached_property
    def start(self) -> Place:
        """Where the purchases of each person begin."""
        return self.bought.by_person.start

    @cached_property
    def popular(self) -> Whole:
        """What is popular, which everybody may want."""
        found = best_of(self.demand[:, 0], DEEP)
        some: Whole = found[self.demand[found, 0] > 0]
        return some

    @cached_property
    def arrivals(self) -> Whole:
        return np.flatnonzero(self.new).astype(np.int32)

    @cached_property
    def longest(self) -> Longest:
        return Longest(self.factors.products)

    @cached_property
    def longest_new(self) -> Longest:
        return Longest(self.factors.products, self.arrivals)

    def each(self, people: Place) -> Iterator[tuple[int, Whole, Number]]:
        """People with their candidates, and the clues of each source about them; NaN where it knows
        nothing."""
        for begin in range(0, len(people), PEOPLE_AT_ONCE):
            block = people[begin : begin + PEOPLE_AT_ONCE]
            liked = self._liked(self.factors.people[block])
            for row, person in enumerate(block.tolist()):
                yield person, *self._of(person, liked[row])

    def _liked(self, vectors: Number) -> Whole:
        """What these people want most, -1 where that is less; and of what is new."""
        if self.bought.products > MANY:
            liked = self.longest.best(vectors, DEEP)
        else:
            liked, _ = top_of_many(np.maximum(vectors @ self.factors.products.T, 0), DEEP)
        if not len(self.arrivals):
            return liked
        return np.concatenate([liked, self.longest_new.best(vectors, NEW_EACH)], axis=1)

    def _of(self, person: int, liked: Whole) -> tuple[Whole, Number]:
        cells = slice(int(self.start[person]), int(self.start[person + 1]))
        owned = self.bought.what[cells]
        met, lift = self._met(owned)
        had = np.sort(best_of(self.rates[cells], HAD))
        near = met[best_of(lift, DEEP)]
        found = np.unique(np.concatenate((liked[liked >= 0], owned[had], near, self.popular)))
        says = np.full((len(found), len(CLUES.source)), np.nan, np.float32)
        says[:, :AT_AGAIN] = _of_wants(self._wants(person, found))
        mine, hers = _among(found, owned)
        says[hers, AT_AGAIN] = self.rates[cells.start + mine]
        says[hers, AT_AGAIN + 1 : AT_TOGETHER] = self.habits[cells.start + mine]
        its, meets = _among(found, met)
        says[meets, AT_TOGETHER] = _to_one(lift[its])
        says[:, AT_POPULAR:AT_RHYTHM] = self.demand[found]
        says[:, AT_RHYTHM:] = self.rhythm[person]
        return found, says

    def _wants(self, person: int, products: Whole) -> Number:
        """How much she wants some products."""
        wants: Number = self.factors.products[products] @ self.factors.people[person]
        return np.maximum(wants, 0)

    def _met(self, owned: Whole) -> tuple[Whole, Number]:
        """What goes with the products that a person has, and how strongly."""
        lists, lifts = self.together[owned], self.together_lift[owned]
        kept = lists >= 0
        if kept.sum() * FEW < self.bought.products:
            # To sort so few costs less than to go through all products.
            met, place = np.unique(lists[kept], return_inverse=True)
            return met, np.bincount(place, weights=lifts[kept]).astype(np.float32)
        total = np.bincount(lists[kept], weights=lifts[kept], minlength=self.bought.products)
        met = np.flatnonzero(total).astype(np.int32)
        return met, total[met].astype(np.float32)


def _among(found: Whole, others: Whole) -> tuple[Place, Mask]:
    """Where those that are there stand among others, and which they are; both are sorted."""
    if not len(others):
        return np.zeros(0, np.int64), np.zeros(len(found), bool)
    place = np.searchsorted(others, found).clip(max=len(others) - 1)
    there = others[place] == found
    return place[there], there


def saying_of(
    bought: Purchases,
    history: History,
    factors: Factors,
    usual: Number,
    together: tuple[Lists, Number],
    demand: Number,
) -> Saying:
    """What is known of all people and products, before anybody is asked about."""
    return Saying(
        bought,
        factors,
        again(bought, usual, history.today),
        habits(bought, history, usual),
        *together,
        demand,
        rhythm(bought, history),
        np.zeros(bought.products, bool),
        np.zeros(bought.products, bool),
    )


def _of_wants(wants: Number) -> Number:
    """The score, its share of the best, and the place that it gives among the candidates."""
    places = np.empty(len(wants), np.float32)
    places[np.argsort(-wants, kind="stable")] = np.arange(len(wants))
    return np.column_stack([wants, _to_one(wants), places])


def _to_one(scores: Number) -> Number:
    most = float(scores.max(initial=0))
    return scores / np.float32(most) if most > 0 else scores


def learnt_mix(saying: Saying, later: Bought) -> Mix:
    """How much each source says, learnt from what people bought later."""
    people = np.flatnonzero((later.counts > 0) & (np.diff(saying.start) > 0))
    chosen = people[np.linspace(0, len(people) - 1, min(len(people), MOST_TAUGHT)).astype(int)]
    says, hits = [np.zeros((0, len(CLUES.source)), np.float32)], [np.zeros(0, bool)]
    who = [np.zeros(0, np.int32)]
    for turn, (person, found, said) in enumerate(saying.each(chosen)):
        bought = later.what[later.start[person] : later.start[person + 1]]
        says.append(said)
        hits.append(np.isin(found, bought))
        who.append(np.full(len(found), turn, np.int32))
    taught: Mask = np.concatenate(hits)
    return learn(np.concatenate(says), taught, np.concatenate(who), CLUES)


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
        told = mix.told(said)
        order = np.lexsort((found, -told))
        new = saying.new[found]
        order = with_new(order, new, NEW_EACH, width) if new.any() else order[:width]
        row = person, slice(len(order))
        products[row], scores[row] = found[order], chance_of(told[order])
        placed = new[order] & saying.is_placed[found[order]]
        sources[row] = np.where(placed, SIMILAR, mix.spoke(said[order]))
    return products, scores, sources
