"""The page `docs/reference/benchmarks-of-pages.md`, written from what was measured."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-of-pages.md"
ORDER_LINES = {"s": "20 thousand", "m": "1 million", "l": "20 million"}
OPENING = """\
# Benchmarks of pages
Written by `just bench web --write`.

How long the pages of the example shop with {lines} order lines take on this machine, server and
browser side by side on {cores} cores. Python {python}, DuckDB {duckdb}, Debian's chromium.

A first paint is what the browser calls its first contentful paint, in a browser that was never
there before; the first of all is asked of a server that has answered nothing yet. Then {views}
views of all dashboards are asked for, each once, so that no answer is known before: each filter has
none to three values, the period is one of five. Plain DuckDB answers the same statements, one after
the other in one connection.

| what | median, ms | 95 of 100, ms | longest, ms |
|---|--:|--:|--:|
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that each of several things took."""

    what: str
    seconds: Sequence[float]

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def most(self) -> float:
        """What 95 of 100 stay below: the next in order above them."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]

    @property
    def figures(self) -> tuple[float, float, float]:
        return self.middle * 1000, self.most * 1000, max(self.seconds) * 1000


def told(found: Sequence[Times]) -> list[str]:
    """The lines for the terminal."""
    lines = [f"{'':<50}{'median, ms':>12}{'95 of 100':>12}{'longest':>12}"]
    for one in found:
        lines.append(f"{one.what:<50}" + "".join(f"{figure:>12.0f}" for figure in one.figures))
    return lines


def write_page(found: Sequence[Times], *, size: str, views: int, runs: int) -> None:
    """Write the page anew."""
    opening = OPENING.format(
        lines=ORDER_LINES[size],
        views=views,
        runs=runs,
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        duckdb=version("duckdb"),
    )
    lines = [
        f"| {one.what} | {' | '.join(f'{figure:.0f}' for figure in one.figures)} |" for one in found
    ]
    PAGE.write_text(opening + "\n".join(lines) + "\n", encoding="utf-8")
