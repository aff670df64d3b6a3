"""The verb `inspect`: looks at an origin and proposes tables and sources."""

import shlex
from pathlib import Path

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import counted, hint, pasteable, readable
from alkasba.derive.values import to_json
from alkasba.flows.inspecting import Inspection, inspect_origin, write_shop
from alkasba.flows.lookers import Asked
from alkasba.model.seen import Seen
from alkasba.propose.proposal import Field, ProposedTable

PLACES = ("files", "url")
SHOWN = 12
"""A longer list of what was left out is cut; --json has all."""


@click.command(epilog="Example: alkasba inspect exports --to my-shop")
@click.argument("where")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what is proposed as a shop.",
)
@click.option(
    "--secret",
    metavar="NAME",
    default="",
    help="The name in the environment of the password or token that the origin wants.",
)
@click.option(
    "--auth",
    metavar="WAY",
    default="",
    help="How an API is told it: bearer (usual), basic:USER, header:NAME or parameter:NAME.",
)
@click.option("--json", "as_json", is_flag=True, help="What was seen and proposed, as JSON.")
def inspect(where: str, folder: Path | None, secret: str, auth: str, as_json: bool) -> None:
    """Look at WHERE (files, a database, an address) and propose a shop.

    Databases are postgresql://user@host/name, mysql://, mariadb://, mssql:// and sqlite:FILE.
    Large files and tables are looked at in part. Values that look personal are never shown.
    """
    found = inspect_origin(Asked(where, secret, auth))
    # Told before anything is written: where nothing can become a table, this says why.
    if as_json:
        click.echo(to_json(as_data(found)))
    else:
        _print(found)
    if folder:
        paths = write_shop(found, folder)
        written = f"{folder}: {counted(len(paths), 'file')} written. Read what is unsure in them."
        click.echo(written, err=as_json)
        hint(pasteable("alkasba run", folder))
    elif found.proposal.tables:
        named = f" --secret {shlex.quote(secret)}" if secret else ""
        named += f" --auth {shlex.quote(auth)}" if auth else ""
        hint(f"alkasba inspect {shlex.quote(found.where)}{named} --to my-shop")


def as_data(found: Inspection) -> dict[str, object]:
    """What was seen and proposed, for machines."""
    return {
        "where": found.where,
        "notes": list(found.notes),
        "tables": [_table_data(table) for table in found.proposal.tables],
        "references": [
            {
                "group": one.group,
                "column": one.column,
                "to": f"{one.other_group}.{one.other_column}",
                "matched": f"{one.found}/{one.distinct}",
            }
            for one in found.proposal.references
        ],
        "left_out": [{"name": name, "reason": reason} for name, reason in found.left],
    }


def _table_data(table: ProposedTable) -> dict[str, object]:
    seen = table.seen
    return {
        "table": table.name,
        "kind": table.kind,
        "key": list(table.key),
        "day": table.day or None,
        "from": _place(seen),
        "read_as": {key: seen.declared[key] for key in seen.declared if key not in PLACES},
        "rows": seen.rows,
        "is_part": seen.is_part,
        "unread": seen.unread,
        "repeated": seen.repeated,
        "columns": [_column_data(one, table) for one in table.fields],
        "measures": {measure.name: measure.formula for measure in table.measures},
        "unsure": table.unsure,
    }


def _place(seen: Seen) -> list[str]:
    """Where its rows stand: files, or an address and a table there."""
    files = seen.declared.get("files")
    if isinstance(files, list):
        return files
    return [str(seen.declared["url"]), *([seen.rows_in] if seen.rows_in else [])]


def _column_data(one: Field, table: ProposedTable) -> dict[str, object]:
    seen = one.column.seen
    return {
        "name": one.name,
        "from": one.place or None,
        "type": None if one.refers else one.type,
        "refers": one.refers or None,
        "personal": one.column.personal,
        "filled": seen.filled,
        "distinct": seen.distinct,
        "blanks": list(seen.blanks),
        "format": one.column.form,
    }


