"""Answers who asks what else is wanted: a person, a basket, a product, or nobody in particular."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from alkasba.errors import StoreAway, StoreMoved, UnknownName
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.candidates import (
    Candidates,
    by_basket,
    by_likeness,
    by_meeting,
    by_person,
    by_popularity,
)
from alkasba.flows.recommend.picking import Owned, items_of, picked
from alkasba.flows.recommend.reading import (
    NOBODY,
    People,
    Shelf,
    place_of,
    read_people,
    read_shelf,
)
from alkasba.flows.recommend.store import (
    Model,
    current,
    missing,
    open_model,
    pointer,
    told_of_models,
)
from alkasba.flows.recommend.suggested import Suggested, Wanted
from alkasba.flows.recommend.tried import NOTHING, Tried, tried_on
from alkasba.flows.recommend.view import View
from alkasba.flows.recommend.whose import as_kept, visitor_as_kept
from alkasba.flows.serving import Edition
from alkasba.model.recommend import Learnt

NEW, OBJECTS, EMPTY, ARM = (
    "nothing is known of what was bought before",
    "recommendations were objected to, so that nothing is learnt",
    "nothing in the basket is known to the model",
    "an experiment shows what is popular here",
)
Sign = tuple[int, int, int]


@dataclass(slots=True)
class Loaded:
    """The model that speaks, and what tells whether another one does."""

    sign: Sign
    model: Model


class Answering:
    """Holds the model that speaks and the newest view of it; a request keeps the one it took."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._view: tuple[tuple[str, str], View] | None = None

    @property
    def model(self) -> Model:
        """The model that speaks now; raises StoreAway before the first training.

        Who comes while another one loads is answered by the model that spoke before.
        """
        sign, loaded = _sign_of(self.build), self._loaded
        if loaded is not None and loaded.sign == sign:
            return loaded.model
        if not self._lock.acquire(blocking=loaded is None):
            return loaded.model if loaded else self.model
        try:
            if self._loaded is None or self._loaded.sign != sign:
                self._loaded = Loaded(sign, self._open())
            return self._loaded.model
        finally:
            self._lock.release()

    def _open(self) -> Model:
        """The model that the pointer names; it may be let go while it is read."""
        for _ in range(3):
            version = current(self.build)
            if version is None:
                raise missing(self.build)
            try:
                return open_model(self.build, version)
            except StoreAway:
                if current(self.build) == version:
                    raise
        raise missing(self.build)

    def at(self, edition: Edition, said: Learnt, model: str) -> "Asked":
        """The model of now, and products and people of the edition."""
        view = self._seen(self.model, edition, said)
        if model and model != view.model.version:
            raise StoreMoved(
                "another model speaks since the page before.",
                where="model",
                next_step="Ask for the first page again.",
            )
        return Asked(view, edition)

    def _seen(self, model: Model, edition: Edition, said: Learnt) -> View:
        known, names = self._view, (model.version, edition.version)
        if known is not None and known[0] == names:
            return known[1]
        shelf: Shelf = edition.instance.remember(
            f"recommend shelf {edition.version}", lambda: read_shelf(edition.cursor, said)
        )
        people: People = edition.instance.remember(
            f"recommend people {edition.version}", lambda: read_people(edition.cursor, said)
        )
        view = View(model, shelf, people)
        self._view = (names, view)
        return view


