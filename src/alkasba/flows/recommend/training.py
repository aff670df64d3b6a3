"""Trains a model on the published warehouse, judges it, and lets it speak where it is good."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from alkasba.flows.answers import open_current
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.events.weighing import read_weighed
from alkasba.flows.recommend.judging import is_below_popular, judged, split, verdict
from alkasba.flows.recommend.learning import New, Task, later_of, learn, season_of, task_of
from alkasba.flows.recommend.lists import written_lists
from alkasba.flows.recommend.mixing import learnt_mix
from alkasba.flows.recommend.places import FOLDER, LISTS, current
from alkasba.flows.recommend.reading import read_lines, read_people, read_shelf
from alkasba.flows.recommend.store import Model, keep, let_go, told_of_models
from alkasba.flows.recommend.trainings import note_training
from alkasba.flows.recommend.view import settings_of
from alkasba.flows.run.job import Clock
from alkasba.recommend.als import AlsSettings
from alkasba.recommend.evaluate import Bought
from alkasba.recommend.mix import Mix
from alkasba.recommend.tune import tune
from alkasba.report import Tell, silent
from alkasba.warehouse.ledger import last_run
from alkasba.warehouse.lock import only_writer
from alkasba.warehouse.readers import duckdb_size

ROUNDS, TRIALS = 8, 6
SMALLEST, LARGEST, PRODUCTS_EACH = 16, 128, 4
"""The dimension: one for every four products, within these; more would learn chance by heart."""
GROWN = 1.5
"""Times as many lines as the settings were found on, from which on they are looked for anew."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that was trained; `refused` says why it does not speak, if it does not."""

    version: str
    told: dict[str, Any]
    refused: str = ""


def train_model(
    opened: OpenShop, *, accept: bool = False, clock: Clock | None = None, tell: Tell = silent
) -> Trained:
    """Learn from what is published now; a model that is worse is kept aside unless you `accept` it.

    Whoever is killed on the way has changed nothing. Raises StoreBusy where another one trains.
    """
    clock, build = clock or Clock.system(), opened.settings.build
    with only_writer(build / FOLDER / "train.lock"):
        let_go(build)
        started = perf_counter()
        task, run = _read(opened, clock)
        tell("recommend.read", lines=len(task.lines), products=len(task.shelf))
        standing = _standing(build)
        rehearsed = _rehearsed(task, standing)
        quality = rehearsed.quality
        refused = "" if accept else verdict(quality, _comparable(standing, rehearsed.task))
        learnt = learn(rehearsed.task)
        told = _told(rehearsed, run, refused) | {
            "trained_at": clock.now.isoformat(timespec="seconds"),
            "declared": digest_of(opened),
            "countries": list(learnt.countries),
            "seconds": round(perf_counter() - started, 2),
        }
        version = f"{clock.now:%Y%m%d-%H%M%S}-{_digest(repr(sorted(told.items())))[:8]}"
        model = Model(
            version=version,
            told=told,
            people=task.people.keys,
            products=task.shelf.keys,
            **learnt.whole(rehearsed.mix),
        )
        lists = written_lists(model, learnt.saying.demand[:, 0])
        keep(build, model, speaks=not refused, beside={LISTS: lists})
        note_training(build, version, told)
        let_go(build)
    figures = {name: quality[name] for name in ("ndcg", "popular_ndcg") if name in quality}
    told_of = {"model": version, "refused": refused, "seconds": told["seconds"]}
    tell("recommend.trained", **told_of, **figures)
    return Trained(version, told, refused)


def is_of_now(opened: OpenShop) -> bool:
    """Whether the newest model, served or not, is of the published run and the declaration."""
    newest = next(iter(told_of_models(opened.settings.build)), None)
    if newest is None or newest["declared"] != digest_of(opened):
        return False
    db = open_current(opened)
    try:
        return bool(newest["run"] == last_run(db))
    finally:
        db.close()


