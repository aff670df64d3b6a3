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
from alkasba.flows.recommend.narrowing import narrowed
from alkasba.flows.recommend.picking import Behind, Owned, items_of, picked
from alkasba.flows.recommend.places import current, pointer
from alkasba.flows.recommend.reading import (
    NOBODY,
    People,
    Shelf,
    place_of,
    read_people,
    read_shelf,
)
from alkasba.flows.recommend.reasons import why_new, why_nothing
from alkasba.flows.recommend.store import Model, missing, open_model, told_of_models
from alkasba.flows.recommend.suggested import (
    ARM,
    BARE,
    EMPTY,
    FEW_THERE,
    NONE_THERE,
    OBJECTS,
    RESTRICTED,
    RIGHTS,
    Item,
    Suggested,
    Wanted,
)
from alkasba.flows.recommend.tried import NOTHING, Tried, tried_on
from alkasba.flows.recommend.view import View
from alkasba.flows.recommend.whose import (
    as_kept,
    is_pseudonymous,
    key_of_shop,
    visitor_as_kept,
)
from alkasba.flows.recommend.written import as_written
from alkasba.flows.serving import Edition
from alkasba.model.recommend import Learnt
from alkasba.warehouse.readers import NotAtHand

Sign = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """A view that answers; the pointer to its model, and the edition, tell whether another one
    should."""

    sign: Sign
    edition: str
    view: View


