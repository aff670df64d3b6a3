"""The verb `plan`: what a run would do, before it does it."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.report import as_data, print_held
from alkasba.cli.run import check_tables, months_of, teller
from alkasba.cli.stopping import stoppable
from alkasba.cli.words import counted, hint, number, readable
from alkasba.derive.values import to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.planning import plan_batch
from alkasba.report import Difference, Plan

SHOWN = 3
"""So many names of files are shown of each feed; --json has all."""


@click.command(epilog="Example: alkasba --shop my-shop plan")
@click.option(
    "--month",
    "months",
    multiple=True,
    metavar="YYYY-MM",
    callback=months_of,
    help="As of a run of this month.",
)
@click.option(
    "--accept", "accepted", multiple=True, metavar="TABLE", help="As of a run that accepts it."
)
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON.")
@click.pass_obj
def plan(folder: Path, months: tuple[str, ...], accepted: tuple[str, ...], as_json: bool) -> None:
    """Show what a run would read, add, change and delete."""
    opened = open_shop(folder)
    check_tables(accepted, opened.shop.tables)
    with stoppable(), teller() as tell:
        found = plan_batch(opened, months=months, accepted=accepted, tell=tell)
    if as_json:
        click.echo(to_json(_as_data(found)))
        return
    _print_files(found.files)
    _print_differences(found.differences)
    print_held(found.report.held)
    hint("alkasba run")


def _as_data(plan: Plan) -> dict[str, object]:
    return {
        "files": [{"table": t, "source": s, "file": f} for t, s, f in plan.files],
        "changes": [
            {
                "table": row.table,
                "month": row.month or None,
                "added": row.added,
                "changed": row.changed,
                "deleted": row.deleted,
            }
            for row in plan.differences
        ],
        "run": as_data(plan.report),
    }


def _print_files(files: Sequence[tuple[str, str, str]]) -> None:
    """Which files would be read, by table and source."""
    if not files:
        click.echo("No file would be read.")
        return
    click.secho(f"Would read {counted(len(files), 'file')}", bold=True)
    for (table, source), group in groupby(files, key=lambda file: file[:2]):
        names = [name for _, _, name in group]
        more = f" and {number(len(names) - SHOWN)} more" if len(names) > SHOWN else ""
        click.echo(f"  {table} from {source}: {readable(', '.join(names[:SHOWN]))}{more}")


def _print_differences(rows: Sequence[Difference]) -> None:
    """Rows by table and month."""
    if not rows:
        click.echo("No row would be added, changed or deleted.")
        return
    click.echo()
    columns = [
        Column("table", [row.table for row in rows]),
        Column("month", [row.month or "-" for row in rows]),
    ]
    for name in ("added", "changed", "deleted"):
        cells = [number(getattr(row, name)) for row in rows]
        columns.append(Column(name, cells, is_figure=True))
    print_grid(columns)