def _read(opened: OpenShop, clock: Clock | None = None) -> tuple[Task, str]:
    said = declared(opened.shop)
    db = open_current(opened)
    try:
        _bound(db, opened)
        shelf, people = read_shelf(db, said), read_people(db, said)
        # Whoever is left out is not among those who are learnt from, and has no place in the model.
        people = people.to_learn_from()
        lines = read_lines(db, opened.shop, said, people=people.keys, products=shelf.keys)
        run = last_run(db) or ""
    finally:
        db.close()
    settings = AlsSettings()
    least = said.recommend.least_people
    task = task_of(lines, shelf, people, least_people=least, settings=settings)
    new = New(float(said.recommend.new_share), said.recommend.new_days)
    keys = {"people": people.keys, "products": shelf.keys}
    weighed = read_weighed(opened, **keys, sales_until=lines.today, clock=clock or Clock.system())
    return replace(task, weighed=weighed, new=new), run


def _bound(db: DuckDBPyConnection, opened: OpenShop) -> None:
    """What the warehouse may take, the reading may; what is more waits on the disk."""
    if memory := opened.settings["warehouse.memory"]:
        db.execute(f"SET memory_limit = '{duckdb_size(memory)}'")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal without the last days told: settings, how sources mix, how good that is."""

    task: Task
    mix: Mix
    quality: dict[str, Any]
    tuned_on: int


def _rehearsed(task: Task, known: dict[str, Any] | None) -> Rehearsed:
    """Settings and mix are found on the days before the last ones, and judged on the last ones.

    A mix that is worse there than what is popular gives way to it: a shop whose customers buy by
    chance would else have no model at all, or one that grows old.
    """
    last = split(task.lines)
    before = split(last.before)
    first = replace(task, lines=before.before)
    taught = later_of(task, before.after)
    settings, tuned_on = _settings(first, taught, known)
    task = replace(task, settings=settings, season=season_of(first, before.after))
    mix = learnt_mix(learn(replace(task, lines=first.lines)).saying, taught)
    later = later_of(task, last.after)
    before_them, measured = learn(replace(task, lines=last.before)), later.counts > 0
    quality = judged(before_them.mixed(mix, of=measured), later, last.days)
    if is_below_popular(quality):
        mix = mix.by_popularity()
        quality = judged(before_them.mixed(mix, of=measured), later, last.days)
    return Rehearsed(task, mix, quality, tuned_on)


def _settings(first: Task, taught: Bought, known: dict[str, Any] | None) -> tuple[AlsSettings, int]:
    """The settings that fit best, and on how many lines they were found; those of the standing
    model, as long as the shop has not grown much."""
    if known is not None and len(first.lines) < GROWN * known["data"]["tuned_on"]:
        return settings_of(known["settings"]), known["data"]["tuned_on"]
    base = AlsSettings(dimension=_dimension(first), rounds=ROUNDS)
    tried = tune(first.purchases, taught, first.lines.today, base, trials=TRIALS)
    return tried[0].settings, len(first.lines)


def _dimension(task: Task) -> int:
    return min(max(len(task.shelf) // PRODUCTS_EACH // 8 * 8, SMALLEST), LARGEST)


def _standing(build: Path) -> dict[str, Any] | None:
    """What is told of the model that speaks."""
    speaks = current(build)
    found = (told for told in told_of_models(build) if told["version"] == speaks)
    return next(found, None)


def _comparable(standing: dict[str, Any] | None, task: Task) -> dict[str, Any] | None:
    """How good the model that speaks is, where it was held against what was popular by the same
    season: beside what foretells more, the same model leads by less."""
    if standing is None or standing["settings"].get("season", 0.0) != task.season:
        return None
    quality: dict[str, Any] = standing["quality"]
    return quality


def _told(rehearsed: Rehearsed, run: str, refused: str) -> dict[str, Any]:
    task = rehearsed.task
    bought = task.purchases
    return {
        "run": run,
        "refused": refused,
        "new_share": task.new.share,
        "settings": asdict(task.settings) | {"season": task.season},
        "data": {
            "people": int((np.diff(bought.by_person.start) > 0).sum()),
            "products": len(task.shelf),
            "purchases": len(bought),
            "lines": len(task.lines),
            "anonymous_baskets": task.anonymous_baskets,
            "until": str(date(1970, 1, 1) + timedelta(days=task.lines.today)),
            "tuned_on": rehearsed.tuned_on,
        },
        "quality": rehearsed.quality,
    }


def digest_of(opened: OpenShop) -> str:
    """What tells whether the declaration is the one that a model was trained by."""
    return _digest(repr(declared(opened.shop).recommend))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
