"""Products like another: by who buys them, and, where nobody has yet, by what is said of them."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alkasba.recommend.extra import compiled
from alkasba.recommend.purchases import Mask, Number, Place, Purchases, Whole
from alkasba.recommend.rank import top_of_many

WORD = re.compile(r"\w+")
BLOCK, CELLS = 256, 1 << 26
"""Products that are compared with all others at once, and numbers that are held for that."""
NEIGHBOURS = 20
TINY = np.float32(1e-20)
MANY = 50_000
"""Products from which on each is compared with some: with all it would take hours."""
MOST_BY_WORDS, MOST_BUYERS, MOST_OF_A_BUYER = 2_000, 40, 50
"""How many of these are looked at for each product: by its words, the rarest first, and by its
buyers, so many products of each."""


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


def content(described: Iterable[set[str]]) -> Content:
    """Words of products as vectors; the rarer a word, the more it says.

    Products come one after another: the words of a large shop would fill the memory as texts.
    """
    numbers: dict[str, int] = {}
    found, ends = array("i"), array("q", [0])
    for words in described:
        found.extend(numbers.setdefault(word, len(numbers)) for word in sorted(words))
        ends.append(len(found))
    start = np.array(ends, np.int64)
    word, owner = _sorted(np.array(found, np.int32), start, numbers)
    products = len(start) - 1
    rarity = np.log1p(products / np.maximum(np.bincount(word, minlength=len(numbers)), 1))
    length = np.sqrt(np.bincount(owner, weights=rarity[word] ** 2, minlength=products))
    weight = (rarity[word] / length[owner]).astype(np.float32)
    order = np.argsort(word, kind="stable")
    starts = np.searchsorted(word[order], np.arange(len(numbers) + 1)).astype(np.int64)
    return Content(start, word, weight, starts, owner[order].astype(np.int32), weight[order])


def _sorted(found: Whole, start: Place, numbers: dict[str, int]) -> tuple[Whole, Place]:
    """Words by their place in the alphabet, in the order of it for each product; and whose."""
    place = np.empty(len(numbers), np.int32)
    place[[numbers[word] for word in sorted(numbers)]] = np.arange(len(numbers), dtype=np.int32)
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    word = place[found]
    return word[np.lexsort((word, owner))], owner


def alike(
    vectors: Number, said: Content, k: int, bought: Purchases | None = None
) -> tuple[Whole, Number]:
    """The k products most like each: half by who wants them, half by what is said of them.

    A product that neither speaks for is not alike. It is done in blocks, so that memory is bounded.
    Of very many products only those are compared that have a rare word in common, or one of those
    who `bought` them; how alike these are is told exactly.
    """
    units = unit(vectors)
    lists = np.full((len(units), min(k, len(units))), -1, np.int32)
    how = np.zeros(lists.shape, np.float32)
    every = np.arange(len(units), dtype=np.int32)
    if len(units) > MANY:
        _nearest(lists, how, every, units, np.ones(len(units), bool), said, bought)
        how /= 2
        return lists, how
    for rows in _blocks(every, len(units)):
        both = units[rows] @ units.T
        np.maximum(both, 0, out=both)
        _add_said(both, rows, said)
        both[np.arange(len(rows)), rows] = 0
        both[both == 0] = -np.inf
        lists[rows], how[rows] = top_of_many(both, k)
    how /= 2
    return lists, how


def place_new(
    vectors: Number, said: Content, neighbours: int = NEIGHBOURS, *, of: Mask | None = None
) -> Number:
    """Vectors for products that nobody has bought, between those that are described like them.

    A product that resembles nothing that is bought keeps none. With `of` only some are placed.
    """
    placed = vectors.copy()
    is_known = np.asarray(vectors.any(axis=1), bool)
    unknown = np.flatnonzero(~is_known if of is None else of & ~is_known).astype(np.int32)
    for rows in _blocks(unknown, len(vectors)):
        near, how = _described_like(rows, said, is_known, neighbours)
        # Squared, since one close relative says more than many distant ones.
        weights = how**2
        total = np.maximum(weights.sum(axis=1, keepdims=True), TINY)
        placed[rows] = np.einsum("ij,ijk->ik", weights / total, vectors[near])
    return placed


def _described_like(
    rows: Whole, said: Content, is_known: Mask, neighbours: int
) -> tuple[Whole, Number]:
    """The products that are known of which most similar things are said as of some others."""
    products = len(is_known)
    if products > MANY:
        near = np.full((len(rows), neighbours), -1, np.int32)
        how = np.zeros(near.shape, np.float32)
        _nearest(near, how, rows, np.zeros((products, 0), np.float32), is_known, said, None)
        return near, how
    resembling = np.zeros((len(rows), products), np.float32)
    _add_said(resembling, rows, said)
    resembling[:, ~is_known] = 0
    resembling[resembling == 0] = -np.inf
    return top_of_many(resembling, neighbours)


def _nearest(
    lists: Whole, how: Number, rows: Whole, unit: Number, allowed: Mask, said: Content,
    bought: Purchases | None,
) -> None:  # fmt: skip
    """Fill lists with what is most like each row, of what has something in common with it."""
    nobody = np.zeros(len(unit) + 1, np.int64), np.zeros(0, np.int32)
    buyers, owned = nobody, nobody
    if bought is not None:
        by_product, by_person = bought.by_product, bought.by_person
        buyers, owned = (by_product.start, by_product.what), (by_person.start, by_person.what)
    words = said.start, said.word, said.weight, said.starts, said.product
    most = MOST_BY_WORDS, MOST_BUYERS, MOST_OF_A_BUYER
    compiled("likeness").nearest(lists, how, rows, unit, allowed, *words, *buyers, *owned, *most)


def _blocks(rows: Whole, products: int) -> Iterator[Whole]:
    """Some rows after another, as many as may be held beside all products."""
    count = min(max(CELLS // max(products, 1), 1), BLOCK)
    for begin in range(0, len(rows), count):
        yield rows[begin : begin + count]


def _add_said(rows: Number, products: Whole, said: Content) -> None:
    how = said.start, said.word, said.weight, said.starts, said.product, said.weights
    compiled("likeness").add_said(rows, products, *how)


def unit(vectors: Number) -> Number:
    """The same vectors at the length 1; one that has none keeps it."""
    length = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    found: Number = (vectors / np.where(length > 0, length, 1)).astype(np.float32)
    return found
