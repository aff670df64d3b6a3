"""A run killed anywhere leaves the published state, and the next run ends as an undisturbed one."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.test_batch import MONTHS, all_at_once, hashes
from tests.shop_builder import small_shop

SCRIPT = """
import sys
from pathlib import Path
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
print("ready", flush=True)
run_batch(open_shop(Path(sys.argv[1])), tell=lambda event, **figures: print(event, flush=True))
"""


def run_and_kill(folder: Path, lines: int, jitter: float) -> None:
    """Kill the run after it has told so many things, and a moment more."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(lines):
        if not process.stdout.readline():
            break
    try:
        process.wait(timeout=jitter)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()


@pytest.mark.parametrize("seed", range(4))
def test_killed_twice_then_run_gives_the_same_rows(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    shop = small_shop(tmp_path / "killed")
    shop.sales("2025-01.csv", *MONTHS["2025-01.csv"])
    shop.run()
    before = hashes(shop)
    for name, rows in MONTHS.items():
        shop.sales(name, *rows)
    for _ in range(2):
        run_and_kill(shop.folder, chance.randint(1, 4), chance.random() * 0.1)
        assert hashes(shop) in (before, all_at_once(tmp_path / f"all-{chance.random()}"))
    shop.run()
    assert hashes(shop) == all_at_once(tmp_path / "all")
    left = {path.name for path in (shop.folder / "build").iterdir()}
    assert left == {"rejects", "run.lock", "vault.sqlite", "warehouse.duckdb"}
