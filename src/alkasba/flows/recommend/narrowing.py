"""What a list may be narrowed by: only what the shop has, so that a slip is no empty list."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from alkasba.errors import UnknownName, WrongValue, did_you_mean
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.written import as_written
from alkasba.model.recommend import Learnt
from alkasba.model.shop import Shop

ANY_PRICE = (-inf, inf)
MOST_TOLD, LONGEST_TOLD = 20, 50
"""Categories that an error lists, and how much of one that there is not."""


def narrowed(shop: Shop, categories: Sequence[str], wanted: Wanted) -> Wanted:
    """What is asked for, its categories as the shelf, which has `categories`, writes them.

    Raises UnknownName for one that no product has, WrongValue where the shop does not say by which
    column a list is narrowed.
    """
    if not wanted.categories and wanted.price == ANY_PRICE:
        return wanted
    learnt = declared(shop)
    said = learnt.recommend
    if wanted.price != ANY_PRICE and said.price is None:
        raise _narrows_nothing("price", "what products cost")
    if wanted.categories and said.category is None:
        raise _narrows_nothing("category", "which category products are of")
    return replace(wanted, categories=_meant(learnt, categories, wanted.categories))


def _meant(learnt: Learnt, categories: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """Categories that are asked for, as the shelf writes them; a blank one asks for nothing."""
    if not said or learnt.recommend.category is None:
        return ()
    column = learnt.products.columns[learnt.recommend.category]
    meant = tuple(one for name in said if (one := as_written(column, name)))
    for one in meant:
        if one not in categories:
            raise _unknown(one, categories)
    return meant


def _narrows_nothing(word: str, what: str) -> WrongValue:
    return WrongValue(
        f"this shop does not say {what}, so that nothing can be narrowed by it.",
        where=word,
        next_step=f'Leave it out, or name the column: {word} = "..." in [recommend].',
    )


def _unknown(name: str, categories: Sequence[str]) -> UnknownName:
    more = " and others" if len(categories) > MOST_TOLD else ""
    return UnknownName(
        f"no product is of a category '{name[:LONGEST_TOLD]}'.{did_you_mean(name, categories)}",
        where="category",
        next_step=f"Leave it out, or write one of: {', '.join(categories[:MOST_TOLD])}{more}.",
    )
