"""What training takes: seconds, processor time and memory, ours and that of `implicit` in turns."""

import ctypes
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from recommend_data import Shop, splits
from recommend_page import Cost, Report
from recommend_ways import Point, implicit_factors, our_factors, settings_of

from alkasba.recommend.als import AlsSettings, train
from alkasba.recommend.purchases import Purchases

THREADS = 2
KINDS = ("ours", "implicit")
PAIRS, PEOPLE, PRODUCTS, DIMENSION = 1_500_000, 60_000, 50_000, 128


@dataclass(frozen=True, slots=True)
class Taken:
    """What one training took; the peak is that above a process that has trained something small."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def costs(reports: Sequence[Report], dimension: int, runs: int) -> list[Cost]:
    """The costs of each training at its best settings, and of a large one of ours."""
    found = []
    for report in reports:
        points = report.points["`als`"], report.points["ALS of `implicit`"]
        asked = list(zip(KINDS, points, strict=True))
        turns = [
            [_alone(kind, report.shop, point, dimension) for kind, point in asked]
            for _ in range(runs)
        ]
        _, late = splits(report.shop)
        need = _need_mb(late.before, dimension)
        for place, who in enumerate(("`als`", "ALS of `implicit`")):
            taken = [turn[place] for turn in turns]
            found.append(_cost(report.shop.name, who, len(late.before), dimension, taken, need))
    large = [_alone("large", None, {}, DIMENSION)]
    need = _need_mb(drawn(), DIMENSION)
    found.append(_cost("drawn by chance", "`als`", PAIRS, DIMENSION, large, need))
    for cost in found:
        print(cost, flush=True)
    return found


def _cost(
    shop: str, who: str, pairs: int, dimension: int, taken: Sequence[Taken], need: float
) -> Cost:
    return Cost(
        shop,
        who,
        pairs,
        dimension,
        min(one.seconds for one in taken),
        min(one.processor_seconds for one in taken),
        max(one.peak_mb for one in taken),
        need,
    )


def _need_mb(purchases: Purchases, dimension: int) -> float:
    """The factors and the matrix, which nothing that trains can do without."""
    factors = 4 * dimension * (purchases.people + purchases.products)
    arrays = (purchases.who, purchases.what, purchases.times, purchases.first, purchases.last)
    return (factors + sum(array.nbytes for array in arrays)) / 1e6


def drawn() -> Purchases:
    """A large shop: few products are bought by many, most by few."""
    chance = np.random.default_rng(1)
    lines = int(PAIRS * 1.25)
    who = (PEOPLE * chance.random(lines) ** 1.5).astype(np.int64)
    what = (PRODUCTS * chance.random(lines) ** 2.5).astype(np.int64)
    pairs = np.sort(chance.permutation(np.unique(who * PRODUCTS + what))[:PAIRS])
    ones, days = np.ones(len(pairs), np.float32), np.zeros(len(pairs), np.int32)
    who32, what32 = (pairs // PRODUCTS).astype(np.int32), (pairs % PRODUCTS).astype(np.int32)
    return Purchases(PEOPLE, PRODUCTS, who32, what32, ones, days, days)


def _alone(kind: str, shop: Shop | None, point: Point, dimension: int) -> Taken:
    """In a process of its own, so that memory is that of this training."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_taken, kind, shop, point, dimension).result()


def _taken(kind: str, shop: Shop | None, point: Point, dimension: int) -> Taken:
    if shop is None:
        purchases = drawn()
        settings = AlsSettings(dimension=dimension)
        return _measured(
            lambda: train(purchases, settings, 0), lambda: train(_little(), settings, 0)
        )
    _, split = splits(shop)
    assert len(split.before)
    if kind == "ours":
        settings = settings_of(split, point, dimension)
        return _measured(
            lambda: our_factors(split, point, dimension),
            lambda: train(_little(), settings, split.today),
        )
    return _measured(
        lambda: implicit_factors(split, point, dimension, threads=THREADS), lambda: None
    )


def _little() -> Purchases:
    one = np.zeros(1, np.int32)
    return Purchases(1, 1, one, one, np.ones(1, np.float32), one, one)


def _measured(training: Callable[[], object], before: Callable[[], object]) -> Taken:
    before()
    # What is free goes back to the system, and from here on the kernel counts the peak anew.
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    resident = _resident_mb("VmRSS")
    rested = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    training()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    return Taken(
        seconds,
        after.ru_utime + after.ru_stime - rested.ru_utime - rested.ru_stime,
        _resident_mb("VmHWM") - resident,
    )


def _resident_mb(which: str) -> float:
    told = Path("/proc/self/status").read_text()
    line = next(line for line in told.splitlines() if line.startswith(which))
    return int(line.split()[1]) * 1024 / 1e6
