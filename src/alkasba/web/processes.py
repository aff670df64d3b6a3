"""Several processes behind one door, each on a processor of its own; whoever dies is replaced."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

SOON_SECONDS = 5.0
"""A process that fails within that could not begin; it is not begun again and again."""
LOOK_SECONDS = 1.0


def keep_running(work: Callable[[], None], count: int, *, to_stop: tuple[int, ...]) -> None:
    """Let so many processes do the work, and begin another where one dies, until told to stop.

    They are forked, so this process may have no thread of its own. Each ends when it is told, or
    when this one is gone.
    """
    begun: dict[int, float] = {}
    stops: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stops.append(number)
        for process in begun:
            os.kill(process, signal.SIGTERM)

    before = {one: signal.signal(one, stop) for one in to_stop}
    try:
        for _ in range(count):
            begun[_forked(work, to_stop)] = time.monotonic()
        while begun:
            process, status = os.wait()
            started, code = begun.pop(process, None), os.waitstatus_to_exitcode(status)
            could_begin = code < 0 or time.monotonic() - (started or 0) > SOON_SECONDS
            if started is not None and could_begin and not stops:
                begun[_forked(work, to_stop)] = time.monotonic()
    finally:
        for one, answer in before.items():
            signal.signal(one, answer)


def _forked(work: Callable[[], None], to_stop: tuple[int, ...]) -> int:
    """The number of a new process that does the work."""
    # Told to stop in between, it would do as its parent does, which knows of it a moment later.
    signal.pthread_sigmask(signal.SIG_BLOCK, to_stop)
    parent = os.getpid()
    if process := os.fork():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, to_stop)
        return process
    code = 1
    try:
        for one in to_stop:
            signal.signal(one, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, to_stop)
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        work()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _end_with(parent: int) -> None:
    """End this process once its parent is gone, killed without a word."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
