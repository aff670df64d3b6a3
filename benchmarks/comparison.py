"""Runs the product and the SQL by hand on one shop in turns, each from nothing."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from answers import check_answers, check_classes
from measure import Measured, Runs, measure

ROOT = Path(__file__).parent.parent
BY_HAND = Path(__file__).parent / "by_hand" / "build.py"
# What is measured is the load; a training after it is measured on its own.
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT / "src"),
    "ALKASBA_RECOMMEND__TRAIN": "never",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Both ways on a shop of one size; `limited` is the product with little memory."""

    size: str
    product: Runs
    by_hand: Runs
    product_steps: dict[str, float]
    by_hand_steps: dict[str, float]
    limited: Measured | None = None

    @property
    def is_disturbed(self) -> bool:
        return self.product.is_disturbed or self.by_hand.is_disturbed


def example_shop(size: str, shops: Path) -> Path:
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
    check_classes(shop / "build" / "warehouse.duckdb", _hand(shop) / "warehouse.duckdb")
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
