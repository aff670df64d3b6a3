"""The page `docs/reference/benchmarks-of-the-stream.md`, written from what was measured."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-of-the-stream.md"
OPENING = """\
# Benchmarks of the stream
Written by `just bench stream --write`.

How fast products of half a kilobyte are told to Kafka, and from there indexed, beside the plain
client of each. Each way is a process of its own; broker and engine run on the same {cores} cores.
Speed is how many times as fast as the plain way it is, which is the row of 1.00.
Processor seconds are those of the process, on all cores. Python {python}, confluent-kafka {kafka},
DuckDB {duckdb}.
"""
BUSY = """\
Others used the machine meanwhile, so that the seconds tell little: compare the processor's, which
hardly change by that.
"""
EXPLAINED = """\
## What is compared with what
- **Kafka.** A round after its products were fetched and cleaned, where all have changed: their
  documents are written from the warehouse, compared with what was sent, sent, and remembered in
  chunks that the broker has. Its peak is the larger one of two processes, of which one reads and
  cleans the products and the other tells them. The plain loop is what one would write: it asks the
  same warehouse for the rows, makes each document with `json.dumps`, and sends it with the same
  settings. It compares and remembers nothing: where it is killed, it begins anew. The two rows
  below it make no documents: one reads them from a Parquet file, one has them in memory before its
  time runs. All take turns, {runs} times; the fastest of each counts.
- **Engines.** A consumer joins its group, receives, indexes with versions, and commits. The plain
  loop posts bulk requests of the same documents, versions and size, made beforehand, one after the
  other. Each has an engine that was started for it and has indexed others before.
- **A script.** Where `opensearch-py` is installed: it receives the same messages, hands batches of
  the same size to that client's own bulk helper, and commits. It tries nothing again and sets
  nothing aside.
- **What is not here.** Connectors of others. Of the sinks of Kafka Connect those of Aiven and of
  Apache Camel were looked for in Maven Central, and not found; Redpanda Connect has no free
  licence; Vector and Logstash come by no registry of packages that was looked at.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took."""

    target: str
    who: str
    rows: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    speed: float


def table(all_measured: Sequence[Measured]) -> list[str]:
    """The lines for the terminal."""
    header = (
        f"{'target':<16}{'who':<40}{'rows':>10}{'s':>8}{'rows/s':>10}{'speed':>7}"
        f"{'CPU s':>8}{'peak MB':>9}"
    )
    return [header, *map(_line, all_measured)]


def _line(one: Measured) -> str:
    return (
        f"{one.target:<16}{one.who:<40}{one.rows:>10,}{one.seconds:>8.1f}"
        f"{one.rows / one.seconds:>10,.0f}{one.speed:>7.2f}{one.processor_seconds:>8.1f}"
        f"{one.peak_mb:>9.0f}"
    )


def write_page(all_measured: Sequence[Measured], *, runs: int, is_busy: bool) -> None:
    """Write the page."""
    opening = OPENING.format(
        cores=os.cpu_count(),
        python=platform.python_version(),
        kafka=version("confluent-kafka"),
        duckdb=version("duckdb"),
    )
    busy = [BUSY] if is_busy else []
    lines = [
        "| target | who | rows | s | rows/s | speed | processor, s | peak, MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for one in all_measured:
        lines.append(
            f"| {one.target} | {one.who} | {one.rows:,} | {one.seconds:.1f} "
            f"| {one.rows / one.seconds:,.0f} | {one.speed:.2f} | {one.processor_seconds:.1f} "
            f"| {one.peak_mb:.0f} |"
        )
    PAGE.write_text(
        "\n".join([opening, *busy, *lines, "", EXPLAINED.format(runs=runs)]), encoding="utf-8"
    )
