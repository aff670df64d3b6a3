"""Ways to suggest products, each with its own settings and at its best: others' and ours."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender
from recommend_data import Split

from alkasba.flows.recommend.mixing import AT_AGAIN, Saying, learnt_mix, saying_of
from alkasba.recommend.again import again, intervals, usual_intervals
from alkasba.recommend.als import AlsSettings, Factors, train, usual_weight
from alkasba.recommend.demand import demand
from alkasba.recommend.habit import History
from alkasba.recommend.mix import Mix
from alkasba.recommend.popular import HALF_LIFE_DAYS, popularity
from alkasba.recommend.rank import top_of_many
from alkasba.recommend.together import baskets_of, together
from alkasba.recommend.tune import CLIMB, begin

Point = dict[str, float]
Scores = Callable[[np.ndarray], np.ndarray]
"""The scores of all products for some people."""
BLOCK = 128
EASE_PRODUCTS = 10_000
"""It inverts a matrix of products x products."""
PAIRS = 100
LEAST_PEOPLE = 5
HALF_LIVES = (14.0, 30.0, 90.0, 180.0, inf)


@dataclass(frozen=True)
class Way:
    """How a way is called, the values that its settings may have, where it begins, what it says."""

    name: str
    fit: Callable[[Split, Point, int], Scores]
    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    begin: Callable[[Split], Point] = lambda split: {}
    discovers: bool = True
    fits: Callable[[Split], bool] = lambda split: True


def lists(scores: Scores, split: Split, people: np.ndarray, k: int, *, new: bool) -> np.ndarray:
    """The best k of each of these people; of what they have not bought where `new`."""
    found = np.full((split.shop.people, k), -1, np.int32)
    rows = split.before.by_person
    for first in range(0, len(people), BLOCK):
        block = people[first : first + BLOCK]
        given = np.array(scores(block), np.float32)
        if new:
            for row, person in enumerate(block):
                given[row, rows.what[rows.cells(person)]] = -np.inf
        found[block] = top_of_many(given, k)[0]
    return found


def matrix(split: Split, weight: np.ndarray) -> sp.csr_matrix:
    before = split.before
    shape = before.people, before.products
    return sp.csr_matrix((weight.astype(np.float32), (before.who, before.what)), shape=shape)


def weights(split: Split, point: Point) -> np.ndarray:
    return split.before.weight(
        AlsSettings(times_power=point["times_power"], half_life_days=point["half_life_days"]),
        split.today,
    )


def fit_popular(split: Split, point: Point, dimension: int) -> Scores:
    share = popularity(split.before, split.today, point["half_life_days"])
    return lambda people: np.tile(share, (len(people), 1))


def fit_neighbours(split: Split, point: Point, dimension: int) -> Scores:
    """Items near those that a person bought, by `implicit`."""
    kind = BM25Recommender if point["bm25"] else CosineRecommender
    model = kind(K=int(point["neighbours"]), num_threads=1)
    cells = matrix(split, weights(split, point))
    with warnings.catch_warnings():
        # It warns of a conversion that it makes itself.
        warnings.simplefilter("ignore")
        model.fit(cells, show_progress=False)
    near = sp.csr_matrix(model.similarity)
    return lambda people: (cells[people] @ near).toarray()


def fit_ease(split: Split, point: Point, dimension: int) -> Scores:
    """Steck 2019: Embarrassingly shallow autoencoders for sparse data."""
    cells = matrix(split, weights(split, point))
    gram = (cells.T @ cells).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += point["damping"]
    inverse = np.linalg.inv(gram)
    effect = (inverse / -np.diag(inverse)).astype(np.float32)
    effect[np.diag_indices_from(effect)] = 0
    return lambda people: cells[people] @ effect


def fit_implicit(split: Split, point: Point, dimension: int) -> Scores:
    people, products = implicit_factors(split, point, dimension, threads=1)
    return lambda asked: people[asked] @ products.T


def implicit_factors(
    split: Split, point: Point, dimension: int, *, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    model = AlternatingLeastSquares(
        factors=dimension,
        regularization=point["damping"],
        alpha=point["alpha"],
        iterations=int(point["rounds"]),
        random_state=0,
        num_threads=threads,
    )
    with warnings.catch_warnings():
        # It warns that BLAS has threads; the caller has limited them.
        warnings.simplefilter("ignore")
        model.fit(matrix(split, weights(split, point)), show_progress=False)
    return model.user_factors, model.item_factors


def settings_of(split: Split, point: Point, dimension: int) -> AlsSettings:
    """Ours; the damping of a usual row stays when its exponent changes."""
    values = {name: value for name, value in point.items() if name != "damping"}
    values["rounds"] = int(point["rounds"])
    settings = replace(AlsSettings(), dimension=dimension, regularisation=1.0, **values)
    usual = usual_weight(split.before, settings, split.today)
    return replace(settings, regularisation=point["damping"] / usual**settings.exponent)


def begin_ours(split: Split) -> Point:
    return begin(split.before, AlsSettings(), split.today) | {"rounds": 8}


def our_factors(split: Split, point: Point, dimension: int) -> Factors:
    return train(split.before, settings_of(split, point, dimension), split.today)


def fit_ours(split: Split, point: Point, dimension: int) -> Scores:
    factors = our_factors(split, point, dimension)
    return lambda people: factors.people[people] @ factors.products.T


def fit_frequency(split: Split, point: Point, dimension: int) -> Scores:
    """What each person bought most often; equals, and the rest, by popularity."""
    often = matrix(split, split.before.times)
    share = popularity(split.before, split.today, inf)
    return lambda people: often[people].toarray() + share / 2


def fit_again(split: Split, point: Point, dimension: int) -> Scores:
    habits = matrix(split, _habit(split))
    return lambda people: habits[people].toarray()


def _habit(split: Split) -> np.ndarray:
    usual = usual_intervals(*intervals(*split.lines()), split.shop.products)
    return again(split.before, usual, split.today)


def learn_mix(split: Split, points: Mapping[str, Point], dimension: int) -> Mix:
    """How much each source says, by what was bought after the day of the split."""
    return learnt_mix(_saying(split, points, dimension), split.later)


def mixed(
    mix: Mix, split: Split, points: Mapping[str, Point], dimension: int, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """The lists of what people have not bought, and of everything."""
    new, every = (np.full((split.shop.people, k), -1, np.int32) for _ in range(2))
    saying = _saying(split, points, dimension)
    for person, found, said in saying.each(split.asked.astype(np.int64)):
        ordered = np.lexsort((found, -mix.told(said)))
        unknown = ordered[np.isnan(said[ordered, AT_AGAIN])]
        for lists, order in ((new, unknown), (every, ordered)):
            lists[person, : min(k, len(order))] = found[order[:k]]
    return new, every


def _saying(split: Split, points: Mapping[str, Point], dimension: int) -> Saying:
    """All that training knows of a shop that says nothing of its products."""
    who, what, day = split.lines()
    basket = split.shop.basket[split.shop.day < split.today].astype(np.int32)
    owner = np.full(int(basket.max(initial=-1)) + 1, -1, np.int32)
    owner[basket] = who
    baskets = baskets_of(basket, what, owner, products=split.shop.products)
    met = together(baskets, keep=PAIRS, k_people=LEAST_PEOPLE)
    history = History(who, what, basket, day, split.today - 1)
    shares = popularity(split.before, history.today, HALF_LIFE_DAYS)
    return saying_of(
        split.before,
        history,
        our_factors(split, points["`als`"], dimension),
        usual_intervals(*intervals(*split.lines()), split.shop.products),
        (met.what, met.lift),
        demand(split.before, history, shares),
    )


WEIGHTS = {"times_power": (0.0, 0.25, 0.5, 1.0), "half_life_days": HALF_LIVES}
WAYS = [
    Way(
        "popularity",
        fit_popular,
        {"half_life_days": HALF_LIVES},
        lambda split: {"half_life_days": 30.0},
    ),
    Way(
        "item-kNN (`implicit`)",
        fit_neighbours,
        {"neighbours": (20, 50, 100, 200, 400), "bm25": (0, 1), "half_life_days": HALF_LIVES},
        lambda split: {"neighbours": 100, "bm25": 0, "times_power": 0.0, "half_life_days": inf},
    ),
    Way(
        "EASE",
        fit_ease,
        {"damping": (100.0, 200.0, 400.0, 800.0), "half_life_days": HALF_LIVES},
        lambda split: {"damping": 200.0, "times_power": 0.0, "half_life_days": inf},
        fits=lambda split: split.shop.products <= EASE_PRODUCTS,
    ),
    Way(
        "ALS of `implicit`",
        fit_implicit,
        {
            "damping": (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0, 30.0, 45.0, 60.0, 100.0),
            "alpha": (0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0),
            **WEIGHTS,
            "rounds": (4, 8, 15),
        },
        lambda split: {
            "damping": 10.0,
            "alpha": 1.0,
            "times_power": 0.0,
            "half_life_days": inf,
            "rounds": 8,
        },
    ),
    Way("personal frequency", fit_frequency, discovers=False),
    Way("`again`", fit_again, discovers=False),
    Way("`als`", fit_ours, CLIMB | {"rounds": (4, 8, 12)}, begin_ours),
]
