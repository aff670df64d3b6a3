"""The page `docs/reference/benchmarks-of-origins.md`, written from what was measured."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-of-origins.md"
OPENING = """\
# Benchmarks of origins
Written by `just bench origins --write`.

How fast {rows:,} rows of eight columns are read, beside the plain way of the origin's driver into
Arrow. Alkasba lands the rows of files on its workbench and keeps those of databases in a file, as a
run does: exact texts, each record accounted for, what cannot be read put aside.

Each reading is a process of its own, whose start is not counted; the ways go in turns in one
sitting, {runs} times, and the fastest counts. Speed is that of the plain way marked * divided by
that of the row: 0.70 means seven tenths of plain reading. Processor seconds are those of all cores
for the reading program, without a server's; they hardly change when others use the machine, which
has {cores} cores. Python {python}, DuckDB {duckdb}, Arrow {arrow}.
"""
EXPLAINED = """\
## What is compared with what
- JSON lines: `read_json` of DuckDB reads numbers as doubles, so that 1.10 becomes 1.1 and long
  numbers lose digits. What counts is a reading that loses none: that of Arrow, which is told the
  type of each column before, as decimals. It fails where a value is of another type.
- JSON arrays: Arrow reads none. What counts is `read_json`, although it rounds.
- CSV: `read_csv` of DuckDB with all columns as text. It knows no Windows-1252 without an extension
  that has to be fetched; Latin-1 is the nearest that it has.

## Memory
The peak is that above a process that has read nothing, at {small:,} and at {rows:,} rows. It is
measured in readings of its own, in which DuckDB may hold {memory}, so that rows which have landed
go to the disk. Plain ways end with all rows in Arrow, and so need as much as there are.
"""
COLUMNS = (
    "| origin | who | fastest, s | rows/s | speed | processor, s | speed "
    "| peak, MB | of {growth} times the rows |"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took at its fastest, and at most of memory at two sizes."""

    origin: str
    who: str
    rows: int
    seconds: float
    speed: float
    processor_seconds: float
    processor_speed: float
    small_mb: float
    large_mb: float
    counts: bool

    @property
    def name(self) -> str:
        return f"{self.who} *" if self.counts else self.who


def table(all_measured: Sequence[Measured], *, with_header: bool) -> list[str]:
    """The lines for the terminal."""
    header = (
        f"{'origin':<20}{'who':<28}{'fastest, s':>11}{'rows/s':>12}{'speed':>7}"
        f"{'processor':>11}{'speed':>7}{'peak, MB':>15}"
    )
    lines = [header] if with_header else []
    for one in all_measured:
        lines.append(
            f"{one.origin:<20}{one.name:<28}{one.seconds:>11.2f}{one.rows / one.seconds:>12,.0f}"
            f"{one.speed:>7.2f}{one.processor_seconds:>11.2f}{one.processor_speed:>7.2f}"
            f"{one.small_mb:>7.0f} {one.large_mb:>7.0f}"
        )
    return lines


def write_page(
    all_measured: Sequence[Measured], *, rows: int, growth: int, runs: int, memory: str
) -> None:
    """Write the page anew."""
    opening = OPENING.format(
        rows=rows,
        runs=runs,
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        duckdb=version("duckdb"),
        arrow=version("pyarrow"),
    )
    lines = [COLUMNS.format(growth=growth), "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for one in all_measured:
        name = one.name.replace("*", "\\*")
        lines.append(
            f"| {one.origin} | {name} | {one.seconds:.2f} | {one.rows / one.seconds:,.0f} "
            f"| {one.speed:.2f} | {one.processor_seconds:.2f} | {one.processor_speed:.2f} "
            f"| {one.small_mb:.0f} | {one.large_mb:.0f} |"
        )
    explained = EXPLAINED.format(rows=rows, small=rows // growth, memory=memory)
    PAGE.write_text("\n".join([opening, *lines, "", explained]), encoding="utf-8")
