"""The verb `status`: what the warehouse holds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from alkasba.address import without_password
from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import counted, hint, number, pasteable, readable, shop_said
from alkasba.derive.values import to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.run.replaying import replayable_runs
from alkasba.flows.status import shop_status
from alkasba.flows.stream.status import stream_status
from alkasba.settings import NAME_OF_SECRET, Setting, Settings


@click.command(epilog="Example: alkasba --shop my-shop status --hashes")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--hashes", is_flag=True, help="A digest of each table's rows, whatever their order.")
@click.option(
    "--settings", "show_settings", is_flag=True, help="Each setting and where it came from."
)
@click.option("--runs", is_flag=True, help="The runs that can be replayed.")
@click.pass_obj
def status(folder: Path, as_json: bool, hashes: bool, show_settings: bool, runs: bool) -> None:
    """What was loaded, when, and from where."""
    opened = open_shop(folder)
    if runs:
        _print_runs(replayable_runs(opened), as_json)
        return
    if show_settings:
        _print_settings(opened.settings, as_json)
        return
    found = shop_status(opened, with_hashes=hashes)
    if stream := stream_status(opened):
        found["stream"] = stream
    if as_json:
        click.echo(to_json(found))
        return
    if found["last_run"] is None:
        click.echo("Nothing has been loaded yet.")
    else:
        _print_tables(found["tables"], hashes)
        click.echo()
        _print_sources(found["sources"])
        click.echo(f"\nLast run {str(found['last_run'])[:16]}")
        for one in found.get("held", []):
            told = f"{one['table']} was HELD BACK: {one['source']} looks incomplete: {one['what']}."
            click.echo(readable(told))
        if "shared" in found:
            _print_shared(found["shared"])
        for one in found.get("indexed", []):
            click.echo(readable(f"{one['index']}: {INDEXED[one['state']].format(**one)}"))
    for one in found.get("stream", []):
        _print_stream(one)
    hint("alkasba run")


def _print_stream(stream: dict[str, Any]) -> None:
    """When the products were last looked at, and what has still to be indexed of them."""
    last = stream["last_round"]
    begun = f"last round {_minute(last['started'])}" if last else "no round was done yet"
    told = f"Stream of {stream['table']}: {begun}"
    if stream["why"]:
        click.echo(readable(f"{told}; the log is AWAY: {stream['why']}"))
    else:
        waiting = counted(stream["lag"], "message") + " to index"
        dead = f", {counted(stream['dead'], 'dead letter')}" if stream["dead"] else ""
        click.echo(f"{told}, {waiting}{dead}")
    for line in _more_of_stream(stream, last or {}):
        click.echo(readable(f"  {line}"))


def _more_of_stream(stream: dict[str, Any], last: dict[str, Any]) -> Iterator[str]:
    """What the last round did, how fast both programs are, and what went wrong last."""
    if last:
        yield (
            f"{counted(last['members'], stream['table'])}, {counted(last['sent'], 'change')} told, "
            f"{number(last['gone'])} gone, {last['seconds']:g} s"
        )
    if (told := stream["told_per_minute"]) is not None:
        yield f"{number(round(told) if told >= 10 else told)} changes a minute over the last rounds"
    if (indexed := stream["indexed_per_second"]) is not None:
        yield f"{indexed:g} messages a second are read now"
    if held := last.get("held"):
        yield f"held: {held}"
    if error := stream["last_error"]:
        yield f"last error {_minute(error['at'])}, {error['by']}: {error['what']}"
    if stream["dead"]:
        yield pasteable("Once what was wrong is repaired: alkasba replay", shop_said())


def _print_shared(shared: dict[str, str]) -> None:
    """What PostgreSQL holds, and whether a run has to bring it along."""
    told = SHARED[shared["state"]].format(minute=_minute(shared["published_at"]), **shared)
    click.echo(readable(f"{shared['where']}, schema {shared['schema']}: {told}"))


NO_NAME = "(not shown: it does not look like the name of a secret)"
SHARED = {
    "current": "as here, since {minute}",
    "behind": "BEHIND, of {minute}; the next run brings it along",
    "empty": "EMPTY; the next run fills it",
    "away": "AWAY; {why}",
}
"""What is told of each state of a shared warehouse."""

INDEXED = {
    "current": "the rows of {table} as here",
    "behind": "BEHIND the rows of {table}; the next run brings it along",
    "away": "AWAY; {why}",
}
"""What is told of each state of an index of facts."""


def _print_tables(tables: list[dict[str, object]], hashes: bool) -> None:
    columns = [
        Column("table", [str(table["table"]) for table in tables]),
        Column("rows", [number(table["rows"]) for table in tables], is_figure=True),
    ]
    if hashes:
        columns.append(Column("digest", [str(table["hash"]) for table in tables]))
    print_grid(columns)


def _print_sources(sources: list[dict[str, object]]) -> None:
    columns = [Column("source", [str(source["source"]) for source in sources])]
    marks = ("deleted",) if any(source["deleted"] for source in sources) else ()
    for name in ("files", "records", "rejected", *marks):
        columns.append(Column(name, [number(s[name]) for s in sources], is_figure=True))
    columns.append(Column("newest day", [str(s["newest"] or "-") for s in sources]))
    columns.append(Column("last new", [_minute(s["read_at"]) for s in sources]))
    if any(source["due"] for source in sources):
        due = [_minute(s["due"]) + (" LATE" if s["late"] else "") for s in sources]
        columns.append(Column("due", due))
    print_grid(columns)
    for source in sources:
        _print_differences(source)


def _print_runs(runs: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        click.echo(to_json(runs))
        return
    if not runs:
        click.echo("No run has been published yet.")
        hint("alkasba run")
        return
    print_grid(
        [
            Column("run", [str(run["run"]) for run in runs]),
            Column("made at", [_minute(run["made_at"]) for run in runs]),
            Column("files", [number(run["files"]) for run in runs], is_figure=True),
            Column("kept MB", [_megabytes(run["kept_bytes"]) for run in runs], is_figure=True),
            Column("can be replayed", [readable(str(run["lost"] or "yes")) for run in runs]),
        ]
    )
    hint("alkasba run --replay RUN")


def _megabytes(size: object) -> str:
    return f"{int(str(size)) / 1e6:,.1f}"


def _print_differences(source: dict[str, Any]) -> None:
    """Where an origin was counted and holds other rows than are kept of it, and what to do."""
    for place in source["differs"]:
        told = f"{source['source']}: {place['rows']} held {counted(place['there'], 'row')}"
        click.echo(f"\n{readable(told)}, and {number(place['kept'])} are kept.")
        click.echo("  Rows were deleted there, or written later than the overlap allows for.")
        if place["is_compared"]:
            click.echo("  A run that compares finds them, as its source declares.")
        else:
            click.echo(
                f'  Add to sources/{source["source"]}.toml: compare = {{ every = "7 days" }}'
            )


def _minute(moment: object) -> str:
    return str(moment)[:16].replace("T", " ") if moment else "-"


def _shown(name: str, setting: Setting) -> Setting:
    """A setting as others may see it: a password that stands in a url is left out, and so is a
    secret that somebody wrote where its name belongs."""
    is_of_secret = name.endswith("secret") and setting.value
    if is_of_secret and not NAME_OF_SECRET.fullmatch(setting.value):
        return replace(setting, value=NO_NAME)
    return replace(setting, value=without_password(setting.value)[0])


def _print_settings(settings: Settings, as_json: bool) -> None:
    said = {name: _shown(name, one) for name, one in sorted(settings.values.items())}
    said |= {f"places.{name}": _shown("", one) for name, one in sorted(settings.places.items())}
    if as_json:
        rows = [{"setting": n, "value": s.value, "origin": s.origin} for n, s in said.items()]
        click.echo(to_json(rows))
        return
    print_grid(
        [
            Column("setting", list(said)),
            Column("value", [setting.value for setting in said.values()]),
            Column("origin", [setting.origin for setting in said.values()]),
        ]
    )
