"""One model and one published run, as a request sees them from its first line to its last."""

from dataclasses import dataclass, fields
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from alkasba.flows.recommend.reading import NOBODY, Keys, People, Shelf, place_of, places_of
from alkasba.flows.recommend.store import Model
from alkasba.flows.recommend.suggested import Wanted
from alkasba.recommend.als import AlsSettings, Factors
from alkasba.recommend.folding import Folding, folding
from alkasba.recommend.purchases import Mask, Whole

SOURCES = ("als", "again", "together", "popular", "similar")
"""Who can speak for a suggestion; models keep the place among these."""


@dataclass(frozen=True)
class View:
    """A model, and the products and people as the published run knows them.

    Products are numbered as in the model; `at` says where each stands on the shelf.
    """

    model: Model
    shelf: Shelf
    people: People

    @cached_property
    def at(self) -> Whole:
        return places_of(self.shelf.keys, self.model.products)

    @cached_property
    def is_offered(self) -> Mask:
        """Which products may be shown: those that are there, and on offer."""
        on_offer = np.append(self.shelf.is_offered, False)
        found: Mask = on_offer[self.at]
        return found

    @property
    def new_share(self) -> float:
        """The share of the places that new products are given; none by models of older releases."""
        share: float = self.model.told.get("new_share", 0.0)
        return share

    @property
    def is_new(self) -> Mask:
        """Which products were new on sale when the model was trained."""
        return self.model.is_new

    @cached_property
    def folding(self) -> Folding:
        """What folds in whoever bought something; people are told by what they bought."""
        nobody = np.zeros((0, self.model.vectors.shape[1]), np.float32)
        factors = Factors(nobody, self.model.vectors, self.model.unobserved)
        return folding(factors, settings_of(self.model.told["settings"]))

    def product(self, key: str) -> int:
        """The number of a product; -1 where the model does not know it."""
        return place_of(self.model.products, key)

    def person(self, key: str) -> tuple[int, bool]:
        """The number of a person, -1 where nothing is known, and whether she is left out.

        Whoever is not in the published run any more is not known, whatever the model holds.
        """
        place = place_of(self.people.keys, key)
        if place == NOBODY:
            return NOBODY, False
        if self.people.left_out[place]:
            return NOBODY, True
        return place_of(self.model.people, key), False

    def is_restricted(self, key: str) -> bool:
        """Whether the processing of what is a person's is restricted."""
        place = place_of(self.people.keys, key)
        return place != NOBODY and bool(self.people.restricted[place])

    def country_of(self, key: str) -> str | None:
        """The country of a person, where one is known."""
        place = place_of(self.people.keys, key)
        number = int(self.people.country[place]) if place != NOBODY else -1
        return self.people.countries[number] if number >= 0 else None

    def fits(self, products: Whole, wanted: Wanted) -> Mask:
        """Which of these products may be in the answer."""
        at = self.at[products]
        kept = self.is_offered[products]
        if wanted.categories:
            kept &= self._chosen(wanted.categories)[self.shelf.category[at]]
        least, most = wanted.price
        if least > -inf or most < inf:
            kept &= (self.shelf.price[at] >= least) & (self.shelf.price[at] < most)
        return kept

    def category_of(self, products: Whole) -> Whole:
        """The category of each product, as the shelf numbers them; -1 where none is known."""
        found: Whole = np.append(self.shelf.category, NOBODY)[self.at[products]]
        return found

    def _chosen(self, categories: tuple[str, ...]) -> Mask:
        """Which categories are wanted, and in the last place that none is not."""
        chosen = np.zeros(len(self.shelf.categories) + 1, bool)
        chosen[[self._categories[one] for one in categories if one in self._categories]] = True
        return chosen

    @cached_property
    def _categories(self) -> dict[str, int]:
        return {category: number for number, category in enumerate(self.shelf.categories)}

    def called(self, product: int) -> tuple[str, str]:
        """The key of a product, and what people call it: its key too where it is gone."""
        key, at = key_of(self.model.products, product), int(self.at[product])
        return key, self.shelf.names[at] if at >= 0 else key

    def prepare(self) -> None:
        """Reckon what every answer needs, before the first is asked for."""
        for reckoned in ("at", "is_offered", "folding"):
            getattr(self, reckoned)


def key_of(keys: Keys, place: int) -> str:
    """A key as a text."""
    return bytes(keys[place]).decode()


def settings_of(told: dict[str, Any]) -> AlsSettings:
    """Settings as a model keeps them; what another release called otherwise is left out."""
    known = {one.name for one in fields(AlsSettings)}
    return AlsSettings(**{name: value for name, value in told.items() if name in known})
