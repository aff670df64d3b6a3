"""Lists of bounded size, so that nobody has to hold all at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of so many, the last one with what is left.

    >>> list(in_batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    # Python 3.12 has itertools.batched, Python 3.11 has not.
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
