"""Makes the next things while the last one is worked on."""

import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Generic, TypeVar

Item = TypeVar("Item")


def ahead(
    items: Generator[Item, None, None], *, weight: Callable[[Item], int], at_most: int
) -> Generator[Item, None, None]:
    """The items in their order, made in another thread while those before them are used.

    The next is made as long as those that wait weigh less than `at_most` together. Close it before
    what the items are made of is closed: that waits for the one being made.
    """
    queue = _Queue(weight, at_most)
    thread = threading.Thread(target=queue.fill, args=(items,), name="ahead")
    try:
        thread.start()
        while taken := queue.take():
            yield taken[0]
        if queue.failure is not None:
            raise queue.failure
    finally:
        queue.close()
        _wait_for(thread)


def _wait_for(thread: threading.Thread) -> None:
    """Wait for the end of a thread, also while somebody insists on stopping.

    What the thread works with is closed next. Where the garbage is collected by the thread itself,
    there is nothing to wait for.
    """
    insisted: KeyboardInterrupt | None = None
    while thread is not threading.current_thread() and thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt as interrupt:
            insisted = interrupt
    if insisted is not None:
        raise insisted


class _Queue(Generic[Item]):
    """Items between the thread that makes them and the one that uses them."""

    def __init__(self, weight: Callable[[Item], int], at_most: int) -> None:
        self._weight, self._at_most = weight, at_most
        self._waiting: deque[Item] = deque()
        self._change = threading.Condition()
        self._is_closed = False
        self._is_complete = False
        self.failure: BaseException | None = None

    def fill(self, items: Generator[Item, None, None]) -> None:
        """Put in one item after the other, until there are no more or nobody wants them."""
        try:
            with closing(items):
                for item in items:
                    if not self._put(item):
                        break
        except BaseException as error:  # Told where the items are used.
            self.failure = error
        with self._change:
            self._is_complete = True
            self._change.notify_all()

    def _put(self, item: Item) -> bool:
        """Put one in, and wait until the next is wanted; False where none is."""
        with self._change:
            self._waiting.append(item)
            self._change.notify_all()
            self._change.wait_for(lambda: self._is_closed or self._is_light())
            return not self._is_closed

    def _is_light(self) -> bool:
        return sum(map(self._weight, self._waiting)) < self._at_most

    def take(self) -> tuple[Item] | None:
        """The next item, as soon as there is one; None where there are no more."""
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._is_complete)
            if not self._waiting:
                return None
            item = self._waiting.popleft()
            self._change.notify_all()
            return (item,)

    def close(self) -> None:
        """Tell the maker that no more items are wanted."""
        with self._change:
            self._is_closed = True
            self._change.notify_all()
