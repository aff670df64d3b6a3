"""A shop of many products and people, and models of it drawn by chance and kept as trained ones."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.candidates import POPULAR
from alkasba.flows.recommend.learning import MOST
from alkasba.flows.recommend.learning import POPULAR as MOST_POPULAR
from alkasba.flows.recommend.reading import People, Shelf, read_people, read_shelf
from alkasba.flows.recommend.store import Model
from alkasba.flows.serving import Serving
from alkasba.recommend.als import AlsSettings
from tests.recommend_shop import recommend_shop

PEOPLE = 20_000
CATEGORIES = 8
BOUGHT = (5, 46)
FIRST = datetime(2026, 11, 2, 8, tzinfo=UTC)


def made_shop(folder: Path, *, products: int, people: int = PEOPLE) -> None:
    """The shop before its first run."""
    folder.mkdir(parents=True)
    shop = recommend_shop(folder)
    rows = [
        f"P{n},Product {n},Category {n % CATEGORIES},{1 + n * 7919 % 9900 / 100},no"
        for n in range(products)
    ]
    members = [f"M{n},{'BE' if n % 3 else 'FR'},no" for n in range(people)]
    _append(shop.folder / "data/products.csv", rows)
    _append(shop.folder / "data/customers.csv", members)


def _append(file: Path, rows: list[str]) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{row}\n" for row in rows)


def drawn_model(folder: Path, *, dimension: int) -> Model:
    """A model of all that the shop holds, as large as a trained one."""
    serving = Serving(folder)
    try:
        with serving.edition() as edition:
            said = declared(edition.shop)
            shelf, people = read_shelf(edition.cursor, said), read_people(edition.cursor, said)
            run = edition.run
    finally:
        serving.close()
    return _drawn(shelf, people, run, dimension)


def numbered(model: Model, number: int) -> Model:
    """Another model, whose lists for people say its number before the point of each score."""
    moment = FIRST + timedelta(minutes=number)
    return replace(
        model,
        version=f"{moment:%Y%m%d-%H%M%S}-{number:08x}",
        told=model.told | {"trained_at": moment.isoformat()},
        for_people_score=model.for_people_score % 1 + number,
        popular_score=model.popular_score % 1 + number,
    )


def _drawn(shelf: Shelf, people: People, run: str, dimension: int) -> Model:
    chance, count, members = np.random.default_rng(1), len(shelf), len(people.keys)
    bought = chance.integers(*BOUGHT, size=members)
    told = {
        "run": run,
        "refused": "",
        "trained_at": FIRST.isoformat(),
        "declared": "",
        "countries": [],
        "settings": asdict(AlsSettings(dimension=dimension)),
        "data": {"tuned_on": 0},
        "quality": {},
    }
    lines = int(bought.sum())
    return Model(
        version="",
        told=told,
        people=people.keys,
        products=shelf.keys,
        vectors=chance.standard_normal((count, dimension), np.float32) / np.float32(dimension),
        unobserved=np.ones(count, np.float32),
        owned_start=np.concatenate([[0], np.cumsum(bought)]).astype(np.int64),
        owned=np.concatenate([_some(chance, count, n) for n in bought.tolist()]),
        owned_times=np.ones(lines, np.float32),
        owned_last=np.zeros(lines, np.int32),
        owned_weight=chance.random(lines, np.float32) + np.float32(0.1),
        for_people=_lists(chance, members, count, MOST),
        for_people_score=_falling(members, MOST),
        for_people_source=chance.integers(0, POPULAR + 1, (members, MOST)).astype(np.int8),
        alike=_lists(chance, count, count, MOST),
        alike_score=_falling(count, MOST),
        together=_lists(chance, count, count, MOST),
        together_lift=1 + _falling(count, MOST),
        together_people=np.full((count, MOST), 5, np.int32),
        popular=_lists(chance, 1, count, MOST_POPULAR),
        popular_score=_falling(1, MOST_POPULAR),
        is_new=np.zeros(count, bool),
        is_placed=np.zeros(count, bool),
    )


def _some(chance: np.random.Generator, products: int, many: int) -> np.ndarray:
    return np.sort(chance.choice(products, many, replace=False)).astype(np.int32)


def _lists(chance: np.random.Generator, rows: int, products: int, width: int) -> np.ndarray:
    """Lists in which no product stands twice: each steps through the shelf by a stride of its own,
    which reaches no product again within the list."""
    starts = chance.integers(0, products, (rows, 1))
    strides = chance.integers(1, max(products // width, 2), (rows, 1))
    found = (starts + strides * np.arange(width)) % products
    return found.astype(np.int32)


def _falling(rows: int, width: int) -> np.ndarray:
    return np.tile(np.linspace(0.9, 0.1, width, dtype=np.float32), (rows, 1))
