"""One writer at a time: a lock that names its holder and dies with it."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from alkasba.errors import StoreAway, StoreBusy, StoreError

LOOKS, LOOK_SECONDS = 20, 0.02


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Hold the lock; raises StoreBusy with the holder's name where another process has it.

    Raises StoreError where nothing can be written; StoreAway where there is no room.
    """
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(
                f"another run is at work: {_holder(path)}.",
                where=str(path),
                next_step="Wait until it has finished; its lock goes with it.",
            ) from None
        _sign(file, path)
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+")
    except OSError as error:
        raise StoreError(
            f"nothing can be written here: {error.strerror}.",
            where=str(path.parent),
            next_step="Give yourself the right to write there, and run again.",
        ) from None


def _sign(file: TextIO, path: Path) -> None:
    """Write down who has the lock.

    Past the buffer of the file, which would try again what failed when it is closed.
    """
    name = json.dumps({"process": os.getpid(), "host": socket.gethostname()})
    try:
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), name.encode())
    except OSError as error:
        raise StoreAway(
            f"nothing can be written here: {error.strerror}.",
            where=str(path.parent),
            next_step="Make room there, and run again.",
        ) from None


def _holder(path: Path) -> str:
    """Who has the lock; whoever took it a moment ago is still writing his name."""
    for _ in range(LOOKS):
        try:
            holder = json.loads(path.read_text())
            return f"process {holder['process']} on {holder['host']}"
        except (ValueError, KeyError, OSError):
            time.sleep(LOOK_SECONDS)
    return "it has just begun"
