"""The same warehouse by hand: plain DuckDB SQL by someone who knows every file of the example."""

import json
import shutil
import sys
import time
from contextlib import chdir
from pathlib import Path
from zipfile import ZipFile

import duckdb
from duckdb import DuckDBPyConnection

STEPS = Path(__file__).parent
WESTERN = ("orders/boutique/*.csv", "orders/kiosk/2025-03.csv", "customers/2024-11.csv")
"""Files in windows-1252, which DuckDB does not read without an extension from the network."""


def main() -> None:
    """Called as `build.py SHOP WORK`; prints the seconds of each step as one line of JSON."""
    shop, work = (Path(argument).resolve() for argument in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with chdir(work):
        print(json.dumps(build(shop)))


def build(shop: Path) -> dict[str, float]:
    """Build `warehouse.duckdb` and `people.duckdb` here; returns the seconds of each step."""
    started = time.perf_counter()
    link_folders(shop)
    transcode(Path("data"), Path("transcoded"))
    unpack(Path("data/purchases"), Path("unpacked/purchases"))
    seconds = {"files": _since(started)}
    with duckdb.connect("warehouse.duckdb") as warehouse:
        warehouse.execute("SET TimeZone = 'UTC'")
        warehouse.execute("ATTACH 'people.duckdb' AS people")
        set_key(warehouse, bytes.fromhex((shop / "alkasba.key").read_text(encoding="ascii")))
        for step in sorted(STEPS.glob("*.sql")):
            started = time.perf_counter()
            warehouse.execute(step.read_text(encoding="utf-8"))
            seconds[step.stem] = _since(started)
    return seconds


def link_folders(shop: Path) -> None:
    """Let the SQL say `data/...` wherever the shop is."""
    for folder in ("data", "holidays"):
        Path(folder).symlink_to(shop / folder, target_is_directory=True)


def transcode(origin: Path, target: Path) -> None:
    """Rewrite the files in windows-1252 as UTF-8."""
    for file in (file for pattern in WESTERN for file in origin.glob(pattern)):
        copy = target / file.relative_to(origin)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes().decode("cp1252").encode())


def unpack(origin: Path, target: Path) -> None:
    """Take the members out of every archive."""
    for archive in origin.glob("*.zip"):
        with ZipFile(archive) as members:
            members.extractall(target)


def set_key(warehouse: DuckDBPyConnection, key: bytes) -> None:
    """Give the two pads of HMAC to the SQL as variables; the key itself is in no statement."""
    padded = key.ljust(64, b"\0")
    for name, pad in (("hmac_inner", 0x36), ("hmac_outer", 0x5C)):
        block = bytes(byte ^ pad for byte in padded)
        warehouse.execute(f"SET VARIABLE {name} = $1::BLOB", [block])


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)


if __name__ == "__main__":
    main()
