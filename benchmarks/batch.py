"""How long `alkasba run` takes from nothing, beside the same warehouse built by hand."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from batch_page import write_page
from comparison import ROOT, Compared, compare, example_shop
from measure import Runs

BENCH = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
SIZES = ("s", "m", "l")
HEADER = "size who         fastest  ratio   median  ratio processor s  ratio  peak MB  ratio"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page where asked."""
    asked = _parser().parse_args(arguments)
    all_compared = []
    for size in asked.sizes:
        compared = compare(
            example_shop(size, asked.shops), size, runs=asked.runs, memory=asked.memory
        )
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


def told(compared: Compared, *, memory: str | None) -> list[str]:
    """The lines for the terminal."""
    by_hand = compared.by_hand
    rows = [("by hand", by_hand), ("alkasba", compared.product)]
    if compared.limited:
        rows.append((f"with {memory}", Runs((compared.limited,))))
    lines = [HEADER]
    for who, runs in rows:
        lines.append(
            f"{compared.size:<5}{who:<12}"
            f"{runs.fastest:>9.2f}{runs.fastest / by_hand.fastest:>7.2f}"
            f"{runs.median:>9.2f}{runs.median / by_hand.median:>7.2f}"
            f"{runs.processor_seconds:>12.2f}"
            f"{runs.processor_seconds / by_hand.processor_seconds:>7.2f}"
            f"{runs.peak_mb:>9.0f}{runs.peak_mb / by_hand.peak_mb:>7.2f}"
        )
    if compared.is_disturbed:
        lines.append("Others used the machine meanwhile: measure again, or compare processor s.")
    for who, steps in (("by hand", compared.by_hand_steps), ("alkasba", compared.product_steps)):
        lines += ["", f"The last run of {who}, seconds:"]
        lines += [f"  {name:<50}{seconds:>7.2f}" for name, seconds in steps.items()]
    return [*lines, ""]


if __name__ == "__main__":
    main()
