"""A warehouse that may use little memory ends with the same rows as one that may use much."""

import resource
from multiprocessing.connection import Connection
from pathlib import Path

from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from tests.killing import what_tells
from tests.troubled_shop import state, troubled_shop

ROWS = 20_000
"""Lines a month, for five months."""


def run_and_tell(folder: Path, told: Connection) -> None:
    """A run in a process of its own; the most memory that it held, in MB."""
    run_batch(open_shop(folder))
    told.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def test_with_little_memory_the_same_rows_are_kept(tmp_path: Path) -> None:
    states = []
    for memory in ("96MB", "2GB"):
        shop = troubled_shop(tmp_path / memory, rows=ROWS)
        shop.write("alkasba.toml", f'[warehouse]\nmemory = "{memory}"\nthreads = 2\n')
        assert what_tells(run_and_tell, shop.folder) < 600
        states.append(
            {k: v for k, v in state(shop).items() if "vault" not in k and "kept" not in k}
        )
    assert states[0] == states[1]
