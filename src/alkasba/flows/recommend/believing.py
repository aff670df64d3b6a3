"""What the model believes of one product or one person, for the owner of the shop to look at."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from alkasba.flows.recommend.answering import Asked
from alkasba.flows.recommend.reading import NOBODY, place_of
from alkasba.flows.recommend.suggested import Suggested, Wanted
from alkasba.flows.recommend.view import View

EPOCH = date(1970, 1, 1)
Named = tuple[str, str]
"""A product: its key, and what people call it."""


@dataclass(frozen=True, slots=True)
class OfProduct:
    """One product: who could take its place, what is bought with it, and how many bought it.

    `people` is None where they are so few that a number would tell of them.
    """

    key: str
    name: str
    category: str
    is_offered: bool
    people: int | None
    similar: Suggested
    together: Suggested


@dataclass(frozen=True, slots=True)
class Purchase:
    """A product that a person bought: in how many baskets, and when last."""

    key: str
    name: str
    times: float
    last: date


@dataclass(frozen=True, slots=True)
class OfPerson:
    """One person: what she bought, the last first, and what she may want."""

    bought: tuple[Purchase, ...]
    suggested: Suggested


def of_product(asked: Asked, key: str, wanted: Wanted) -> OfProduct:
    """What is believed of a product; raises UnknownName where the model does not know it."""
    similar, together = asked.like(key, wanted), asked.together(key, wanted)
    view = asked.view
    product = asked.number_of(key)
    at = int(view.at[product])
    category = int(view.shelf.category[at]) if at != NOBODY else NOBODY
    return OfProduct(
        *view.called(product),
        view.shelf.categories[category] if category != NOBODY else "",
        bool(view.is_offered[product]),
        _people(asked, product),
        similar,
        together,
    )


def _people(asked: Asked, product: int) -> int | None:
    count = int((asked.view.model.owned == product).sum())
    return count if count >= asked.least_people else None


def of_person(asked: Asked, key: str, wanted: Wanted) -> OfPerson:
    """What is believed of a person, by the key that the warehouse has of her."""
    view = asked.view
    person, is_left_out = view.person(key)
    bought = () if is_left_out or person == NOBODY else _bought(view, person)
    # A number is nobody here: what leads to a person is her pseudonym alone.
    is_known = place_of(view.people.keys, key) != NOBODY
    return OfPerson(bought, asked.person(key if is_known else "", wanted))


def _bought(view: View, person: int) -> tuple[Purchase, ...]:
    model, cells = view.model, view.model.owned_by(person)
    what, times, last = model.owned[cells], model.owned_times[cells], model.owned_last[cells]
    return tuple(
        Purchase(
            *view.called(int(what[at])),
            float(times[at]),
            EPOCH + timedelta(days=int(last[at])),
        )
        for at in np.lexsort((what, -last)).tolist()
    )


def find_products(asked: Asked, text: str, most: int) -> list[Named]:
    """Products that the model knows whose name or key holds a text; one of that very key first."""
    view, wanted = asked.view, text.strip().casefold()
    if not wanted:
        return []
    named = (view.called(number) for number in range(len(view.model.products)))
    found = [one for one in named if wanted in one[1].casefold() or wanted in one[0].casefold()]
    found.sort(key=lambda one: (one[0].casefold() != wanted, one[1].casefold(), one[0]))
    return found[:most]
