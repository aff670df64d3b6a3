"""The long form of tests/properties/test_killed_runs.py: `just chaos`.

Kills runs at random lines and moments, each twice, and at every line of the publishing of a run;
the run after those must end as an undisturbed one. Prints the seed, so that a failure can be had
again, and one line of summary; exits with 1 where anything was wrong.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from tests.killing import PLACES, Kill, Undisturbed, trial, undisturbed

STEPS = ("first", "second")
PUBLISHING_LINES = 120
"""How many lines at the end of a run, among those of publishing, are tried one by one."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Try all, print, and exit."""
    asked = _parser().parse_args(arguments)
    seed = asked.seed if asked.seed is not None else int(time.time())
    print(f"seed {seed}, {asked.moments} random moments", flush=True)
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        folder = Path(name)
        known = undisturbed(folder / "undisturbed", rows=asked.rows)
        begun = time.perf_counter()
        killed = wrong = 0
        for step, kills, is_put_back in _trials(known, Random(seed), asked.moments):
            found = trial(known, folder / "shop", step, kills, is_put_back=is_put_back)
            shutil.rmtree(folder / "shop")
            killed, wrong = killed + found.killed, wrong + bool(found.wrong)
            if found.wrong:
                print(f"WRONG {step} {kills} put back: {is_put_back}\n  {found.wrong}", flush=True)
        seconds = time.perf_counter() - begun
    print(f"seed {seed}: killed {killed} times, {wrong} wrong states, {seconds:.0f} s", flush=True)
    sys.exit(1 if wrong else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=100, help="pairs of kills at random")
    parser.add_argument("--seed", type=int, help="the seed of a run that went wrong")
    parser.add_argument("--rows", type=int, default=40, help="lines of sales a month")
    return parser


def _trials(
    known: Undisturbed, chance: Random, moments: int
) -> Iterator[tuple[str, list[Kill], bool]]:
    for number in range(moments):
        step = STEPS[number % 2]
        yield step, [_random_kill(known, chance, step) for _ in range(2)], chance.random() < 0.4
    for step in STEPS:
        last = known.lines[step, "publishing"]
        for line in range(max(1, last - PUBLISHING_LINES), last + 1):
            yield step, [Kill("publishing", line)], line % 2 == 0


def _random_kill(known: Undisturbed, chance: Random, step: str) -> Kill:
    if chance.random() < 0.4:
        return Kill(seconds=chance.random() * 1.2)
    place = chance.choice(list(PLACES))
    return Kill(place, chance.randint(1, known.lines[step, place]))


if __name__ == "__main__":
    main()
