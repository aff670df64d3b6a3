"""How well and how fast products are suggested, beside other ways, on two shops cut by time."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

import numpy as np  # noqa: E402
from numba import set_num_threads  # noqa: E402
from recommend_cost import costs  # noqa: E402
from recommend_data import Shop, Split, grocery, online_retail, splits  # noqa: E402
from recommend_page import PAGE, Report, Score, told, write_page  # noqa: E402
from recommend_serving import SECONDS, SWAPPED, serving_times, write_part  # noqa: E402
from recommend_serving import told as serving_told  # noqa: E402
from recommend_ways import (  # noqa: E402
    WAYS,
    Point,
    Scores,
    Way,
    learn_mix,
    lists,
    mixed,
)

from alkasba.recommend.evaluate import (  # noqa: E402
    Bought,
    basket_f1,
    coverage,
    deciles,
    ndcg,
    recall,
)
from alkasba.recommend.tune import climb  # noqa: E402

KEPT = ROOT / "build" / "recommend-settings.json"
"""The settings that the last search has chosen."""
SHOPS: dict[str, Callable[[], Shop]] = {"online-retail": online_retail, "grocery": grocery}
K = 20
BASKET = 10
SEARCHED = 500
"""People by whom settings are chosen, where there are more; the judgement is by all."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.write and asked.only != list(SHOPS):
        parser.error("the page tells of both shops: leave out --only, or --write")
    # The searches are one thread each, so that others on the machine hold them up the least.
    set_num_threads(1)
    reports = []
    for name in asked.only:
        known = json.loads(asked.settings.read_text())[name] if asked.settings else {}
        reports.append(report(SHOPS[name](), asked.dimension, asked.trials, known))
        print("\n".join(told(reports[-1])), flush=True)
    if not asked.settings:
        chosen_before = {name: one.points for name, one in zip(asked.only, reports, strict=True)}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(chosen_before))
    timed = costs(reports, asked.dimension, asked.runs)
    if asked.write:
        write_page(reports, timed, dimension=asked.dimension, trials=asked.trials, runs=asked.runs)
        served = serving_times(asked.products, asked.served_at, SECONDS, SWAPPED)
        write_part(list(serving_told(served, asked.products, asked.served_at)))
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(SHOPS), default=list(SHOPS))
    parser.add_argument("--dimension", type=int, default=64, help="of all factors")
    parser.add_argument("--trials", type=int, default=60, help="of the settings of each way")
    parser.add_argument(
        "--settings", type=Path, help=f"search none, take those of {KEPT.relative_to(ROOT)}"
    )
    parser.add_argument("--runs", type=int, default=3, help="of each training, in turns")
    parser.add_argument("--products", type=int, default=50_000, help="of the shop that is served")
    parser.add_argument("--served-at", type=int, default=128, help="the dimension that is served")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser


def report(shop: Shop, dimension: int, trials: int, known: dict[str, Point]) -> Report:
    """Every way at its best of an earlier cut, judged once by a later one."""
    early, late = splits(shop)
    new, every = {}, {}
    points: dict[str, Point] = {}
    for way in WAYS:
        if not way.fits(early):
            continue
        point = known[way.name] if known else chosen(way, early, dimension, trials)
        points[way.name] = point
        scores = way.fit(late, point, dimension)
        if way.discovers:
            new[way.name] = shown(scores, late, new=True)
        every[way.name] = shown(scores, late, new=False)
        print(f"{shop.name}: {way.name} {point}", file=sys.stderr, flush=True)
    mix = learn_mix(early, points, dimension)
    new["`mix`"], every["`mix`"] = mixed(mix, late, points, dimension, K)
    return Report(
        shop,
        late,
        points,
        {name: score(name, found, late, late.discovered) for name, found in new.items()},
        {name: score(name, found, late, late.later) for name, found in every.items()},
        {name: tenths(new[name], late) for name in ("`als`", "`mix`", "popularity")},
    )


def chosen(way: Way, split: Split, dimension: int, trials: int) -> Point:
    """The settings of a way that suggest best what is bought after the earlier cut."""
    if not way.values:
        return {}
    later = split.discovered if way.discovers else split.later
    people = np.flatnonzero(later.counts).astype(np.int32)
    people = people[:: max(1, len(people) // SEARCHED)]

    def quality(point: Point) -> float:
        found = lists(way.fit(split, point, dimension), split, people, K, new=way.discovers)
        return float(ndcg(found, later, K)[people].mean())

    return climb(way.values, way.begin(split), quality, trials=trials)


def shown(scores: Scores, split: Split, *, new: bool) -> np.ndarray:
    return lists(scores, split, split.asked, K, new=new)


def score(name: str, found: np.ndarray, split: Split, later: Bought) -> Score:
    basket = split.next_basket
    return Score(
        name,
        ndcg(found, later, K),
        recall(found, later, K),
        basket_f1(found, basket, BASKET),
        coverage(found[split.asked], split.shop.products, K),
    )


def tenths(found: np.ndarray, split: Split) -> list[float]:
    """NDCG in each tenth of people, by how many products they had bought."""
    later = split.discovered
    activity = np.bincount(split.before.who, minlength=split.shop.people)
    tenth = deciles(activity, later.counts > 0)
    reached = ndcg(found, later, K)
    return [float(reached[tenth == t].mean()) for t in range(10)]


if __name__ == "__main__":
    main()
