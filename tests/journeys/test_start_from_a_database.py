"""A newcomer with a database has the first answer within a minute, by three commands."""

import json
import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

MINUTE = 60


def typed(*words: str, folder: Path) -> str:
    """What the program says, started as from a terminal."""
    program = Path(sys.executable).parent / "alkasba"
    done = subprocess.run(
        [program, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_from_a_database_to_the_known_net_sales(shared: Path, tmp_path: Path) -> None:
    shutil.copy(shared / "data/northwind/northwind.sqlite", tmp_path)
    began = time.monotonic()
    typed("inspect", "northwind.sqlite", "--to", "my-shop", folder=tmp_path)
    typed("--shop", "my-shop", "run", folder=tmp_path)
    told = typed("--shop", "my-shop", "ask", "total_amount", "orders", "--json", folder=tmp_path)
    assert time.monotonic() - began < MINUTE
    (row,) = json.loads(told, parse_float=Decimal)
    assert row["total_amount"].quantize(Decimal("0.01")) == Decimal("1265793.04")
    assert row["orders"] == 830