class Answering:
    """Holds the newest view of the model that speaks; a request keeps the one it took."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self._lock = threading.Lock()
        self._known: Known | None = None

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
        """The model of now, and products and people of the edition; raises StoreAway before the
        first training.

        Who comes while another model is read is answered by the one that spoke before.
        """
        sign, known = _sign_of(self.build), self._of_edition(edition)
        if known is not None and known.sign == sign:
            return _asked(known.view, edition, model)
        if known is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return _asked(known.view, edition, model)
        try:
            known = self._of_edition(edition)
            if known is None or known.sign != sign:
                known = Known(sign, edition.version, self._seen(edition, said))
                self._known = known
            return _asked(known.view, edition, model)
        finally:
            self._lock.release()

    def at_hand(self, edition: Edition, model: str) -> "Asked":
        """The same, where it was read before; raises NotAtHand where somebody has to read it."""
        known = self._of_edition(edition)
        if known is None or (known.sign != _sign_of(self.build) and not self._lock.locked()):
            raise NotAtHand
        return _asked(known.view, edition, model)

    def _of_edition(self, edition: Edition) -> Known | None:
        """What is known, where it is of this edition: people may be gone from the next one."""
        known = self._known
        return known if known is not None and known.edition == edition.version else None

    def _seen(self, edition: Edition, said: Learnt) -> View:
        shelf: Shelf = edition.instance.remember(
            f"recommend shelf {edition.version}", lambda: read_shelf(edition.cursor, said)
        )
        people: People = edition.instance.remember(
            f"recommend people {edition.version}", lambda: read_people(edition.cursor, said)
        )
        view = View(self._open(), shelf, people)
        # Reckoned before it answers, so that no request waits for it.
        view.prepare()
        return view


def _asked(view: View, edition: Edition, model: str) -> "Asked":
    """What answers, where it is of the model that somebody has begun with."""
    if model and model != view.model.version:
        raise StoreMoved(
            "another model speaks since the page before.",
            where="model",
            next_step="Ask for the first page again.",
        )
    return Asked(view, edition)


@dataclass(frozen=True, slots=True)
class Found:
    """What may be suggested, before anything is left out, and why; `behind` it stands what fills
    up a short list, and `of` is the product that was asked about."""

    basis: str
    candidates: Candidates
    wanted: Wanted
    owned: Owned | None = None
    behind: Behind | None = None
    of: int = NOBODY
    reason: str = ""
    tried: Tried = NOTHING

    def picked(self, view: View) -> tuple[Candidates, int]:
        """The part of it that is shown, and where the next one begins; 0 after the last."""
        return picked(view, self.candidates, self.wanted, self.owned, self.behind)


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

    @property
    def least_people(self) -> int:
        """How many people have to be behind what is told."""
        return declared(self.edition.shop).recommend.least_people

    def person(self, key: str, wanted: Wanted) -> Suggested:
        """What a person may want, by her number as she knows it, or by her pseudonym.

        Who is not known, was forgotten, or bought nothing, gets what is popular.
        """
        return self._told(self.found_for(self.key_of(key), wanted))

    def found_for(self, key: str, wanted: Wanted) -> Found:
        """What may be suggested to a person, by the key that the warehouse has of her."""
        view = self.view
        person, is_left_out = view.person(key)
        if is_left_out:
            # Not even by her country: nothing that is hers may make the list.
            everywhere = by_popularity(view, "")
            reason = RESTRICTED if view.is_restricted(key) else OBJECTS
            return Found("popular", everywhere, replace(wanted, bought="any"), reason=reason)
        country = view.country_of(key) or ""
        cells = view.model.owned_by(person) if person != NOBODY else slice(0)
        owned = Owned(view.model.owned[cells], view.model.owned_weight[cells])
        tried = self.tried(key)
        wanted = tried.put_into(wanted)
        if tried.shows_popular or len(owned.products) == 0:
            reason = ARM if tried.shows_popular else why_new(view)
            wanted = replace(wanted, bought="any")
            popular = by_popularity(view, country)
            return Found("popular", popular, wanted, reason=reason, tried=tried)
        return Found(
            "history",
            by_person(view, person),
            wanted,
            owned=owned,
            behind=lambda: by_popularity(view, country),
            tried=tried,
        )

    def tried(self, who: str) -> Tried:
        """What is tried on a person or visitor, by the key that is kept."""
        return tried_on(declared(self.edition.shop).recommend.experiment, who)

    def basket(self, keys: tuple[str, ...], wanted: Wanted, visitor: str = "") -> Suggested:
        """What goes with products that somebody has before him; they themselves are left out."""
        view = self.view
        tried = self.tried(visitor_as_kept(self.edition.opened, visitor)) if visitor else NOTHING
        wanted = tried.put_into(wanted)
        numbers = [number for key in keys if (number := self.number_of(key)) != NOBODY]
        basket = np.array(list(dict.fromkeys(numbers)), np.int32)
        if tried.shows_popular or not len(basket):
            reason = ARM if tried.shows_popular else EMPTY if keys else BARE
            popular = by_popularity(view, "").without(basket)
            return self._told(Found("popular", popular, wanted, reason=reason, tried=tried))
        found = Found(
            "basket",
            by_basket(view, basket),
            wanted,
            owned=Owned(basket, np.ones(len(basket), np.float32)),
            behind=lambda: by_popularity(view, "").without(basket),
            tried=tried,
        )
        return self._told(found)

    def like(self, key: str, wanted: Wanted) -> Suggested:
        """What resembles a product; where it is not on offer, what could take its place: of its
        own category first."""
        product, view = self._product(key), self.view
        found = by_likeness(view, product)
        if view.is_offered[product]:
            return self._told(Found("similar", found, wanted, of=product))
        is_other = view.category_of(found.products) != view.category_of(np.array([product]))
        found = found.at(np.argsort(is_other, kind="stable"))
        return self._told(Found("substitute", found, wanted, of=product))

    def together(self, key: str, wanted: Wanted) -> Suggested:
        """What is bought with a product more often than by chance, by enough people."""
        product = self._product(key)
        return self._told(Found("together", by_meeting(self.view, product), wanted, of=product))

    def popular(self, wanted: Wanted, country: str = "") -> Suggested:
        """What most people have bought lately, in a country where enough did."""
        said = declared(self.edition.shop)
        if said.recommend.country:
            country = as_written(said.people.columns[said.recommend.country], country)
        found = by_popularity(self.view, country)
        return self._told(Found("popular", found, wanted, reason=self._why_everywhere(country)))

    def _why_everywhere(self, country: str) -> str:
        """Why a country has no list of its own, where one is asked for."""
        if not country or country in self.view.model.told["countries"]:
            return ""
        return FEW_THERE if country in self.view.people.countries else NONE_THERE

    def told(self) -> dict[str, Any]:
        """What is told of the model: its data, how well it does, and how old it is."""
        told = dict(self.view.model.told)
        newest = next(iter(told_of_models(self.edition.opened.settings.build)), told)
        return {
            "model": self.version,
            "is_of_this_run": told["run"] == self.edition.run,
            "refused_since": newest["refused"] if newest["version"] > self.version else "",
        } | told

    def _told(self, found: Found) -> Suggested:
        wanted = narrowed(self.edition.shop, self.view.shelf, found.wanted)
        found = found if wanted is found.wanted else replace(found, wanted=wanted)
        shown, place = found.picked(self.view)
        items = items_of(self.view, shown, owned=found.owned, of=found.of)
        if not items and found.reason not in RIGHTS:
            found = replace(found, reason=self._why_nothing(found))
        return self.suggested(found, items, place)

    def _why_nothing(self, found: Found) -> str:
        """Why none of what was found is shown, nor of what stands behind it."""
        behind = [found.behind()] if found.behind else []
        listed = np.concatenate([one.products for one in (found.candidates, *behind)])
        return why_nothing(self.view, found.basis, listed, found.wanted)

    def suggested(self, found: Found, items: tuple[Item, ...], place: int = 0) -> Suggested:
        """The answer that shows some items of what was found; the next part begins at `place`."""
        following = found.wanted.offset + found.wanted.limit if place else None
        model, trained_at = self.version, self.view.model.told["trained_at"]
        part = (following, place, *found.tried.names)
        return Suggested(model, trained_at, found.basis, items, found.reason, *part)

    def key_of(self, key: str) -> str:
        """The key that the warehouse has of a person: where it is a pseudonym, that of her own."""
        if place_of(self.view.people.keys, key) != NOBODY:
            return key
        opened = self.edition.opened
        if not is_pseudonymous(opened):
            return as_kept(opened, key)
        # Another key would be another run: all that is published was hidden by this one.
        known = f"key {self.edition.version}"
        secret = self.edition.instance.remember(known, lambda: key_of_shop(opened))
        return as_kept(opened, key, secret)

    def number_of(self, key: str) -> int:
        """The number of a product by its key, however that is typed; -1 where none is known."""
        known = self.view.product(key)
        if known != NOBODY:
            return known
        products = declared(self.edition.shop).products
        return self.view.product(as_written(products.columns[products.key[0]], key))

    def _product(self, key: str) -> int:
        product = self.number_of(key)
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
