"""Keeps trained models: each in a folder of its own, and a pointer that names the one that speaks.

A model is written beside the others and renamed when it is whole; then the pointer is, so that
whoever is killed on the way leaves the model that was there.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alkasba.errors import StoreAway, StoreError
from alkasba.flows.recommend.places import current, folder_of_models, pointer
from alkasba.flows.recommend.reading import Keys
from alkasba.recommend.purchases import Mask, Number, Place, Whole

TOLD = "model.json"
NEXT = ".next"
KEPT = 3
"""Models that are kept: that which speaks, those before it, and those that were not good enough."""
FORMAT = 1
Lists = NDArray[np.int32]
Sources = NDArray[np.int8]


@dataclass(frozen=True)
class Model:
    """What was learnt, as arrays, and what is told of it.

    `people` and `products` are keys, sorted. Lists are of the same width for all: `for_people` are
    products for each person, the best first and -1 at the end, with how much they are wanted and
    which source says so; `alike` and `together` are products for each product. `popular` is a row
    for everybody and one for each country. `owned_start` says where the products of each person
    begin in `owned`, with how often and when each was bought last, and what it weighs. `is_new` are
    the products that were new on sale, `is_placed` those whose vector is that of their description.
    """

    version: str
    told: dict[str, Any]
    people: Keys
    products: Keys
    vectors: Number
    unobserved: Number
    owned_start: Place
    owned: Whole
    owned_times: Number
    owned_last: Whole
    owned_weight: Number
    for_people: Lists
    for_people_score: Number
    for_people_source: Sources
    alike: Lists
    alike_score: Number
    together: Lists
    together_lift: Number
    together_people: Lists
    popular: Lists
    popular_score: Number
    is_new: Mask
    is_placed: Mask

    def owned_by(self, person: int) -> slice:
        """Where the products of a person stand."""
        return slice(int(self.owned_start[person]), int(self.owned_start[person + 1]))


ARRAYS = tuple(one.name for one in fields(Model) if one.name not in ("version", "told"))
LATER = ("is_new", "is_placed")
"""Arrays that models of older releases have not: nothing is new there."""


def keep(
    build: Path, model: Model, *, speaks: bool, beside: Mapping[str, bytes] | None = None
) -> None:
    """Write a model down; where it `speaks`, it takes the place of the one that did.

    `beside` are files for those who read what it says without computing.
    """
    place = folder_of_models(build) / model.version
    draft = place.with_name(place.name + NEXT)
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        for name in ARRAYS:
            np.save(draft / f"{name}.npy", getattr(model, name), allow_pickle=False)
        for name, written in (beside or {}).items():
            (draft / name).write_bytes(written)
        told = model.told | {"format": FORMAT, "version": model.version, "is_served": speaks}
        (draft / TOLD).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        for file in draft.iterdir():
            _to_disk(file)
        shutil.rmtree(place, ignore_errors=True)
        draft.replace(place)
        if speaks:
            _point(build, model.version)
    except OSError as error:
        raise StoreError(
            f"the model cannot be written: {error.strerror}.",
            where=str(place.parent),
            next_step="Make room or give rights there, and train again: alkasba recommend --train",
        ) from None


def _point(build: Path, version: str) -> None:
    file = pointer(build)
    draft = file.with_name(file.name + NEXT)
    draft.write_text(version + "\n", encoding="ascii")
    _to_disk(draft)
    draft.replace(file)
    _to_disk(file.parent)


def open_model(build: Path, version: str) -> Model:
    """A model by its version; raises StoreAway where it is not whole, or was let go."""
    place = folder_of_models(build) / version
    try:
        told = json.loads((place / TOLD).read_text(encoding="utf-8"))
        if told.get("format") != FORMAT:
            raise ValueError
        arrays = {name: _array(place, name) for name in ARRAYS}
    except (OSError, ValueError, AttributeError):
        raise StoreAway(
            "the model cannot be read: it is not whole, or another release has written it.",
            where=str(place),
            next_step="Train again: alkasba recommend --train",
        ) from None
    return Model(version=version, told=told, **arrays)


def _array(place: Path, name: str) -> NDArray[Any]:
    file = place / f"{name}.npy"
    if name in LATER and not file.exists():
        return np.zeros(len(_mapped(place / "products.npy")), bool)
    return _mapped(file)


def _mapped(file: Path) -> NDArray[Any]:
    """An array that stays on the disk: what is used of it is in the memory that is free, once for
    all processes. A model is never written over, so that it stays whole while it is open."""
    return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))


def missing(build: Path) -> StoreAway:
    """The error of a shop that has not learnt anything yet."""
    return StoreAway(
        "nothing has been learnt yet.",
        where=str(pointer(build)),
        next_step="Train: alkasba recommend --train",
    )


def told_of_models(build: Path) -> list[dict[str, Any]]:
    """What is told of each model that is kept, the newest first."""
    found = []
    for place in _places(build):
        try:
            found.append(json.loads((place / TOLD).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return found


def let_go(build: Path) -> None:
    """Remove what killed trainings left, and all but the newest models and the one that speaks."""
    folder, speaks = folder_of_models(build), current(build)
    for left in folder.glob(f"*{NEXT}"):
        shutil.rmtree(left, ignore_errors=True)
    others = [place for place in _places(build) if place.name != speaks]
    for place in others[KEPT - 1 :]:
        shutil.rmtree(place, ignore_errors=True)


def _places(build: Path) -> Iterator[Path]:
    """The folders of models, the newest first: a version begins with its moment."""
    folder = folder_of_models(build)
    found = (one for one in folder.glob("*") if one.is_dir() and one.suffix != NEXT)
    return iter(sorted(found, key=lambda one: one.name, reverse=True))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
