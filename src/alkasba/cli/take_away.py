"""The verb `report`: dashboards as files that can be mailed."""

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from alkasba.cli.words import hint, number, watches
from alkasba.derive.query.question import COMPARES
from alkasba.derive.values import to_json
from alkasba.derive.web.period import months_later
from alkasba.derive.web.state import NO_COMPARISON, Pairs, word_of
from alkasba.derive.web.words import NAMES
from alkasba.flows.serving import Serving
from alkasba.model.shop import Shop
from alkasba.web.report.taking import TakenAway, take_away

LAST = "last"


def check_month(_: click.Context, __: click.Parameter, month: str | None) -> str | None:
    """The month as it was given; wrong usage where it is none."""
    if month and month != LAST and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        raise click.BadParameter(f"'{month}' is no month; write it as 2026-10, or last.")
    return month


def pairs_of(_: click.Context, __: click.Parameter, filters: tuple[str, ...]) -> Pairs:
    """The filters as an address writes them; wrong usage where one has no value."""
    pairs = []
    for text in filters:
        name, sign, value = text.partition("=")
        if not sign:
            raise click.BadParameter(f"'{text}' has no value; write COLUMN=VALUE.")
        pairs.append((word_of(name.strip()), value))
    return pairs


@click.command(
    epilog="Example: alkasba --shop my-shop report --dashboard sales --month last --to sales.pdf"
)
@click.option(
    "--to",
    "places",
    multiple=True,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to: .pdf, .xlsx or .html. Several are of one run.",
)
@click.option("--dashboard", "names", multiple=True, metavar="NAME", help="All where not said.")
@click.option(
    "--month",
    metavar="YYYY-MM",
    callback=check_month,
    help="One month; `last` is the one before today's.",
)
@click.option(
    "--period",
    help="As on the pages: 2026, 2026-Q1, last_12_months, 2026-03-01..2026-03-15.",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="COLUMN=VALUE",
    callback=pairs_of,
    help="Only rows with this value, or one of these.",
)
@click.option(
    "--compare", type=click.Choice([*COMPARES, NO_COMPARISON]), help="With another period."
)
@click.option("--lang", type=click.Choice(list(NAMES)), default="en", help="Its language.")
@click.option("--dry-run", is_flag=True, help="Make the files, but write none.")
@click.option("--json", "as_json", is_flag=True, help="What was written as JSON.")
@click.pass_obj
def report(
    folder: Path,
    places: tuple[Path, ...],
    names: tuple[str, ...],
    month: str | None,
    period: str | None,
    filters: Pairs,
    compare: str | None,
    lang: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write dashboards into files: a PDF, a workbook, a page.

    The figures are those of the pages and of `ask`, all of the run that is published now.
    """
    if month and period:
        raise click.UsageError("--month and --period do not go together.")
    serving = Serving(folder)
    shop = serving.declared.opened.shop
    said = {"period": _month(shop, month) if month else period, "compare": compare}
    pairs = [*filters, *((word, value) for word, value in said.items() if value)]
    found = take_away(serving, names, pairs, lang, places, writes=not dry_run)
    if month or period:
        _tell_undated(found)
    if as_json:
        click.echo(to_json(_as_data(found, is_written=not dry_run)))
        return
    for one in found.files:
        would = "would have " if dry_run else ""
        click.echo(f"{one.file}: {would}{number(one.size)} bytes")
    if watches(sys.stderr) and not dry_run:
        hint("Look at the same in the browser: alkasba serve --open")
    if any(one.lacks_letters for one in found.files):
        hint("Some letters have no font here and stand as boxes. Install one, such as Noto Sans.")


def _as_data(found: TakenAway, *, is_written: bool) -> dict[str, object]:
    return {
        "run": found.run,
        "dashboards": found.dashboards,
        "not_filtered_by_day": found.undated,
        "written": is_written,
        "files": [
            {"file": str(one.file), "bytes": one.size, "lacks_letters": one.lacks_letters}
            for one in found.files
        ],
    }


def _tell_undated(found: TakenAway) -> None:
    """Which dashboards show all days, whatever period was asked for."""
    if found.undated:
        names = ", ".join(found.undated)
        click.echo(f"All days, since they are not filtered by day: {names}.", err=True)


def _month(shop: Shop, month: str) -> str:
    """The month; the last one is over on the shop's clock."""
    if month != LAST:
        return month
    today = datetime.now(UTC).astimezone(ZoneInfo(shop.calendar.timezone)).date()
    return month_before(today)


def month_before(day: date) -> str:
    """The month before that of a day.

    >>> month_before(date(2026, 1, 31))
    '2025-12'
    """
    return months_later(day, -1).isoformat()[:7]
