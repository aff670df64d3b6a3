"""How long a run takes from nothing, beside the same warehouse built by hand: `just bench batch`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from answers import check_answers
from batch_page import write_page
from measure import Measured, Runs, measure

ROOT = Path(__file__).parent.parent
BENCH = ROOT / "build" / "bench"
BY_HAND = Path(__file__).parent / "by_hand" / "build.py"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
SIZES = ("s", "m", "l")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}


@dataclass(frozen=True, slots=True)
class Compared:
    """Both ways on a shop of one size; `limited` is the product with little memory."""

    size: str
    product: Runs
    by_hand: Runs
    product_steps: dict[str, float]
    by_hand_steps: dict[str, float]
    limited: Measured | None = None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    asked = _parser().parse_args(arguments)
    all_compared = []
    for size in asked.sizes:
        compared = compare(_shop(size, asked.shops), size, runs=asked.runs, memory=asked.memory)
        print("\n".join(told(compared, memory=asked.memory)), flush=True)
        all_compared.append(compared)
    if asked.write:
        write_page(PAGE, all_compared, runs=asked.runs, memory=asked.memory)
        print(f"Written to {PAGE.relative_to(ROOT)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["m"])
    parser.add_argument("--runs", type=int, default=3, help="of each of the two, in turns")
    parser.add_argument("--memory", metavar="1GB", help="run the product with so little as well")
    parser.add_argument("--shops", type=Path, default=BENCH, help="where shops are, one a size")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser


def _shop(size: str, shops: Path) -> Path:
    """The example shop of a size; it is made where it is missing."""
    shop = shops / size
    if not (shop / "data" / "planted.json").exists():
        subprocess.run(
            [*_alkasba(), "init", str(shop), "--size", size], env=ENVIRONMENT, check=True
        )
    return shop


def _alkasba() -> list[str]:
    return [sys.executable, "-m", "alkasba"]


def compare(shop: Path, size: str, *, runs: int, memory: str | None) -> Compared:
    """Run both in turns, each from nothing, and check what they built."""
    product, by_hand = [], []
    for _ in range(runs):
        product.append(run_product(shop))
        by_hand.append(run_by_hand(shop))
    check_answers(shop, shop / "build" / "warehouse.duckdb", who="the product")
    check_answers(shop, _hand(shop) / "warehouse.duckdb", who="the SQL by hand")
    steps = product_steps(_log(shop, "events"), product[-1])
    by_hand_steps = json.loads(_log(shop, "steps").read_text(encoding="utf-8"))
    limited = run_product(shop, memory=memory) if memory else None
    if limited:
        check_answers(shop, shop / "build" / "warehouse.duckdb", who=f"the product with {memory}")
    return Compared(size, Runs(tuple(product)), Runs(tuple(by_hand)), steps, by_hand_steps, limited)


def run_product(shop: Path, *, memory: str | None = None) -> Measured:
    """`alkasba run` without any build folder."""
    shutil.rmtree(shop / "build", ignore_errors=True)
    environment = ENVIRONMENT | ({"ALKASBA_WAREHOUSE__MEMORY": memory} if memory else {})
    return measure(
        [*_alkasba(), "--shop", str(shop), "run"],
        output=_log(shop, "report"),
        events=_log(shop, "events"),
        environment=environment,
    )


def run_by_hand(shop: Path) -> Measured:
    """The SQL by hand in an empty folder beside the shop."""
    shutil.rmtree(_hand(shop), ignore_errors=True)
    return measure(
        [sys.executable, str(BY_HAND), str(shop), str(_hand(shop))],
        output=_log(shop, "steps"),
        events=_log(shop, "errors"),
        environment=ENVIRONMENT,
    )


def _hand(shop: Path) -> Path:
    return shop.with_name(f"{shop.name}-by-hand")


def _log(shop: Path, name: str) -> Path:
    return shop.with_name(f"{shop.name}-{name}.log")


def product_steps(events: Path, run: Measured) -> dict[str, float]:
    """Seconds by step, as the events tell them; what no event tells stands at the end."""
    steps: dict[str, float] = {}
    published = 0.0
    for line in events.read_text(encoding="utf-8").splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "run.published":
            published = event["seconds"]
        elif "seconds" in event:
            name = " ".join([event["event"], *(event.get(k, "") for k in ("table", "source"))])
            steps[name] = steps.get(name, 0) + event["seconds"]
    steps["within the run, told by no event"] = published - sum(steps.values())
    steps["start of Python, reading the declaration, report"] = run.seconds - published
    return {name: round(seconds, 2) for name, seconds in steps.items()}


def told(compared: Compared, *, memory: str | None) -> list[str]:
    """The lines for the terminal."""
    product, by_hand = compared.product, compared.by_hand
    lines = [
        f"{'size':<5}{'who':<12}{'fastest s':>10}{'median s':>10}{'ratio':>7}{'peak MB':>9}{'ratio':>7}"
    ]
    for who, runs in (("by hand", by_hand), ("alkasba", product)):
        lines.append(
            f"{compared.size:<5}{who:<12}{runs.fastest:>10.2f}{runs.median:>10.2f}"
            f"{runs.median / by_hand.median:>7.2f}{runs.peak_mb:>9.0f}"
            f"{runs.peak_mb / by_hand.peak_mb:>7.2f}"
        )
    if compared.limited:
        lines.append(
            f"{compared.size:<5}{memory:<12}{compared.limited.seconds:>10.2f}{'':>17}"
            f"{compared.limited.peak_mb:>9.0f}{compared.limited.peak_mb / by_hand.peak_mb:>7.2f}"
        )
    for who, steps in (("by hand", compared.by_hand_steps), ("alkasba", compared.product_steps)):
        lines += ["", f"The last run of {who}, seconds:"]
        lines += [f"  {name:<52}{seconds:>8.2f}" for name, seconds in steps.items()]
    return [*lines, ""]


if __name__ == "__main__":
    main()