def _print(found: Inspection) -> None:
    for note in found.notes:
        click.secho(f"? {readable(note)}", fg="yellow")
    for table in found.proposal.tables:
        click.secho(f"{table.name}: {_title(table)}", bold=True)
        click.echo(f"  {_read_as(table.seen)}")
        fields = table.fields
        print_grid(
            [
                Column("  column", [f"  {one.name}" for one in fields]),
                Column("holds", [_holds(one) for one in fields]),
                Column("from", [readable(one.place) or one.formula for one in fields]),
                Column("filled", [_filled(one, table) for one in fields], is_figure=True),
                Column("distinct", [_distinct(one) for one in fields], is_figure=True),
                Column("remark", [_remark(one, table) for one in fields]),
            ]
        )
        if table.measures:
            told = ", ".join(f"{one.name} = {one.formula}" for one in table.measures)
            click.echo(f"  measures: {told}")
        for doubt in table.unsure:
            click.secho(f"  ? {readable(doubt)}", fg="yellow")
        click.echo()
    for one in found.maybe:
        click.secho(
            f"? {one.group}: {one.column} holds only keys of {one.other_group}, "
            "but its name does not say so",
            fg="yellow",
        )
    for name, reason in found.left[:SHOWN]:
        click.echo(f"left out: {readable(name)}: {readable(reason)}")
    if len(found.left) > SHOWN:
        click.echo(f"left out: {len(found.left) - SHOWN} more; all with --json")


def _title(table: ProposedTable) -> str:
    parts = [f"a {table.kind}", counted(table.seen.rows, "row")]
    if table.seen.is_part:
        parts.append("a part of all")
    parts.append(f"key {', '.join(table.key)}" if table.key else "no key")
    if table.day:
        parts.append(f"day {table.day}")
    return "; ".join(parts)


def _read_as(seen: Seen) -> str:
    patterns = [one.replace("{data}/", "") for one in _place(seen)]
    told = ", ".join(patterns[:3]) + (" ..." if len(patterns) > 3 else "")
    ways = [
        f"{key} {value!r}"
        for key, value in seen.declared.items()
        if key not in (*PLACES, "names", "secret")
    ]
    is_of_files = "files" in seen.declared
    count = [counted(seen.files, "file")] if is_of_files else []
    parts = [readable(told), *count, seen.kind, *ways]
    if seen.rows_in and is_of_files:
        parts.append(f"rows nested in {seen.rows_in}")
    if seen.unread:
        parts.append(f"{counted(seen.unread, 'record')} cannot be read")
    return ", ".join(parts)


def _holds(one: Field) -> str:
    return f"-> {one.refers}" if one.refers else one.type


def _filled(one: Field, table: ProposedTable) -> str:
    seen = one.column.seen
    if one.formula or not any(seen is column for column in table.seen.columns):
        return ""
    share = seen.filled / table.seen.rows if table.seen.rows else 0
    return (
        "100 %" if seen.filled == table.seen.rows else f"{min(share, 0.999):.1%}".replace("%", " %")
    )


def _distinct(one: Field) -> str:
    return "" if one.formula else f"{one.column.seen.distinct:,}"


def _remark(one: Field, table: ProposedTable) -> str:
    column = one.column
    parts = ["key"] if one.name in table.key else []
    parts += ["day of the fact"] if one.name == table.day else []
    if column.personal and not one.refers:
        parts.append(f"personal: {column.personal}")
    elif column.choices and not one.refers:
        parts.append(readable(", ".join(column.choices)))
    for value in column.form.values():
        parts.append(" ".join(value) if isinstance(value, list) else f"{value!r}")
    if column.drop_decimals:
        parts.append("without .0")
    if column.blanks and not column.personal:
        parts.append(f"blank: {', '.join(column.blanks)}")
    return "; ".join(parts)
