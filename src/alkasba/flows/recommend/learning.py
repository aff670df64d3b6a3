"""Learns all that a model holds from lines of baskets; computes, and knows no file or clock."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.flows.recommend.mixing import Saying, lists_of, saying_of
from alkasba.flows.recommend.reading import NOBODY, Lines, People, Shelf
from alkasba.recommend.again import intervals, usual_intervals
from alkasba.recommend.alike import Content, alike, content, place_new, words_of
from alkasba.recommend.als import AlsSettings, Factors, train
from alkasba.recommend.arrivals import arrived, expected, with_new
from alkasba.recommend.demand import demand
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.evaluate import bought as bought_later
from alkasba.recommend.habit import History
from alkasba.recommend.mix import Mix
from alkasba.recommend.popular import Votes, fitting_season, listed, votes_of, wanted
from alkasba.recommend.purchases import Mask, Number, Purchases, Whole, gather
from alkasba.recommend.together import baskets_of, together
from alkasba.recommend.weighed import Weighed, with_weighed

MOST = 100
"""Products in each list that is kept."""
POPULAR = 500
"""Products in the lists of what is popular, which fill up whatever is too short."""
NEW_POPULAR = 50
"""New products in each of these, where they have a share of the places."""
SEEN = 20
"""Places in front of them, which are seen most."""
CROWD = 20
"""People who have to buy in a country before it has a list of its own."""
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """What is learnt from: lines, and what is known of products and people.

    `least_people` have to be behind what is told of a pair of products, and of what is popular.
    `weighed` is what people did with suggestions; `season` how much the time of the year counts.
    `new` is how long a product is new on sale, and its share of the places meanwhile.
    """

    lines: Lines
    shelf: Shelf
    people: People
    least_people: int
    settings: AlsSettings
    said: Content
    weighed: Weighed | None = None
    season: float = 0.0
    new: "New" = field(default_factory=lambda: New(0.0, 0))

    @property
    def purchases(self) -> Purchases:
        return self.lines.purchases(people=len(self.people.keys), products=len(self.shelf))

    @property
    def anonymous_baskets(self) -> int:
        return len(np.unique(self.lines.basket[self.lines.who == NOBODY]))

    @property
    def everybody(self) -> "Everybody":
        return everybody(self.lines, people=len(self.people.keys), products=len(self.shelf))


@dataclass(frozen=True, slots=True)
class New:
    """The share of the places for what is new on sale, and for how many days it is."""

    share: float
    days: int


def task_of(
    lines: Lines, shelf: Shelf, people: People, *, least_people: int, settings: AlsSettings
) -> Task:
    """The task, with what is said of the products as words."""
    described = (words_of(*told) for told in zip(shelf.names, shelf.words, strict=True))
    return Task(lines, shelf, people, least_people, settings, content(described))


@dataclass(frozen=True, slots=True)
class Everybody:
    """All buyers: the people, and behind them each basket of nobody known as a buyer of its own."""

    purchases: Purchases
    history: History

    def votes(self, season: float) -> Votes:
        """What they say of what is popular."""
        return votes_of(self.purchases, self.history, season)


def everybody(lines: Lines, *, people: int, products: int) -> Everybody:
    """Lines by buyer, where a basket of nobody known is one."""
    anonymous = lines.who == NOBODY
    baskets, turn = np.unique(lines.basket[anonymous], return_inverse=True)
    who = lines.who.copy()
    who[anonymous] = people + turn
    bought = gather(who, lines.what, lines.day, people=people + len(baskets), products=products)
    return Everybody(bought, History(who, lines.what, lines.basket, lines.day, lines.today))


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the sources know, before they are put together."""

    task: Task
    arrays: Arrays
    saying: Saying
    countries: tuple[str, ...]

    def mixed(self, mix: Mix, *, of: Mask | None = None) -> Arrays:
        """What is learnt, with a list for each person; with `of` for some only, to be judged."""
        width = min(MOST, max(self.saying.bought.products, 1))
        products, scores, sources = lists_of(mix, self.saying, width, of=of)
        return self.arrays | {
            "for_people": products,
            "for_people_score": scores,
            "for_people_source": sources,
        }

    def whole(self, mix: Mix) -> Arrays:
        """All arrays of a model."""
        lists, scores = alike(self.arrays["vectors"], self.task.said, MOST, self.saying.bought)
        return self.mixed(mix) | {"alike": lists, "alike_score": scores}


