"""A wish to stop, however it comes, ends what is at work tidily, and in time."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from alkasba.report import Tell, silent

WANTED = (signal.SIGTERM, signal.SIGINT)
GRACE_SECONDS = 8.0
"""How long what is under way may take to end tidily, where nothing is lost by a sudden end."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Take a polite kill (SIGTERM) for an interrupt from the keyboard, as long as this lasts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def stopping(tell: Tell = silent) -> Iterator[threading.Event]:
    """An event that is set by SIGTERM and by the keyboard: what is under way is ended tidily.

    Where that takes too long, since something it waits for does not answer, the program ends at
    once: only for what loses nothing by that, as the stream.
    """
    over = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield over
        return
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    # Python runs a handler when the main thread is back from a driver, which may take minutes;
    # the byte of a signal comes at once, and another thread waits for it.
    woken = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    # That thread sets the event, never a handler: whoever it interrupts may be asking for the event
    # and have its lock, which a handler would wait for without end.
    before = {one: signal.signal(one, lambda *_: None) for one in WANTED}
    done = threading.Event()
    threading.Thread(target=_watch, args=(ours, over, done, tell), daemon=True).start()
    try:
        yield over
    finally:
        done.set()
        signal.set_wakeup_fd(woken)
        for one, handler in before.items():
            signal.signal(one, handler)
        theirs.close()


def _watch(ours: socket.socket, over: threading.Event, done: threading.Event, tell: Tell) -> None:
    """Wait for a signal, then for the tidy end, and no longer than it may take."""
    with ours:
        if not ours.recv(1):
            return
        over.set()
        if not done.wait(GRACE_SECONDS):
            tell("stopped.at_once", waited=GRACE_SECONDS)
            os._exit(0)
