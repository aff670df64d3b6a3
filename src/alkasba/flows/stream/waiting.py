"""Waits for a store that is away, and says so: what, where, and when it is tried again."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from alkasba.errors import AlkasbaError
from alkasba.report import Tell

TRIES = 2.0, 5.0, 10.0, 30.0
"""Seconds between tries; the last one is kept to."""
LOOK_EVERY = 0.2
"""Seconds after which a program that waits looks whether it is to end."""


def pause(error: AlkasbaError, tries: int, tell: Tell, is_over: Callable[[], bool]) -> None:
    """Tell what is away, and wait until it is to be tried again, or the program is to end."""
    seconds = seconds_after(tries)
    tell("stream.away", what=error.what, where=error.where, next_try=round(seconds, 1))
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not is_over():
        time.sleep(min(left, LOOK_EVERY))


def seconds_after(tries: int, at_most: timedelta | None = None) -> float:
    """How long to wait after so many tries; programs that began to wait together come apart."""
    seconds = TRIES[min(tries, len(TRIES) - 1)] * random.uniform(0.75, 1.25)
    return seconds if at_most is None else min(seconds, at_most.total_seconds())
