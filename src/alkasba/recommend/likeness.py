"""Compares products: each with all, or with those that have a word or a buyer in common with it."""

import numpy as np
from numba import njit, prange

from alkasba.recommend.kernel import FAST, on_all_cores
from alkasba.recommend.purchases import Mask, Number, Place, Whole

PARTS = 16
"""Rows are dealt to so many hands, which each remember what they have seen."""


@on_all_cores
def add_said(
    rows: Number, products: Whole, start: Place, word: Whole, weight: Number,
    starts: Place, product: Whole, weights: Number,
) -> None:  # fmt: skip
    """Add to each row the cosine of what is said of its product and of all; 0 for itself."""
    for r in prange(len(products)):
        own = products[r]
        before = rows[r, own]
        for at in range(start[own], start[own + 1]):
            one = np.int64(word[at])
            for there in range(starts[one], starts[one + 1]):
                rows[r, product[there]] += weight[at] * weights[there]
        rows[r, own] = before


@njit(fastmath=FAST)
def _said(one: np.int64, other: np.int64, start: Place, word: Whole, weight: Number) -> np.float32:
    """The cosine of what is said of two products, whose words are sorted."""
    a, b = start[one], start[other]
    total = np.float32(0)
    while a < start[one + 1] and b < start[other + 1]:
        if word[a] == word[b]:
            total += weight[a] * weight[b]
            a, b = a + 1, b + 1
        elif word[a] < word[b]:
            a += 1
        else:
            b += 1
    return total


@njit(fastmath=FAST)
def _how(
    one: np.int64, other: np.int64, vectors: Number, start: Place, word: Whole, weight: Number
) -> np.float32:
    """How alike two products are: by their vectors, unless these are against each other, and by
    what is said of them."""
    total = np.float32(0)
    for k in range(vectors.shape[1]):
        total += vectors[one, k] * vectors[other, k]
    return max(total, np.float32(0)) + _said(one, other, start, word, weight)


@njit(fastmath=FAST)
def _keep(list_: Whole, values: Number, product: np.int64, how: np.float32) -> None:
    """Put a product where it belongs in a list; of equal ones the first product comes first."""
    at = len(list_)
    while at > 0 and (
        how > values[at - 1]
        or (how == values[at - 1] and list_[at - 1] >= 0 and product < list_[at - 1])
    ):
        at -= 1
    if at == len(list_) or how <= 0:
        return
    for place in range(len(list_) - 1, at, -1):
        list_[place], values[place] = list_[place - 1], values[place - 1]
    list_[at], values[at] = product, how


@njit(fastmath=FAST)
def _rarest(row: np.int64, start: Place, word: Whole, starts: Place, after: int) -> int:
    """Where the word stands of which so many others of the product are rarer."""
    for at in range(start[row], start[row + 1]):
        size, rarer = starts[word[at] + 1] - starts[word[at]], 0
        for other in range(start[row], start[row + 1]):
            that = starts[word[other] + 1] - starts[word[other]]
            rarer += that < size or (that == size and other < at)
        if rarer == after:
            return at
    return int(start[row])


@njit(fastmath=FAST)
def _gather(
    row: np.int64, found: Whole, seen: Whole, allowed: Mask, start: Place, word: Whole,
    starts: Place, product: Whole, buyers_start: Place, buyers: Whole, owned_start: Place,
    owned: Whole, most: int, most_people: int, most_each: int,
) -> int:  # fmt: skip
    """Products that have a word with this one, the rarest first, or buyers; each once."""
    count, left = 0, most
    seen[row] = row
    for after in range(start[row + 1] - start[row]):
        one = word[_rarest(row, start, word, starts, after)]
        if left <= 0:
            break
        step = max((starts[one + 1] - starts[one]) // left, 1)
        for at in range(starts[one], starts[one + 1], step):
            left -= 1
            other = product[at]
            if seen[other] != row and allowed[other] and count < len(found):
                seen[other], found[count], count = row, other, count + 1
    begin, end = buyers_start[row], buyers_start[row + 1]
    for at in range(begin, end, max((end - begin) // most_people, 1)):
        person = buyers[at]
        first, last = owned_start[person], owned_start[person + 1]
        for there in range(first, last, max((last - first) // most_each, 1)):
            other = owned[there]
            if seen[other] != row and allowed[other] and count < len(found):
                seen[other], found[count], count = row, other, count + 1
    return count


@on_all_cores
def nearest(
    lists: Whole, values: Number, rows: Whole, vectors: Number, allowed: Mask, start: Place,
    word: Whole, weight: Number, starts: Place, product: Whole, buyers_start: Place,
    buyers: Whole, owned_start: Place, owned: Whole, most: int, most_people: int, most_each: int,
) -> None:  # fmt: skip
    """Fill the list of each row with the products most like it, of those that have something in
    common with it."""
    for part in prange(PARTS):
        seen = np.full(len(allowed), -1, np.int32)
        found = np.empty(2 * (most + most_people * most_each), np.int32)
        for r in range(part, len(rows), PARTS):
            row = np.int64(rows[r])
            count = _gather(
                row, found, seen, allowed, start, word, starts, product, buyers_start,
                buyers, owned_start, owned, most, most_people, most_each,
            )  # fmt: skip
            for at in range(count):
                other = np.int64(found[at])
                how = _how(row, other, vectors, start, word, weight)
                _keep(lists[r], values[r], other, how)