def learn(task: Task) -> Learnt:
    """What can be learnt of purchases, baskets, and what is said of products."""
    bought, today = task.purchases, task.lines.today
    # Events teach the factors alone: what was clicked is not bought, so nobody buys it again.
    events = task.weighed.until(today) if task.weighed else None
    factors = train(with_weighed(bought, events) if events else bought, task.settings, today)
    is_placed = _is_placed(task, bought)
    own_vectors = np.where(is_placed[:, None], 0, factors.products).astype(np.float32)
    vectors = place_new(own_vectors, task.said)
    buyers = task.everybody
    met = _together(task, buyers.history)
    votes = buyers.votes(task.season)
    shares = wanted(votes, task.least_people)
    new = _new(task, buyers)
    popular, countries = _popular(task, votes, shares, new)
    own: Arrays = {
        "vectors": vectors,
        "unobserved": factors.unobserved,
        "owned_start": bought.by_person.start,
        "owned": bought.what,
        "owned_times": bought.times,
        "owned_last": bought.last,
        "owned_weight": bought.weight(task.settings, today),
        "is_new": new,
        "is_placed": is_placed,
    }
    known = task.lines.where(task.lines.who != NOBODY)
    history = History(known.who, known.what, known.basket, known.day, today)
    placed = Factors(factors.people, vectors, factors.unobserved)
    pairs = met["together"], met["together_lift"]
    demanded = demand(buyers.purchases, buyers.history, shares)
    saying = saying_of(bought, history, placed, _usual(task), pairs, demanded)
    saying = replace(saying, new=new, is_placed=is_placed)
    return Learnt(task, own | met | popular, saying, countries)


def later_of(task: Task, after: Lines) -> Bought:
    """What people who are known bought later."""
    known = after.where(after.who != NOBODY)
    return bought_later(
        known.who, known.what, people=len(task.people.keys), products=len(task.shelf)
    )


def season_of(task: Task, after: Lines) -> float:
    """How much the time of the year counts, by what all buyers bought after what is learnt from."""
    known, later = task.everybody, replace(task, lines=after).everybody
    sizes = {"people": later.purchases.people, "products": later.purchases.products}
    bought = bought_later(later.history.who, later.history.what, **sizes)
    return fitting_season(known.purchases, known.history, bought, task.least_people)


def _new(task: Task, buyers: Everybody) -> Mask:
    """What is new on sale and can be had, where the shop gives it a share of the places."""
    if not task.new.share:
        return np.zeros(len(task.shelf), bool)
    new = arrived(buyers.purchases, task.lines.today, task.new.days)
    return new & task.shelf.is_offered


def _is_placed(task: Task, bought: Purchases) -> Mask:
    """What too few people bought stands where its description puts it.

    The vector of what one person bought would tell what else that person buys.
    """
    found: Mask = np.bincount(bought.what, minlength=bought.products) < task.least_people
    return found


def _usual(task: Task) -> Number:
    """The usual days between purchases of each product."""
    lines = task.lines.where(task.lines.who != NOBODY)
    product, days = intervals(lines.who, lines.what, lines.day)
    # A product without a category is in one of its own kind, the first.
    return usual_intervals(product, days, len(task.shelf), task.shelf.category + np.int32(1))


def _together(task: Task, lines: History) -> Arrays:
    """What is bought together, by enough buyers."""
    baskets = int(lines.basket.max(initial=-1)) + 1
    owner = np.full(baskets, NOBODY, np.int32)
    owner[lines.basket] = lines.who
    found = together(
        baskets_of(lines.basket, lines.what, owner, products=len(task.shelf)),
        keep=MOST,
        k_people=task.least_people,
    )
    return {
        "together": found.what,
        "together_lift": found.lift,
        "together_people": found.people,
    }


def _popular(task: Task, votes: Votes, shares: Number, new: Mask) -> tuple[Arrays, tuple[str, ...]]:
    """What is popular among all, and in each country with enough people.

    Nobody knows where a basket of nobody comes from, so that it counts among all alone.
    """
    people = task.people
    country = np.append(people.country, NOBODY)[np.minimum(votes.who, len(people.keys))]
    kept, rows = [], [shares]
    for number, name in enumerate(people.countries):
        own = votes.where(country == number)
        if len(np.unique(own.who)) >= max(CROWD, task.least_people):
            rows.append(wanted(own, task.least_people, lean=shares))
            kept.append(name)
    every = np.stack(rows)
    worth = expected(every, task.said, new, behind=SEEN) if new.any() else every
    lists = [_listed(row, new) for row in worth]
    arrays: Arrays = {
        "popular": np.stack([products for products, _ in lists]),
        "popular_score": np.stack([scores for _, scores in lists]),
    }
    return arrays, tuple(kept)


def _listed(worth: Number, new: Mask) -> tuple[Whole, Number]:
    """One list of what is popular, in which the first of what is new stay."""
    if not new.any():
        return listed(worth, POPULAR)
    found, _ = listed(worth, len(worth))
    width = min(POPULAR, len(worth))
    order = with_new(found[found >= 0].astype(np.int64), new, NEW_POPULAR, width)
    products = np.append(order, np.full(width - len(order), -1)).astype(np.int32)
    return products, np.where(products >= 0, worth[products], 0).astype(np.float32)
