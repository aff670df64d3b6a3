"""A run's report: for people, and as plain data."""

from collections.abc import Sequence
from pathlib import Path

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import counted, number, pasteable, readable, shop_said
from alkasba.report import Hold, RunReport

SHOWN = 12
"""Longer lists are cut; --json has all."""


def as_data(report: RunReport) -> dict[str, object]:
    """The report as plain data."""
    return {
        "run": report.run_id,
        "changed": report.has_changed,
        "seconds": round(report.seconds, 3),
        "files_read": report.files_read,
        "records_read": report.records_read,
        "gone": [{"table": t, "files": n} for t, n in report.gone],
        "held": [{"table": h.table, "source": h.source, "what": h.what} for h in report.held],
        "tables": report.tables,
        "feeds": [
            {
                "table": feed.table,
                "source": feed.source,
                "files": feed.files,
                "read": feed.records,
                "loaded": feed.loaded,
                "rejected": feed.rejected,
                "duplicates": feed.duplicates,
                "deleted": feed.deleted,
            }
            for feed in report.feeds
        ],
        "rejected": [
            {"table": table, "rule": rule, "reason": reason, "rows": rows}
            for table, rule, reason, rows in report.rules
        ],
        "duplicates": [{"table": t, "kind": k, "rows": n} for t, k, n in report.duplicates],
        "orphans": [{"table": t, "reference": r, "rows": n} for t, r, n in report.orphans],
        "conflicts": [{"table": t, "column": c, "members": n} for t, c, n in report.conflicts],
        "notes": [{"source": s, "note": t, "files": n} for s, t, n in report.notes],
    }


def print_report(report: RunReport, *, rejects: Path) -> None:
    """What was read and what became of it; `rejects` is the folder of the rejected rows."""
    _print_feeds(report)
    rules = [(table, reason, rows) for table, _, reason, rows in report.rules]
    _print_counts("Rejected, by number of rows", rules)
    if rules:
        click.echo(f"  Each stands in {rejects / 'TABLE.csv'}, with the reason and what to do.")
    gone = [(table, "files are gone, and their rows went with them", n) for table, n in report.gone]
    _print_counts("No longer there, by number of files", gone)
    _print_counts("Duplicates set aside, by number of rows", report.duplicates)
    _print_counts("Orphans given to the unknown member, by number of rows", report.orphans)
    _print_counts("Conflicts between sources, by number of members", report.conflicts)
    _print_counts("Found out while reading, by number of files", report.notes)
    records, files = counted(report.records_read, "record"), counted(report.files_read, "file")
    pace = number(int(report.records_read / report.seconds)) if report.seconds else "-"
    click.echo(f"\n{records} of {files} in {report.seconds:.1f} s ({pace} records/s)")


def print_held(held: Sequence[Hold]) -> None:
    """Which tables stayed as they were, why, and what to do; on stderr."""
    for hold in held:
        click.secho(f"\n{hold.table} stays as it was published.", bold=True, err=True)
        click.echo(f"  Its source {hold.source} looks incomplete: {hold.what}.", err=True)
        click.echo("  Repair the origin and run again, or, where this is right:", err=True)
        command = pasteable(f"alkasba run --accept {hold.table}", shop_said())
        click.echo(f"  {command}", err=True)


def _print_feeds(report: RunReport) -> None:
    feeds = [feed for feed in report.feeds if feed.is_new]
    # Most origins mark nothing as deleted; a column of zeros would only ask what it means.
    marks = ("deleted",) if any(feed.deleted for feed in feeds) else ()
    figures = ("files", "records", "loaded", "rejected", "duplicates", *marks)
    columns = [Column(name, [getattr(f, name) for f in feeds]) for name in ("table", "source")]
    for name in figures:
        cells = [number(getattr(feed, name)) for feed in feeds]
        columns.append(Column({"records": "read"}.get(name, name), cells, is_figure=True))
    click.secho(f"Read = {' + '.join(figures[2:])}", italic=True)
    print_grid(columns)


def _print_counts(title: str, rows: Sequence[tuple[str, str, int]]) -> None:
    if not rows:
        return
    shown = rows[:SHOWN]
    width = max(len(number(count)) for _, _, count in shown)
    click.secho(f"\n{title}", bold=True)
    for name, what, count in shown:
        click.echo(f"  {number(count):>{width}}  {name}: {readable(what)}")
    if len(rows) > SHOWN:
        click.echo(f"  {'':{width}}  and {len(rows) - SHOWN} more; all with --json")
