"""Reads what recommendations are learnt from: who bought what, and what is on offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from alkasba.derive.recommend import lines_sql, people_sql, products_sql
from alkasba.model.recommend import Learnt
from alkasba.model.shop import Shop
from alkasba.recommend.purchases import Mask, Number, Purchases, Whole, gather

Keys = NDArray[np.bytes_]
BATCH = 200_000
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products as they are now, sorted by key; of each what is shown, and whether it may be.

    `category` is a place among `categories`, -1 where there is none; a price is NaN there.
    `by_key` is what each category is called, by what the column of the products holds.
    """

    keys: Keys
    names: tuple[str, ...]
    categories: tuple[str, ...]
    category: Whole
    price: Number
    is_offered: Mask
    words: tuple[tuple[str, ...], ...]
    by_key: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class People:
    """Those who can buy, sorted by key: their country, and whether they are left out of all that
    is learnt: since they objected, or since the processing of what is theirs is restricted."""

    keys: Keys
    countries: tuple[str, ...]
    country: Whole
    left_out: Mask
    restricted: Mask

    def to_learn_from(self) -> "People":
        """Those who may be learnt from."""
        kept = ~self.left_out
        masks = self.left_out[kept], self.restricted[kept]
        return People(self.keys[kept], self.countries, self.country[kept], *masks)


@dataclass(frozen=True, slots=True)
class Lines:
    """What was bought and kept: a person (or -1), a product, a basket and a day each."""

    who: Whole
    what: Whole
    basket: Whole
    day: Whole

    def __len__(self) -> int:
        return len(self.who)

    @property
    def today(self) -> int:
        """The last day on which something was bought."""
        return int(self.day.max()) if len(self) else 0

    def where(self, mask: Mask) -> "Lines":
        """Some of the lines."""
        return Lines(self.who[mask], self.what[mask], self.basket[mask], self.day[mask])

    def purchases(self, *, people: int, products: int) -> Purchases:
        """What people who are known have bought, each product once."""
        known = self.where(self.who != NOBODY)
        return gather(known.who, known.what, known.day, people=people, products=products)


def read_shelf(db: DuckDBPyConnection, learnt: Learnt) -> Shelf:
    """The products that the warehouse knows."""
    rows = db.execute(products_sql(learnt)).fetchall()
    categories, category = _coded([row[2] for row in rows])
    price = [np.nan if row[3] is None else row[3] for row in rows]
    return Shelf(
        keys=keys_of([row[0] for row in rows]),
        names=tuple(row[1] for row in rows),
        categories=categories,
        category=category,
        price=np.array(price, np.float32),
        is_offered=np.array([row[4] for row in rows], bool),
        words=tuple(tuple(row[5]) for row in rows),
        by_key={row[6]: row[2] for row in rows if row[6] is not None},
    )


def read_people(db: DuckDBPyConnection, learnt: Learnt) -> People:
    """The people that the warehouse knows, by the keys that it has of them."""
    rows = db.execute(people_sql(learnt)).fetchall()
    countries, country = _coded([row[1] for row in rows])
    left_out, restricted = (np.array([row[at] for row in rows], bool) for at in (2, 3))
    return People(keys_of([row[0] for row in rows]), countries, country, left_out, restricted)


def read_lines(
    db: DuckDBPyConnection, shop: Shop, learnt: Learnt, *, people: Keys, products: Keys
) -> Lines:
    """What these people, and those whom nobody knows, have bought of these products."""
    _put(db, "recommend_people", people)
    _put(db, "recommend_products", products)
    sql = lines_sql(shop, learnt, people="recommend_people", products="recommend_products")
    db.execute(f"CREATE OR REPLACE TEMP TABLE recommend_lines AS {sql}")
    found = db.execute("SELECT who, what, basket, day FROM recommend_lines").fetchnumpy()
    db.execute("DROP TABLE recommend_lines")
    return Lines(*(np.asarray(found[name], np.int32) for name in ("who", "what", "basket", "day")))


def keys_of(keys: list[str]) -> Keys:
    """Keys as they are kept and compared: bytes, in the order in which the warehouse sorts texts.

    >>> keys_of(["TE-001", "Thé"]).tolist()
    [b'TE-001', b'Th\\xc3\\xa9']
    """
    return np.array([key.encode() for key in keys] or [b""], np.bytes_)[: len(keys)]


def place_of(keys: Keys, key: str) -> int:
    """Where a key stands among sorted ones; -1 where it does not."""
    wanted = key.encode()
    place = int(np.searchsorted(keys, wanted))
    return place if place < len(keys) and keys[place] == wanted else -1


def places_of(keys: Keys, wanted: Keys) -> Whole:
    """Where each of other keys stands among sorted ones; -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int32)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, places, -1).astype(np.int32)


def _put(db: DuckDBPyConnection, table: str, keys: Keys) -> None:
    """A relation of key and place."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE {table} (key VARCHAR, place INTEGER)")
    for start in range(0, len(keys), BATCH):
        part = [key.decode() for key in keys[start : start + BATCH].tolist()]
        places = list(range(start, start + len(part)))
        db.execute(f"INSERT INTO {table} SELECT unnest($1), unnest($2)", [part, places])


def _coded(values: list[str | None]) -> tuple[tuple[str, ...], Whole]:
    """The different values, sorted, and of each value its place among them; -1 for none."""
    known = tuple(sorted({value for value in values if value is not None}))
    places = {value: place for place, value in enumerate(known)}
    return known, np.array([places.get(value or "", -1) for value in values], np.int32)
