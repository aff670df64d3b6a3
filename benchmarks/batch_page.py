"""The page `docs/reference/benchmarks.md`, written from what was measured."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from comparison import Compared

ORDER_LINES = {"s": "20 thousand", "m": "1 million", "l": "20 million"}
COLUMNS = (
    "order lines",
    "who",
    *("fastest, s", "ratio", "median, s", "ratio", "processor, s", "ratio", "peak, MB", "ratio"),
)
OPENING = """\
# Benchmarks
Written by `just bench batch --write`.

`alkasba run` brings the example shop into an empty warehouse. Beside it stands the same warehouse
built by hand: SQL for DuckDB by someone who knows every file (`benchmarks/by_hand`). Both read the
same files, reject rows by rule, set duplicates aside, keep the history of customers, replace their
numbers by the same keyed pseudonyms and keep names and addresses out of the warehouse. Both must
give the sale rows and the net sales that were planted in the files, or there is no page.

Each runs as a process of its own, from its start to its end, in turns in one sitting, {runs} times.
Processor seconds are those of all cores together. The machine has {cores} cores and {memory} GB of
memory; Python {python}, DuckDB {duckdb}.

How fast each kind of origin is read, beside its plain driver, stands in
[benchmarks of origins](benchmarks-of-origins.md), how long pages take in
[benchmarks of pages](benchmarks-of-pages.md), how fast a warehouse is shared in
[benchmarks of PostgreSQL](benchmarks-of-postgres.md), how fast products are streamed in
[benchmarks of the stream](benchmarks-of-the-stream.md), how well they are suggested in
[benchmarks of recommendations](benchmarks-of-recommendations.md).
"""
LIMITED = """\
With `ALKASBA_WAREHOUSE__MEMORY={memory}` the run of {lines} order lines finishes in {seconds:.1f} s
and gives the planted answers; its peak is {peak:.0f} MB. The limit is DuckDB's; what Python holds
comes on top.
"""
DISTURBED = """\
The median stands far from the fastest run, so others used the machine meanwhile: compare the
processor's seconds, which hardly change by that."""
DIFFERENCES = """\
## What the SQL by hand leaves out
- It detects nothing: encodings, delimiters and headers are written into it.
- Its rejects tell the file and the row, not the line; three of the four lines with a quote that
  nobody closed are missing among them: DuckDB drops those when it reads many files at once.
- It keeps no books of files, so that a second run would read everything again. A run of Alkasba
  with nothing changed reads nothing.
- It publishes nothing as a whole: who asks while it works meets half a warehouse.
- It does not tell where sources contradict one another.
"""


def write_page(
    page: Path, all_compared: Sequence[Compared], *, runs: int, memory: str | None
) -> None:
    """Write the page anew."""
    parts = [_opening(runs), _table(all_compared), *_limits(all_compared, memory), DIFFERENCES]
    for compared in all_compared:
        parts.append(_steps(f"Where the time of a run goes, size {compared.size}", compared))
    page.write_text("\n".join(parts), encoding="utf-8")


def _opening(runs: int) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return OPENING.format(
        runs=runs,
        cores=len(os.sched_getaffinity(0)),
        memory=round(memory),
        python=platform.python_version(),
        duckdb=version("duckdb"),
    )


def _table(all_compared: Sequence[Compared]) -> str:
    rows = [f"| {' | '.join(COLUMNS)} |", f"|---|---|{'--:|' * (len(COLUMNS) - 2)}"]
    for compared in all_compared:
        hand = compared.by_hand
        for who, runs in (("by hand", hand), ("`alkasba run`", compared.product)):
            rows.append(
                f"| {ORDER_LINES[compared.size]} | {who} "
                f"| {runs.fastest:.1f} | {runs.fastest / hand.fastest:.2f} "
                f"| {runs.median:.1f} | {runs.median / hand.median:.2f} "
                f"| {runs.processor_seconds:.1f} "
                f"| {runs.processor_seconds / hand.processor_seconds:.2f} "
                f"| {runs.peak_mb:.0f} | {runs.peak_mb / hand.peak_mb:.2f} |"
            )
    if any(compared.is_disturbed for compared in all_compared):
        rows += ["", DISTURBED]
    return "\n".join([*rows, ""])


def _limits(all_compared: Sequence[Compared], memory: str | None) -> list[str]:
    """What became of the runs with little memory, if there were any."""
    return [
        LIMITED.format(
            memory=memory,
            lines=ORDER_LINES[compared.size],
            seconds=compared.limited.seconds,
            peak=compared.limited.peak_mb,
        )
        for compared in all_compared
        if compared.limited
    ]


def _steps(title: str, compared: Compared) -> str:
    """Both lists of steps, longest first, of the last of the runs."""
    lines = [f"## {title}", "The last run of each; what took less than 0.05 s is left out.", ""]
    for who, steps in (
        ("`alkasba run`", compared.product_steps),
        ("by hand", compared.by_hand_steps),
    ):
        lines += [f"| {who} | s |", "|---|--:|"]
        longest = sorted(steps.items(), key=lambda step: -step[1])
        lines += [f"| {name} | {seconds:.2f} |" for name, seconds in longest if seconds >= 0.05]
        lines.append("")
    return "\n".join(lines)
