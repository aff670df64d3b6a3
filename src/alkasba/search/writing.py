"""Writes changes into an index until each is in it, or never can be."""

import random
import time
from collections.abc import Callable, Sequence

from alkasba.errors import StoreAway
from alkasba.ports import Change, Index, Verdict

PAUSES = 0.2, 1.0, 3.0, 10.0, 30.0
"""Seconds between tries; the last one is kept to."""
LATER = "later"

Wait = Callable[[float, list[int]], list[int]]
"""Waits so many seconds, and says which of the places that are left are still to be written."""


def write_all(
    index: Index, name: str, changes: Sequence[Change], wait: Wait | None = None
) -> list[Verdict]:
    """The verdict of each change, in the end; only what was put off is tried again.

    Those that `wait` takes from the list stay undecided.
    """
    return write_rest(index, name, changes, write_once(index, name, changes), wait)


def write_rest(
    index: Index,
    name: str,
    changes: Sequence[Change],
    first: Sequence[Verdict],
    wait: Wait | None = None,
) -> list[Verdict]:
    """The same, where the changes were tried once and these are the verdicts."""
    verdicts, tries = list(first), 0
    left = [place for place, verdict in enumerate(verdicts) if verdict.kind == LATER]
    while left:
        # Consumers that were put off together must not come back together.
        pause = PAUSES[min(tries, len(PAUSES) - 1)] * random.uniform(0.5, 1.5)
        left, tries = (wait or _sleep)(pause, left), tries + 1
        again = write_once(index, name, [changes[place] for place in left])
        for place, verdict in zip(left, again, strict=True):
            verdicts[place] = verdict
        left = [place for place in left if verdicts[place].kind == LATER]
    return verdicts


def _sleep(seconds: float, left: list[int]) -> list[int]:
    time.sleep(seconds)
    return left


def write_once(index: Index, name: str, changes: Sequence[Change]) -> Sequence[Verdict]:
    """The verdict of each change at once; all are to be tried later where the index is away."""
    try:
        return index.write(name, changes) if changes else []
    except StoreAway:
        return [Verdict(LATER)] * len(changes)
