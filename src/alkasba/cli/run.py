"""The verb `run`: brings the warehouse to what the origins hold now."""

import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from alkasba.cli.report import as_data, print_held, print_report
from alkasba.cli.stopping import stoppable
from alkasba.cli.words import hint, watches
from alkasba.derive.values import to_json
from alkasba.errors import AlkasbaError, ContractBroken, did_you_mean
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import open_shop
from alkasba.flows.run.replaying import replay
from alkasba.report import RunReport, Tell

TELLERS = {True: "alkasba.cli.progress", False: "alkasba.cli.events"}
"""Who tells how far a run is, by whether a person watches; only that file is read."""


def months_of(_: click.Context, __: click.Parameter, months: tuple[str, ...]) -> tuple[str, ...]:
    """The months as they were given; wrong usage where one is none."""
    for month in months:
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
            raise click.BadParameter(f"'{month}' is no month; write it as 2026-10.")
    return months


@click.command(epilog="Example: alkasba --shop my-shop run --month 2026-10")
@click.option(
    "--month",
    "months",
    multiple=True,
    metavar="YYYY-MM",
    callback=months_of,
    help="Only files named by this month (and files that name none); they are read again.",
)
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="TABLE",
    help="Publish this table though its source gave far fewer rows than before.",
)
@click.option("--offline", is_flag=True, help="Ask no API or database; read what was fetched last.")
@click.option(
    "--replay",
    "replayed",
    metavar="RUN",
    default="",
    help="Ask no origin; make the warehouse from what this run had read (status --runs).",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def run(
    folder: Path,
    months: tuple[str, ...],
    accepted: tuple[str, ...],
    offline: bool,
    replayed: str,
    as_json: bool,
) -> None:
    """Read what is new or changed, clean it, load it, publish it."""
    opened = open_shop(folder)
    check_tables(accepted, opened.shop.tables)
    if replayed and (months or accepted):
        what = "it makes all of the warehouse; --month and --accept do not go with it."
        raise click.BadParameter(what, param_hint="--replay")
    try:
        with stoppable(), teller() as tell:
            if replayed:
                report = replay(opened, replayed, tell=tell)
            else:
                report = run_batch(
                    opened, months=months, accepted=accepted, offline=offline, tell=tell
                )
    except AlkasbaError as error:
        # What is published here is told, also where it did not come to those who share it.
        if isinstance(error.report, RunReport):
            _print(error.report, folder, months, as_json=as_json)
        raise
    _print(report, folder, months, as_json=as_json)
    if report.held:
        sys.exit(ContractBroken.exit_code)
    if watches(sys.stderr):
        hint("alkasba ask MEASURE --by month")


def _print(report: RunReport, folder: Path, months: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(to_json(as_data(report)))
    elif report.has_changed:
        print_report(report, rejects=folder / "build" / "rejects")
    else:
        click.echo(_nothing_new(months))
    if report.held:
        print_held(report.held)


def check_tables(named: Collection[str], tables: Collection[str]) -> None:
    """Wrong usage where a name is no table's."""
    for name in named:
        if name not in tables:
            raise click.BadParameter(
                f"no table is called '{name}'.{did_you_mean(name, tables)}", param_hint="--accept"
            )


@contextmanager
def teller() -> Iterator[Tell]:
    """Who tells how far a run is: lines for a person, else events in JSON; on stderr."""
    told = import_module(TELLERS[watches(sys.stderr)]).teller
    with told() as tell:
        yield tell


def _nothing_new(months: tuple[str, ...]) -> str:
    if months:
        return f"No file is named by {' or '.join(months)}, and no other has changed."
    return "Nothing has changed since the last run."
