"""Stops what takes too long: one thread that waits for all, since one for each would cost more than
most questions do."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count


class Deadlines:
    """Knows until when each of several acts may last, and how it is stopped."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._numbers = count()
        self._waiting: dict[int, tuple[float, Callable[[], object]]] = {}
        self._watcher: threading.Thread | None = None

    @contextmanager
    def until(self, seconds: float, stop: Callable[[], object]) -> Iterator[None]:
        """Call `stop` where the block lasts longer; never once it has ended."""
        with self._changed:
            number = next(self._numbers)
            self._waiting[number] = time.monotonic() + seconds, stop
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, daemon=True)
                self._watcher.start()
            if self._next() == self._waiting[number][0]:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._waiting.pop(number, None)

    def _next(self) -> float | None:
        return min((end for end, _ in self._waiting.values()), default=None)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for number in [n for n, (end, _) in self._waiting.items() if end <= now]:
                    self._waiting.pop(number)[1]()
                due = self._next()
                self._changed.wait(None if due is None else max(0.0, due - now))
