"""Kills runs at a chosen line or moment, runs them again, and tells what is wrong then."""

import itertools
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from types import FrameType
from typing import Any

from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from tests.shop_builder import ShopFolder
from tests.troubled_shop import (
    first_state,
    left_behind,
    not_replayable,
    second_state,
    state,
    troubled_shop,
    warehouse_state,
)

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.killing", "alkasba.sources"])
ANYWHERE = ("alkasba.",)
PUBLISHING = (
    "alkasba.flows.run.publishing",
    "alkasba.privacy.vault",
    "alkasba.warehouse.working_copy",
    "alkasba.warehouse.lock",
)
PLACES = {"anywhere": ANYWHERE, "publishing": PUBLISHING}
LONG = 60
"""Seconds after which a run hangs."""


def start(target: Callable[..., None], *args: Any) -> ForkServerProcess:
    """A process of its own, with this one's environment of now, not of the first one's start."""
    process = PROCESSES.Process(target=_in_environment, args=(dict(os.environ), target, *args))
    process.start()
    return process


def _in_environment(environment: dict[str, str], target: Callable[..., None], *args: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    target(*args)


def what_tells(target: Callable[..., None], *args: Any) -> Any:
    """What a function sends through the connection that is its last argument, from elsewhere."""
    ours, theirs = PROCESSES.Pipe()
    process = start(target, *args, theirs)
    # Where nobody else holds the other end, a process that fails ends the waiting for its word.
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


@dataclass(frozen=True, slots=True)
class Kill:
    """Where a run is killed: at the n-th line that it executes there, or after so many seconds."""

    place: str = "anywhere"
    line: int = 0
    seconds: float = LONG


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a shop keeps that nobody disturbed, and how many lines its runs executed, by place.

    `back` is its state after the files of the first state were put back a day later.
    """

    folder: Path
    first: dict[str, str]
    second: dict[str, str]
    back: dict[str, str]
    lines: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many runs were killed before they were done, and what was wrong in the end."""

    killed: int
    wrong: list[str]


def undisturbed(folder: Path, *, rows: int = 40) -> Undisturbed:
    """Load the shop from nothing, a day later, and as it was at first; `folder` keeps copies."""
    shop = troubled_shop(folder / "first", rows=rows)
    lines = {("first", place): n for place, n in _counted(shop).items()}
    first = state(shop)
    other = ShopFolder(_copied(shop.folder, folder / "second"))
    second_state(other, rows=rows)
    lines |= {("second", place): n for place, n in _counted(other).items()}
    second = state(other)
    first_state(other, rows=rows)
    other.run()
    return Undisturbed(folder, first, second, state(other), lines)


def trial(
    known: Undisturbed, folder: Path, step: str, kills: list[Kill], *, is_put_back: bool = False
) -> Outcome:
    """Kill runs one after the other, run again, and compare with a shop that nobody disturbed.

    With `is_put_back` the files are as they were at first before the last run.
    """
    if step == "first":
        shop = ShopFolder(_copied(known.folder / "first", folder))
        shutil.rmtree(folder / "build")
        allowed = [known.first]
    else:
        shop = ShopFolder(_copied(known.folder / "first", folder))
        second_state(shop)
        allowed = [known.first, known.second]
    with asking(shop.folder / "build/warehouse.duckdb") as seen:
        killed = sum(killed_run(shop, kill) for kill in kills)
    wrong = [f"a reader saw {torn}" for torn in seen if not _is_one_of(torn, allowed)]
    expected = known.first if step == "first" else known.second
    if is_put_back and step == "second":
        first_state(shop)
        published = warehouse_state(shop.folder / "build/warehouse.duckdb")
        expected = known.first if _is_one_of(published, [known.first]) else known.back
    shop.run()
    wrong += [*_differences(expected, state(shop)), *sorted(left_behind(shop))]
    return Outcome(killed, [*wrong, *not_replayable(shop)])


def killed_run(shop: ShopFolder, kill: Kill) -> bool:
    """Run in a process of its own, up to the kill; False where it was done before."""
    place = PLACES[kill.place] if kill.line else ()
    process = start(_run, shop.folder, shop.clock, place, kill.line)
    process.join(kill.seconds)
    if process.is_alive():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"the run failed: {process.exitcode}"
    return process.exitcode != 0


@contextmanager
def asking(warehouse: Path) -> Any:
    """A reader that asks the published warehouse again and again; gives all states it saw."""
    ours, theirs = PROCESSES.Pipe()
    over = PROCESSES.Event()
    reader = start(_ask, warehouse, over, theirs)
    theirs.close()
    seen: list[dict[str, str]] = []
    ours.recv()
    try:
        yield seen
    finally:
        over.set()
        with suppress(EOFError):
            seen += ours.recv()
        reader.join()
        assert reader.exitcode == 0, "the reader failed"


def _ask(warehouse: Path, over: Event, told: Connection) -> None:
    seen: list[dict[str, str]] = []
    told.send("ready")
    is_last = False
    while not is_last:
        is_last = over.is_set()
        if warehouse.exists() and (found := warehouse_state(warehouse)) not in seen:
            seen.append(found)
    told.send(seen)


def _run(folder: Path, clock: Any, place: tuple[str, ...], line: int) -> None:
    if place:
        trace({place: lambda number: _die() if number == line else None})
    run_batch(open_shop(folder), clock=clock)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _counted(shop: ShopFolder) -> dict[str, int]:
    """Run in a process of its own; how many lines it executed, by place."""
    found: dict[str, int] = what_tells(_count, shop.folder, shop.clock)
    return found


def _count(folder: Path, clock: Any, told: Connection) -> None:
    found = dict.fromkeys(PLACES, 0)
    trace({modules: lambda n, p=place: found.update({p: n}) for place, modules in PLACES.items()})
    run_batch(open_shop(folder), clock=clock)
    sys.settrace(None)
    told.send(found)


def trace(meet: dict[tuple[str, ...], Callable[[int], None]]) -> None:
    """Call for each line of these modules, in whatever thread, with its number."""
    counts = {modules: itertools.count(1) for modules in meet}

    def call(frame: FrameType, event: str, argument: object) -> Any:
        name = frame.f_globals.get("__name__", "")
        ours = [modules for modules in meet if name.startswith(modules)]

        def line(_: FrameType, event: str, __: object) -> Any:
            if event == "line":
                for modules in ours:
                    meet[modules](next(counts[modules]))
            return line

        return line if ours else None

    threading.settrace(call)
    sys.settrace(call)


def _copied(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def _is_one_of(seen: dict[str, str], allowed: list[dict[str, str]]) -> bool:
    return any(seen.items() <= whole.items() for whole in allowed)


def _differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    names = sorted(expected.keys() | found.keys())
    return [f"{name} differs" for name in names if expected.get(name) != found.get(name)]
