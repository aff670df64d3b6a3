"""The page `docs/reference/benchmarks-of-postgres.md`, written from what was measured."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "benchmarks-of-postgres.md"
OPENING = """\
# Benchmarks of PostgreSQL
Written by `just bench postgres --write`.

How fast a file with {rows:,} sales of 13 columns, in {months} months, comes to PostgreSQL on the
same machine, everything in one sitting and each once. The machine has {cores} cores, which both
sides share. Python {python}, DuckDB {duckdb}, pgpq {pgpq}, psycopg {psycopg}; {server}.
"""
EXPLAINED = """\
Speed is that of the row divided by that of the plain way with the same result, which is marked *.
Plain ways copy the facts alone into one bare table, and commit. With keys and indexes they then add
what the shared warehouse has: four foreign keys, an index of the day and of each reference to fifty
members or more, statistics. Alkasba also brings dimensions, calendar, comments and books, reads the
file for digests, and does it all in one transaction.

It is the last two rows that say what Alkasba costs: both end with a table that Power BI finds its
relations in and that answers a question about one month without reading all. A bare table is a
third of that work. Whoever needs no more than one should use the first row, which is {bare} times
as fast.

Of what might be faster, some was tried with a fifth of the rows, three times in turns: more
workers for indexes, and no compiling of the checks of keys (`jit`), made no difference beyond the
noise. The rest would give up what is promised: an UNLOGGED table is empty after a crash; keys
that are NOT VALID let Power BI join rows that have no partner; rows that are frozen as they are
copied (COPY FREEZE) are seen by readers who began before; `synchronous_commit = off` may lose a
state that was told as shared.
"""
MONTHS_TOLD = """\
## A month that has changed
The same {rows:,} sales, of which some months were changed since. A run that finds nothing changed
pays for the digests alone, and each other pays that, too. What it pays beyond goes with the rows of
the months: each meets four keys and three indexes on its way.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took for so many rows."""

    who: str
    rows: int
    seconds: float

    @property
    def pace(self) -> float:
        return self.rows / self.seconds


def loads_table(loads: Sequence[tuple[Measured, Measured]]) -> list[str]:
    """Each way beside the plain one that ends with the same."""
    lines = ["| who | seconds | rows/s | speed |", "|---|--:|--:|--:|"]
    for one, plain in loads:
        mark = " \\*" if one is plain else ""
        lines.append(
            f"| {one.who}{mark} | {one.seconds:.1f} | {one.pace:,.0f} "
            f"| {one.pace / plain.pace:.2f} |"
        )
    return lines


def months_table(months: Sequence[Measured]) -> list[str]:
    """Seconds against rows."""
    lines = ["| changed | rows | seconds | microseconds a row beyond the digests |"]
    lines.append("|---|--:|--:|--:|")
    unchanged = months[0].seconds
    for one in months:
        each = f"{(one.seconds - unchanged) / one.rows * 1e6:.1f}" if one.rows else "-"
        lines.append(f"| {one.who} | {one.rows:,} | {one.seconds:.2f} | {each} |")
    return lines


def write_page(
    loads: Sequence[tuple[Measured, Measured]],
    months: Sequence[Measured],
    *,
    rows: int,
    server: str,
    count: int,
) -> None:
    """Write the page anew."""
    opening = OPENING.format(
        rows=rows,
        months=count,
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        duckdb=version("duckdb"),
        pgpq=version("pgpq"),
        psycopg=version("psycopg"),
        server=server,
    )
    ours, fastest = loads[-1][0], min((one for one, _ in loads), key=lambda one: one.seconds)
    explained = EXPLAINED.format(bare=f"{ours.seconds / fastest.seconds:.1f}")
    parts = [opening, *loads_table(loads), "", explained, MONTHS_TOLD.format(rows=rows)]
    PAGE.write_text("\n".join([*parts, *months_table(months), ""]), encoding="utf-8")
