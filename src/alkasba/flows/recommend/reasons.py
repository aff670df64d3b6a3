"""Why an answer is no more than what is popular, or nothing at all, and what to do next."""

from dataclasses import replace

import numpy as np

from alkasba.flows.recommend.narrowing import ANY_PRICE
from alkasba.flows.recommend.suggested import (
    ALL_BOUGHT,
    ANONYMOUS,
    CATEGORY_EMPTY,
    FEW_BOUGHT,
    FEW_TOGETHER,
    NEW,
    NO_SALES,
    NONE_AGAIN,
    NOTHING_ALIKE,
    NOTHING_FITS,
    PRICE_EMPTY,
    SOLD_OUT,
    THE_END,
    Wanted,
)
from alkasba.flows.recommend.view import View
from alkasba.recommend.purchases import Whole

OF_BASIS = {
    "popular": FEW_BOUGHT,
    "together": FEW_TOGETHER,
    "similar": NOTHING_ALIKE,
    "substitute": NOTHING_ALIKE,
}
OF_NOBODY = ("popular", "together", "similar", "substitute")
"""What needs nobody to be known."""
OF_BOUGHT = {"again": NONE_AGAIN, "new": ALL_BOUGHT}


def why_new(view: View) -> str:
    """Why nothing is known of a person: of her, or of anybody.

    Who was forgotten and who never bought are told the same.
    """
    return NEW if view.model.told["data"]["people"] else ANONYMOUS


def why_nothing(view: View, basis: str, found: Whole, wanted: Wanted) -> str:
    """Why nothing of the products of a list is shown: the widest reason there is."""
    if not view.model.told["data"]["lines"]:
        return NO_SALES
    if not view.is_offered.any():
        return SOLD_OUT
    if not _is_any_offered(view, Wanted(categories=wanted.categories)):
        return CATEGORY_EMPTY
    if not _is_any_offered(view, wanted):
        return PRICE_EMPTY
    if wanted.offset or wanted.passed:
        return THE_END
    if not len(found) and why_new(view) == ANONYMOUS and basis not in OF_NOBODY:
        return ANONYMOUS
    if not view.fits(found, wanted).any():
        return _of_list(view, basis, found, wanted)
    return OF_BOUGHT.get(wanted.bought, NOTHING_FITS)


def _of_list(view: View, basis: str, found: Whole, wanted: Wanted) -> str:
    """Whether a list holds nothing on offer at all, or nothing that is asked for."""
    all_of_it = replace(wanted, categories=(), price=ANY_PRICE)
    is_narrowed = view.fits(found, all_of_it).any()
    return NOTHING_FITS if is_narrowed else OF_BASIS.get(basis, NOTHING_FITS)


def _is_any_offered(view: View, wanted: Wanted) -> bool:
    every = np.arange(len(view.model.products), dtype=np.int32)
    return bool(view.fits(every, wanted).any())
