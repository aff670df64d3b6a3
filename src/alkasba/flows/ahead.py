"""Makes the next thing while the last one is worked on."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """The items in their order, each made in another thread while the one before it is used.

    Close it before what the items are made of is closed: that waits for the one being made.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(_next, items)
        while (made := waiting.result()) is not None:
            waiting = pool.submit(_next, items)
            yield made[0]


def _next(items: Iterator[Item]) -> tuple[Item] | None:
    for item in items:
        return (item,)
    return None
