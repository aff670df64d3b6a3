"""How fast rows of each origin are read, beside its plain driver, and with how much memory."""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from origins_data import ITEMS, Place, places  # noqa: E402
from origins_page import PAGE, Measured, table, write_page  # noqa: E402
from origins_ways import WAYS  # noqa: E402

from tests.services import ServerMissing  # noqa: E402

# With so little the workbench puts landed rows on the disk, so that memory tells of the reading.
MEMORY, DEFAULT = "250MB", ""
GROWTH = 4


@dataclass(frozen=True, slots=True)
class Once:
    """What one reading took; the peak is that above a process that has read nothing."""

    seconds: float
    processor_seconds: float
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.write and asked.only != list(WAYS):
        parser.error("the page tells of all origins: leave out --only, or --write")
    # Both sizes are whole orders, each with its items.
    rows = max(1, asked.rows // (GROWTH * ITEMS)) * GROWTH * ITEMS
    found: list[Measured] = []
    for origin in asked.only:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
            try:
                both = places(origin, Path(folder), (rows // GROWTH, rows), servers)
            except ServerMissing as missing:
                print(f"{origin} is left out: {missing}", file=sys.stderr)
                continue
            measured = measure(origin, both, asked.runs)
        print("\n".join(table(measured, with_header=not found)), flush=True)
        found += measured
    if asked.write:
        write_page(found, rows=rows, growth=GROWTH, runs=asked.runs, memory=MEMORY)
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--rows", type=int, default=1_280_000, help="the memory of a quarter too")
    parser.add_argument("--runs", type=int, default=3, help="of each way, in turns")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser


def measure(origin: str, both: Sequence[Place], runs: int) -> list[Measured]:
    """Each way so many times, one after the other; and its memory, with all rows and with fewer."""
    ways = range(len(WAYS[origin]))
    small, large = both
    taken = [[alone(origin, way, large, DEFAULT) for way in ways] for _ in range(runs)]
    fastest = [min(turn[way].seconds for turn in taken) for way in ways]
    processor = [min(turn[way].processor_seconds for turn in taken) for way in ways]
    plain = next(way for way in ways if WAYS[origin][way].counts)
    return [
        Measured(
            origin=origin,
            who=WAYS[origin][way].who,
            rows=large.rows,
            seconds=fastest[way],
            speed=fastest[plain] / fastest[way],
            processor_seconds=processor[way],
            processor_speed=processor[plain] / processor[way],
            small_mb=alone(origin, way, small, MEMORY).peak_mb,
            large_mb=alone(origin, way, large, MEMORY).peak_mb,
            counts=WAYS[origin][way].counts,
        )
        for way in ways
    ]


def alone(origin: str, way: int, place: Place, memory: str) -> Once:
    """One reading in a process of its own, without the time that a process takes to start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["origins_ways"])
    with ProcessPoolExecutor(1, context) as process:
        return process.submit(_read, origin, way, place, memory).result()


def _read(origin: str, way: int, place: Place, memory: str) -> Once:
    one = WAYS[origin][way]
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    found = one.read(place, memory)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    if found != place.rows:
        raise SystemExit(f"{origin}, {one.who}: {found} of {place.rows} rows. It means nothing.")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Once(seconds, processor, (after.ru_maxrss - before.ru_maxrss) / 1000)


if __name__ == "__main__":
    main()
