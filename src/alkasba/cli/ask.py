"""The verb `ask`: measures by columns, from the published warehouse."""

import csv
import sys
from pathlib import Path

import click
from rich.table import Table as Grid

from alkasba.cli.words import exact, hint, number, output, to_json
from alkasba.derive.query import Question
from alkasba.flows.answers import Answer, answer, question_sql
from alkasba.flows.opening import open_shop


@click.command(
    context_settings={"ignore_unknown_options": False},
    epilog='Example: alkasba --shop my-shop ask net_sales orders --by month --where "year = 2026"',
)
@click.argument("measures", nargs=-1, required=True)
@click.option("--by", multiple=True, help="A column, or day, week, month, quarter, year.")
@click.option("--where", help="A condition: \"category = 'Tea' and year = 2026\".")
@click.option("--order", multiple=True, help="A measure or column; -name for descending.")
@click.option("--limit", type=click.IntRange(1), help="At most so many rows.")
@click.option(
    "--compare", type=click.Choice(["last_year", "previous"]), help="With another period."
)
@click.option(
    "--as",
    "as_",
    type=click.Choice(["then", "now"]),
    default="then",
    help="Members of a dimension as they were on the day (then) or as they are now.",
)
@click.option("--json", "form", flag_value="json", help="A list of rows, all digits.")
@click.option("--csv", "form", flag_value="csv", help="Comma-separated, all digits.")
@click.option("--sql", "form", flag_value="sql", help="The SQL, not the answer.")
@click.pass_obj
def ask(
    folder: Path,
    measures: tuple[str, ...],
    by: tuple[str, ...],
    where: str | None,
    order: tuple[str, ...],
    limit: int | None,
    compare: str | None,
    as_: str,
    form: str | None,
) -> None:
    """Answer MEASURES, cut by columns."""
    opened = open_shop(folder)
    question = Question(
        measures,
        by=_split(by),
        where=where,
        order=_split(order),
        limit=limit,
        compare=compare,
        as_now=as_ == "now",
    )
    if form == "sql":
        click.echo(question_sql(opened, question))
        return
    PRINTERS[form or "text"](answer(opened, question))


def _split(names: tuple[str, ...]) -> tuple[str, ...]:
    """`--by month,channel` is `--by month --by channel`."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


def _print_json(found: Answer) -> None:
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    click.echo(to_json(rows))


def _print_csv(found: Answer) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([_exact(value) for value in row] for row in found.rows)


def _exact(value: object) -> object:
    return exact(value) if hasattr(value, "as_tuple") else value  # type: ignore[arg-type]


def _print_text(found: Answer) -> None:
    grid = Grid(box=None, pad_edge=False)
    for name in found.columns:
        is_figure = name not in found.by
        title = f"{name} ({found.units[name]})" if found.units.get(name) else name
        grid.add_column(title, justify="right" if is_figure else "left", no_wrap=is_figure)
    for row in found.rows:
        grid.add_row(*(_cell(n, v, found) for n, v in zip(found.columns, row, strict=True)))
    output.print(grid)
    if not found.rows:
        hint("No rows. Loosen --where, or run: alkasba status")


def _cell(name: str, value: object, found: Answer) -> str:
    if name in found.by:
        return "" if value is None else str(value)
    return number(value)


PRINTERS = {"json": _print_json, "csv": _print_csv, "text": _print_text}
