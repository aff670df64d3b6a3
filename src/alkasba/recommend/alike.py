"""Products like another: by who buys them, and, where nobody has yet, by what is said of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alkasba.recommend.purchases import Mask, Number, Place, Whole
from alkasba.recommend.rank import top, top_of_many

Exact = NDArray[np.float64]
WORD = re.compile(r"\w+")
BLOCK = 256
"""Products that are compared with all others at once."""
NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Content:
    """What is said of each product, as words with weights: a row's vector has length 1.

    The words of product p are `word[start[p]:start[p + 1]]`; the products of a word likewise.
    """

    start: Place
    word: Whole
    weight: Number
    starts: Place
    product: Whole
    weights: Number

    @property
    def products(self) -> int:
        return len(self.start) - 1


def words_of(name: str, attributes: Sequence[str] = ()) -> set[str]:
    """The words of a name without accents and case, and each attribute as one word of its own.

    >>> sorted(words_of("Thé à la Menthe", ["family: Lamiaceae"]))
    ['=family: lamiaceae', 'a', 'la', 'menthe', 'the']
    """
    split = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in split if not unicodedata.combining(letter))
    return set(WORD.findall(plain)) | {f"={text.casefold()}" for text in attributes if text}


def content(described: Sequence[set[str]]) -> Content:
    """Words of products as vectors; the rarer a word, the more it says."""
    known = {word: i for i, word in enumerate(sorted(set().union(*described)))}
    rows = [sorted(known[word] for word in words) for words in described]
    start = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    word = np.array([i for row in rows for i in row], np.int32)
    owner = np.repeat(np.arange(len(rows)), np.diff(start))
    rarity = np.log1p(len(rows) / np.maximum(np.bincount(word, minlength=len(known)), 1))
    length = np.sqrt(np.bincount(owner, weights=rarity[word] ** 2, minlength=len(rows)))
    weight = (rarity[word] / length[owner]).astype(np.float32)
    order = np.argsort(word, kind="stable")
    starts = np.searchsorted(word[order], np.arange(len(known) + 1)).astype(np.int64)
    return Content(start, word, weight, starts, owner[order].astype(np.int32), weight[order])


def resemblance(said: Content, product: int) -> Number:
    """The cosine of what is said of a product and of each other; 0 with itself."""
    alike = np.zeros(said.products, np.float32)
    for at in range(int(said.start[product]), int(said.start[product + 1])):
        word = said.word[at]
        those = slice(int(said.starts[word]), int(said.starts[word + 1]))
        # A word stands once with a product, so that no place is added to twice.
        alike[said.product[those]] += said.weight[at] * said.weights[those]
    alike[product] = 0
    return alike


def alike_by_content(said: Content, k: int) -> tuple[Whole, Number]:
    """The k products of which most similar things are said, and how alike they are."""
    lists = np.full((said.products, min(k, said.products)), -1, np.int32)
    how = np.zeros(lists.shape, np.float32)
    for product in range(said.products):
        alike = resemblance(said, product)
        lists[product] = top(np.where(alike > 0, alike, -np.inf)[None], k)[0]
        how[product] = np.where(lists[product] >= 0, alike[lists[product]], 0)
    return lists, how


def alike_by_factors(vectors: Number, k: int) -> tuple[Whole, Number]:
    """The k products that the same people want, by the cosine of their vectors.

    A product without a vector is like none; those at a right angle or more are not alike. It is
    done in blocks, so that memory is bounded.
    """
    unit, known = _unit(vectors)
    lists = np.full((len(vectors), min(k, len(vectors))), -1, np.int32)
    how = np.zeros(lists.shape, np.float32)
    for begin in range(0, len(vectors), BLOCK):
        rows = np.arange(begin, min(begin + BLOCK, len(vectors)))
        alike = unit[rows] @ unit.T
        alike[:, ~known] = -np.inf
        alike[~known[rows]] = -np.inf
        alike[np.arange(len(rows)), rows] = -np.inf
        alike[alike <= 0] = -np.inf
        lists[rows], how[rows] = top_of_many(alike, k)
    return lists, how


def place_new(
    vectors: Number, said: Content, neighbours: int = NEIGHBOURS, *, of: Mask | None = None
) -> Number:
    """Vectors for products that nobody has bought, between those that are described like them.

    A product that resembles nothing that is bought keeps none. With `of` only some are placed.
    """
    placed = vectors.copy()
    is_known = vectors.any(axis=1)
    for product in np.flatnonzero(~is_known if of is None else of & ~is_known):
        alike = np.where(is_known, resemblance(said, int(product)), 0)
        near = top(np.where(alike > 0, alike, -np.inf)[None], neighbours)[0]
        near = near[near >= 0]
        if len(near):
            # Squared, since one close relative says more than many distant ones.
            placed[product] = np.average(vectors[near], axis=0, weights=alike[near] ** 2)
    return placed


def _unit(vectors: Number) -> tuple[Number, NDArray[np.bool_]]:
    length = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1))
    known = length > 0
    unit = np.zeros_like(vectors)
    unit[known] = vectors[known] / length[known, None]
    return unit, known