@dataclass(frozen=True, slots=True)
class Asked:
    """One model and one published run, and what both answer."""

    view: View
    edition: Edition

    @property
    def version(self) -> str:
        return self.view.model.version

    @property
    def products(self) -> str:
        """What the products are called in addresses."""
        return declared(self.edition.shop).name

    def person(self, key: str, wanted: Wanted) -> Suggested:
        """What a person may want, by her number as she knows it, or by her pseudonym.

        Who is not known, was forgotten, or bought nothing, gets what is popular.
        """
        view = self.view
        known = self._key_of(key)
        person, objects = view.person(known)
        if objects:
            # Not even by her country: she has said that she wants no list of her own.
            everywhere = by_popularity(view, "")
            return self._told("popular", everywhere, replace(wanted, bought="any"), reason=OBJECTS)
        popular = by_popularity(view, view.country_of(known) or "")
        cells = view.model.owned_by(person) if person != NOBODY else slice(0)
        owned = Owned(view.model.owned[cells], view.model.owned_weight[cells])
        tried = self.tried(known)
        wanted = tried.put_into(wanted)
        if tried.shows_popular or len(owned.products) == 0:
            reason = ARM if tried.shows_popular else NEW
            wanted = replace(wanted, bought="any")
            return self._told("popular", popular, wanted, reason=reason, tried=tried)
        found = by_person(view, person).then(popular)
        return self._told("history", found, wanted, owned=owned, tried=tried)

    def tried(self, who: str) -> Tried:
        """What is tried on a person or visitor, by the key that is kept."""
        return tried_on(declared(self.edition.shop).recommend.experiment, who)

    def basket(self, keys: tuple[str, ...], wanted: Wanted, visitor: str = "") -> Suggested:
        """What goes with products that somebody has before him; they themselves are left out."""
        view = self.view
        tried = self.tried(visitor_as_kept(self.edition.opened, visitor)) if visitor else NOTHING
        wanted = tried.put_into(wanted)
        numbers = [number for key in keys if (number := view.product(key)) != NOBODY]
        basket = np.array(list(dict.fromkeys(numbers)), np.int32)
        popular = by_popularity(view, "").without(basket)
        if tried.shows_popular or not len(basket):
            reason = ARM if tried.shows_popular else EMPTY
            return self._told("popular", popular, wanted, reason=reason, tried=tried)
        found = by_basket(view, basket).then(popular)
        owned = Owned(basket, np.ones(len(basket), np.float32))
        return self._told("basket", found, wanted, owned=owned, tried=tried)

    def like(self, key: str, wanted: Wanted) -> Suggested:
        """What resembles a product, also to take its place where it is out of stock."""
        product = self._product(key)
        return self._told("similar", by_likeness(self.view, product), wanted, of=product)

    def together(self, key: str, wanted: Wanted) -> Suggested:
        """What is bought with a product more often than by chance, by enough people."""
        product = self._product(key)
        return self._told("together", by_meeting(self.view, product), wanted, of=product)

    def popular(self, wanted: Wanted, country: str = "") -> Suggested:
        """What most people have bought lately, in a country where enough did."""
        return self._told("popular", by_popularity(self.view, country), wanted)

    def told(self) -> dict[str, Any]:
        """What is told of the model: its data, how well it does, and how old it is."""
        told = dict(self.view.model.told)
        newest = next(iter(told_of_models(self.edition.opened.settings.build)), told)
        return {
            "model": self.version,
            "is_of_this_run": told["run"] == self.edition.run,
            "refused_since": newest["refused"] if newest["version"] > self.version else "",
        } | told

    def _told(
        self,
        basis: str,
        found: Candidates,
        wanted: Wanted,
        *,
        owned: Owned | None = None,
        of: int = NOBODY,
        reason: str = "",
        tried: Tried = NOTHING,
    ) -> Suggested:
        told = self.view.model.told
        shown, has_more = picked(self.view, found, wanted, owned)
        items = items_of(self.view, shown, owned=owned, of=of)
        following = wanted.offset + wanted.limit if has_more else None
        return Suggested(
            self.version, told["trained_at"], basis, items, reason, following, *tried.names
        )

    def _key_of(self, key: str) -> str:
        """The key that the warehouse has of a person: where it is a pseudonym, that of her own."""
        is_known = place_of(self.view.people.keys, key) != NOBODY
        return key if is_known else as_kept(self.edition.opened, key)

    def _product(self, key: str) -> int:
        product = self.view.product(key)
        if product == NOBODY:
            raise UnknownName(
                "the model knows no product of this key.",
                where="key",
                next_step="Products that came after the training are known from the next one on: "
                "alkasba recommend --train",
            )
        return product


def _sign_of(build: Path) -> Sign:
    """What tells whether another model speaks: the pointer is a new file then."""
    try:
        found = pointer(build).stat()
    except FileNotFoundError:
        raise missing(build) from None
    return found.st_ino, found.st_mtime_ns, found.st_size
