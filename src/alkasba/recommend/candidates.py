"""What could be suggested to people: the finds of several sources side by side, once each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alkasba.recommend.als import Factors
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole
from alkasba.recommend.rank import best


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of a person and a product, sorted by both, with a score of each source.

    A score is NaN where the source does not know the pair.
    """

    who: Whole
    what: Whole
    scores: Number

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Found:
    """What one source finds: pairs in any order, once each, and their scores."""

    who: Whole
    what: Whole
    scores: Number


def side_by_side(found: Sequence[Found], *, products: int) -> Candidates:
    """Every pair that any source finds, with the scores of all that found it."""
    keys = [one.who.astype(np.int64) * products + one.what for one in found]
    pairs = np.unique(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    scores = np.full((len(pairs), len(found)), np.nan, np.float32)
    for source, (key, one) in enumerate(zip(keys, found, strict=True)):
        scores[np.searchsorted(pairs, key), source] = one.scores
    width = max(products, 1)
    return Candidates((pairs // width).astype(np.int32), (pairs % width).astype(np.int32), scores)


def of_lists(people: Whole, lists: Whole, scores: Number) -> Found:
    """What stands in lists of these people."""
    some = lists >= 0
    who = np.repeat(people, some.sum(axis=1)).astype(np.int32)
    return Found(who, lists[some], scores[some])


def found_by(
    people: Whole, purchases: Purchases, factors: Factors, habit: Number, share: Number, k: int
) -> Candidates:
    """Candidates of these people by `als`, `again` and `popular`: the best k of each.

    What a person has bought comes by habit alone, so that it takes no place of what is new.
    `habit` is the score of each purchase, `share` the popularity of each product. Factors and
    popularity say something of every pair, habit of those that were bought.
    """
    liked = of_lists(people, *best(factors, people, k, but=purchases))
    own = _habits(people, purchases, habit, k)
    most = np.argsort(-share, kind="stable")[:k].astype(np.int32)
    known = Found(
        np.repeat(people, len(most)), np.tile(most, len(people)), np.tile(share[most], len(people))
    )
    pairs = side_by_side((liked, own, known), products=purchases.products)
    scores = pairs.scores.copy()
    scores[:, 0] = _products(factors, pairs.who, pairs.what)
    scores[:, 1] = _known(purchases, habit, pairs.who, pairs.what)
    scores[:, 2] = share[pairs.what]
    return Candidates(pairs.who, pairs.what, scores)


def were_bought(candidates: Candidates, later: Bought) -> Mask:
    """Whether each candidate was bought later."""
    known = later.who.astype(np.int64) * later.products + later.what
    asked = candidates.who.astype(np.int64) * later.products + candidates.what
    return np.isin(asked, known)


def listed(candidates: Candidates, chances: Number, people: int, k: int) -> tuple[Whole, Place]:
    """The k candidates of each person with the highest chances, equals in the order of products.

    As lists of products, and as places among the candidates; -1 where there are fewer.
    """
    order = np.lexsort((candidates.what, -chances, candidates.who))
    start = np.searchsorted(candidates.who, np.arange(people))
    rank = np.arange(len(order)) - start[candidates.who[order]]
    shown = order[rank < k]
    lists = np.full((people, k), -1, np.int32)
    places = np.full((people, k), -1, np.int64)
    at = candidates.who[shown], rank[rank < k]
    lists[at], places[at] = candidates.what[shown], shown
    return lists, places


def _habits(people: Whole, purchases: Purchases, habit: Number, k: int) -> Found:
    """The k strongest habits of each person."""
    asked = np.zeros(purchases.people, bool)
    asked[people] = True
    mine = np.flatnonzero(asked[purchases.who])
    order = mine[np.lexsort((purchases.what[mine], -habit[mine], purchases.who[mine]))]
    who = purchases.who[order]
    rank = np.arange(len(order)) - np.searchsorted(who, who)
    kept = order[rank < k]
    return Found(purchases.who[kept], purchases.what[kept], habit[kept])


def _known(purchases: Purchases, habit: Number, who: Whole, what: Whole) -> Number:
    """The habit of each pair, NaN where it was never bought."""
    bought = purchases.who.astype(np.int64) * purchases.products + purchases.what
    asked = who.astype(np.int64) * purchases.products + what
    place = np.searchsorted(bought, asked)
    inside = np.minimum(place, max(len(bought) - 1, 0))
    known = np.full(len(asked), np.nan, np.float32)
    if len(bought):
        same = bought[inside] == asked
        known[same] = habit[inside[same]]
    return known


def _products(factors: Factors, who: Whole, what: Whole) -> Number:
    """The score of each pair, in blocks so that memory is bounded."""
    scores = np.empty(len(who), np.float32)
    for begin in range(0, len(who), 65536):
        these = slice(begin, begin + 65536)
        pair = factors.people[who[these]], factors.products[what[these]]
        scores[these] = np.einsum("ij,ij->i", *pair)
    return scores
