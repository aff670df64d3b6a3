"""The verb `run`: brings the warehouse to what the origins hold now."""

import sys
import time
from pathlib import Path

import click
import structlog
from rich.table import Table as Grid

from alkasba.cli.words import errors, hint, number, output, to_json
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from alkasba.report import RunReport, Tell

SHOWN = 12


@click.command(epilog="Example: alkasba --shop my-shop run --month 2026-10")
@click.option(
    "--month",
    "months",
    multiple=True,
    metavar="YYYY-MM",
    help="Only files named by this month (and files that name none); they are read again.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def run(folder: Path, months: tuple[str, ...], as_json: bool) -> None:
    """Read what is new or changed, clean it, load it, publish it."""
    for month in months:
        _check_month(month)
    report = run_batch(open_shop(folder), months=months, tell=_teller())
    if as_json:
        click.echo(to_json(as_data(report)))
    else:
        _print(report)
        hint(f"alkasba --shop {folder} ask MEASURE --by month")


def _check_month(month: str) -> None:
    try:
        time.strptime(month, "%Y-%m")
    except ValueError:
        raise click.BadParameter(f"'{month}' is no month; write it as 2026-10.") from None


def _teller() -> Tell:
    """Lines for people on a terminal, JSON events elsewhere."""
    if not sys.stderr.isatty():
        structlog.configure(
            processors=[structlog.processors.JSONRenderer(ensure_ascii=False)],
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        )
        return structlog.get_logger().info  # type: ignore[no-any-return]
    return _tell_people


def _tell_people(event: str, **figures: object) -> None:
    if event == "table.loaded":
        rows, seconds = int(str(figures["rows"])), float(str(figures["seconds"]))
        pace = number(int(rows / seconds)) if seconds else "-"
        errors.print(
            f"  {figures['table']:<16} {figures['source']:<20} {number(rows):>12} rows "
            f"{pace:>12} rows/s  {number(figures['rejected']):>8} rejected"
        )


def as_data(report: RunReport) -> dict[str, object]:
    """The report as plain data."""
    return {
        "run": report.run_id,
        "changed": report.has_changed,
        "seconds": round(report.seconds, 3),
        "files_read": report.files_read,
        "records_read": report.records_read,
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


def _print(report: RunReport) -> None:
    if not report.has_changed:
        output.print("Nothing has changed since the last run.")
        return
    output.print(_feeds(report))
    _print_rejects(report)
    for title, rows in (
        ("Duplicates set aside", report.duplicates),
        ("Orphans, loaded with the unknown member", report.orphans),
        ("Conflicts between sources", report.conflicts),
        ("Found out while reading, by number of files", report.notes),
    ):
        if rows:
            output.print(f"\n[bold]{title}[/bold]")
            for name, what, count in rows[:SHOWN]:
                output.print(f"  {name}: {what}  [cyan]{number(count)}[/cyan]")
    pace = report.records_read / report.seconds
    output.print(
        f"\n{number(report.records_read)} records of {number(report.files_read)} files in "
        f"{report.seconds:.1f} s ({number(int(pace))} records/s)"
    )


def _feeds(report: RunReport) -> Grid:
    grid = Grid(title="Read = loaded + rejected + duplicates", title_justify="left", box=None)
    for name in ("table", "source"):
        grid.add_column(name)
    for name in ("files", "read", "loaded", "rejected", "duplicates"):
        grid.add_column(name, justify="right")
    for feed in report.feeds:
        if feed.is_new:
            figures = (feed.files, feed.records, feed.loaded, feed.rejected, feed.duplicates)
            grid.add_row(feed.table, feed.source, *(number(figure) for figure in figures))
    return grid


def _print_rejects(report: RunReport) -> None:
    if not report.rules:
        return
    output.print("\n[bold]Rejected, and why[/bold]")
    for table, _, reason, rows in report.rules[:SHOWN]:
        output.print(f"  {table}: {reason}  [cyan]{number(rows)}[/cyan]", soft_wrap=True)
    if len(report.rules) > SHOWN:
        output.print(f"  and {len(report.rules) - SHOWN} rules more")
    output.print("  Every rejected row stands in build/rejects/TABLE.csv, with what to do.")
