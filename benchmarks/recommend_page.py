"""The page `docs/reference/benchmarks-of-recommendations.md`, written from what was measured."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from recommend_data import Shop, Split

from alkasba.recommend.evaluate import interval

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-of-recommendations.md"
OPENING = """\
# Benchmarks of recommendations
Written by `just bench recommend --write`.

How well products are suggested to people who come back, beside other ways, on two shops cut by
time. Settings of each way are chosen by what is bought in one span of days, in at most {trials}
trials of each way, climbing from values that its authors recommend. What is bought in the span
after it judges, once. All factors have dimension {dimension}. Only people who were known and
products that somebody had bought count.

New products are those that a person had not bought before. NDCG and recall are of the first 20,
F1 of the first 10 as the next basket; the range is that in which 19 of 20 samples of the same
people lie. `als`, `again` and `mix` are ours.
"""
COST = """\
## What training takes
At the settings that were best, in processes of their own, in turns, {runs} times; the least counts.
Processor seconds hardly change when others use the machine, which has {cores} cores. Memory is the
peak above a process that has trained something small; *need* is the factors and the matrix alone.
Python {python}, numba {numba}, implicit {implicit}.
"""


@dataclass(frozen=True, slots=True)
class Score:
    """What a way reached, person by person."""

    name: str
    ndcg: np.ndarray
    recall: np.ndarray
    basket: np.ndarray
    coverage: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What training took."""

    shop: str
    who: str
    pairs: int
    dimension: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    need_mb: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found of a shop."""

    shop: Shop
    split: Split
    points: dict[str, dict[str, float]]
    new: dict[str, Score]
    every: dict[str, Score]
    tenths: dict[str, list[float]]


def told(report: Report) -> Iterator[str]:
    """The part of the page that is of one shop."""
    before = report.split.before
    yield f"## {report.shop.name}"
    yield (
        f"{before.people:,} people, {before.products:,} products, {len(before):,} pairs that were "
        f"bought; {report.shop.held_out_days} days are held out, in which "
        f"{len(report.split.asked):,} people came back."
    )
    yield ""
    yield from _table("New products", report.new, "ALS of `implicit`", with_basket=False)
    yield ""
    best = max((s for s in report.every.values() if s.name != "`mix`"), key=_mean)
    yield from _table("New and known products", report.every, best.name, with_basket=True)
    yield ""
    yield "New products by tenths of people, from those who had bought least:"
    yield ""
    yield "| tenth | " + " | ".join(str(tenth + 1) for tenth in range(10)) + " |"
    yield "|---|" + "--:|" * 10
    for name, reached in report.tenths.items():
        yield f"| {name} | " + " | ".join(f"{value:.3f}" for value in reached) + " |"
    yield ""
    yield "Settings that were chosen:"
    yield ""
    for name, point in report.points.items():
        if point:
            yield f"- {name}: " + ", ".join(f"{k} {v:g}" for k, v in point.items())


def _mean(score: Score) -> float:
    return float(np.nanmean(score.ndcg))


def _table(
    title: str, scores: dict[str, Score], beside: str, *, with_basket: bool
) -> Iterator[str]:
    yield f"| {title} | NDCG | beside {beside} | range | recall | coverage |" + (
        " F1 of the next basket |" if with_basket else ""
    )
    yield "|---|--:|--:|--:|--:|--:|" + ("--:|" if with_basket else "")
    base = scores[beside]
    for score in scores.values():
        low, high = interval(score.ndcg - base.ndcg, seed=1)
        ratio = _mean(score) / _mean(base)
        low, high = 1 + low / _mean(base), 1 + high / _mean(base)
        span = "" if score is base else f"{low:.3f} to {high:.3f}"
        yield (
            f"| {score.name} | {_mean(score):.4f} | {ratio:.3f} | {span} "
            f"| {np.nanmean(score.recall):.4f} | {score.coverage:.1%} |"
        ) + (f" {np.nanmean(score.basket):.4f} |" if with_basket else "")


def _costs(costs: Sequence[Cost]) -> Iterator[str]:
    yield "| shop | who | pairs | dimension | seconds | processor, s | peak, MB | need, MB |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    for cost in costs:
        yield (
            f"| {cost.shop} | {cost.who} | {cost.pairs:,} | {cost.dimension} | {cost.seconds:.2f} "
            f"| {cost.processor_seconds:.2f} | {cost.peak_mb:.0f} | {cost.need_mb:.0f} |"
        )


def write_page(
    reports: Sequence[Report], costs: Sequence[Cost], *, dimension: int, trials: int, runs: int
) -> None:
    """Write all that was measured."""
    parts = [OPENING.format(trials=trials, dimension=dimension)]
    parts += ["\n".join(told(report)) + "\n" for report in reports]
    parts.append(
        COST.format(
            runs=runs,
            cores=os.cpu_count(),
            python=platform.python_version(),
            numba=version("numba"),
            implicit=version("implicit"),
        )
    )
    parts.append("\n".join(_costs(costs)) + "\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
