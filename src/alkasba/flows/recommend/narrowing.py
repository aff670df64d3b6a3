"""What a list may be narrowed by: only what the shop has, so that a slip is no empty list."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from alkasba.errors import UnknownName, WrongValue, did_you_mean
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.reading import Shelf
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.written import as_written
from alkasba.model.recommend import Learnt
from alkasba.model.shop import Shop
from alkasba.model.table import Column

ANY_PRICE = (-inf, inf)
MOST_TOLD, LONGEST_TOLD = 20, 50
"""Categories that an error lists, and how much of one that there is not."""


def narrowed(shop: Shop, shelf: Shelf, wanted: Wanted) -> Wanted:
    """What is asked for, its categories as the shelf writes them.

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
    return replace(wanted, categories=_meant(learnt, shelf, wanted.categories))


def _meant(learnt: Learnt, shelf: Shelf, said: Sequence[str]) -> tuple[str, ...]:
    """Categories that are asked for, as the shelf writes them; a blank one asks for nothing."""
    if not said or learnt.recommend.category is None:
        return ()
    column = learnt.products.columns[learnt.recommend.category]
    return tuple(_one(column, shelf, name) for name in said if name.strip())


def _one(column: Column, shelf: Shelf, name: str) -> str:
    """One category, by what it is called or by its key."""
    written = as_written(column, name)
    for called in (name.strip(), written, shelf.by_key.get(written)):
        if called in shelf.categories:
            return called
    raise _unknown(written, shelf.categories)


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
