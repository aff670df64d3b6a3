"""Kills runs of the example shop at random moments; each must end as an undisturbed one does."""

import argparse
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from alkasba.example.generate import make_shop
from alkasba.flows.opening import open_shop
from alkasba.flows.status import shop_status
from alkasba.privacy.pseudonym import make_key

PROGRAM = (sys.executable, "-m", "alkasba", "--shop")
BELONGING = {"rejects", "run.lock", "vault.sqlite", "warehouse.duckdb"}
CHANGED = "data/orders/webshop"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try so many moments; returns 1 where one of them left another state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="alkasba-chaos-") as folder:
        return _try(Path(folder), asked.moments, chance)


def _try(folder: Path, moments: int, chance: random.Random) -> int:
    first, changed = folder / "first", folder / "changed"
    make_shop(first, size="s", seed=1)
    make_key(first / "alkasba.key")
    begun = time.monotonic()
    _run(first)
    span = time.monotonic() - begun
    shutil.copytree(first, changed)
    _change(changed)
    _run(changed)
    wanted = {"first": _state(first), "increment": _state(changed)}
    wrong = 0
    for number in range(1, moments + 1):
        kind = chance.choice(("first", "increment"))
        shop = folder / "killed"
        shutil.copytree(first, shop)
        if kind == "first":
            shutil.rmtree(shop / "build")
        else:
            _change(shop)
        told = [f"{_kill(shop, chance.uniform(0.1, span)):.2f} s" for _ in range(2)]
        _run(shop)
        left = {path.name for path in (shop / "build").iterdir()}
        is_right = _state(shop) == wanted[kind] and left == BELONGING
        wrong += not is_right
        verdict = "equal" if is_right else "ANOTHER STATE"
        print(f"{number:>4}  {kind:<10} killed after {' and '.join(told)}: {verdict}", flush=True)
        shutil.rmtree(shop)
    print(f"{moments} moments, each killed twice: {moments - wrong} ended equal, {wrong} did not")
    return int(wrong > 0)


def _change(shop: Path) -> None:
    """One file gone, one cut to three quarters."""
    files = sorted((shop / CHANGED).glob("*.csv"))
    files[0].unlink()
    lines = files[1].read_bytes().splitlines(keepends=True)
    files[1].write_bytes(b"".join(lines[: len(lines) * 3 // 4]))


def _run(shop: Path) -> None:
    subprocess.run([*PROGRAM, str(shop), "run"], check=True, capture_output=True)


def _kill(shop: Path, after: float) -> float:
    """Start a run and kill it after so many seconds, unless it ended before."""
    process = subprocess.Popen(
        [*PROGRAM, str(shop), "run"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    return after


def _state(shop: Path) -> dict[str, str]:
    """A digest of every table, and of what the vault holds per member."""
    found = shop_status(open_shop(shop), with_hashes=True)
    state = {table["table"]: f"{table['rows']} {table['hash']}" for table in found["tables"]}
    with closing(sqlite3.connect(shop / "build" / "vault.sqlite")) as vault:
        tables = vault.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in sorted(tables):
            rows = sorted(map(repr, vault.execute(f'SELECT * FROM "{name}"')))
            state[f"vault {name}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return state


if __name__ == "__main__":
    sys.exit(main())
