"""The verb `ask`: measures by columns, from the published warehouse."""

from pathlib import Path

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import hint, readable
from alkasba.derive.figures import figures
from alkasba.derive.query import Question
from alkasba.derive.query.values import read_values
from alkasba.derive.values import to_csv, to_json
from alkasba.flows.answers import Answer, answer, question_sql, question_sql_there
from alkasba.flows.opening import open_shop
from alkasba.model.shop import Shop

MOST_ROWS = 1_000_000_000
BLANK = "(blank)"
TELLERS = {"sql": question_sql, "postgresql": question_sql_there}
"""An option that asks for the SQL -> what tells it."""


@click.command(
    context_settings={"ignore_unknown_options": False},
    epilog='Example: alkasba --shop my-shop ask net_sales orders --by month --where "year = 2026"',
)
@click.argument("measures", nargs=-1)
@click.option("--by", multiple=True, help="A column, or day, week, month, quarter, year.")
@click.option("--where", help="A condition: \"category = 'Tea' and year = 2026\".")
@click.option("--order", multiple=True, help="A measure or column; -name for descending.")
@click.option(
    "--limit", metavar="ROWS", type=click.IntRange(1, MOST_ROWS), help="At most so many rows."
)
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
@click.option(
    "--parameter", "parameters", multiple=True, help="A parameter of the shop: holding_rate=0.3"
)
@click.option("--json", "form", flag_value="json", help="A list of rows, all digits.")
@click.option("--csv", "form", flag_value="csv", help="Comma-separated, all digits.")
@click.option("--sql", "form", flag_value="sql", help="The SQL, not the answer.")
@click.option(
    "--postgresql",
    "form",
    flag_value="postgresql",
    help="The SQL for a warehouse that PostgreSQL shares.",
)
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
    parameters: tuple[str, ...],
    form: str | None,
) -> None:
    """Answer MEASURES, cut by columns; without any, list them."""
    opened = open_shop(folder)
    if not measures:
        _list_measures(opened.shop, form)
        return
    question = Question(
        measures,
        by=_split(by),
        where=where,
        order=_split(order),
        limit=limit,
        compare=compare,
        as_now=as_ == "now",
        parameters=read_values(parameters),
    )
    if form in TELLERS:
        click.echo(TELLERS[form](opened, question))
        return
    found = answer(opened, question)
    PRINTERS[form or "text"](found)
    if not found.rows:
        hint("No rows. Loosen --where, or see what is loaded: alkasba status")


def _split(names: tuple[str, ...]) -> tuple[str, ...]:
    """`--by month,channel` is `--by month --by channel`."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


def _list_measures(shop: Shop, form: str | None) -> None:
    if form in TELLERS:
        raise click.UsageError(f"--{form} needs a measure.")
    columns = ("measure", "unit", "about")
    rows: list[tuple[object, ...]] = [(n, m.unit, m.about) for n, m in shop.measures.items()]
    PRINTERS[form or "text"](Answer(columns, rows, columns))
    hint("alkasba ask MEASURE --by month" if rows else "Add [measures] to a table of facts.")


def _print_json(found: Answer) -> None:
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    click.echo(to_json(rows))


def _print_csv(found: Answer) -> None:
    click.echo(to_csv(found.columns, found.rows), nl=False)


def _print_text(found: Answer) -> None:
    print_grid([_column(found, place) for place in range(len(found.columns))])


def _column(found: Answer, place: int) -> Column:
    name, values = found.columns[place], [row[place] for row in found.rows]
    if name in found.by:
        return Column(name, [BLANK if v is None else readable(str(v)) for v in values])
    unit = _unit(found, place)
    title = f"{name} ({unit})" if unit and unit != "%" else name
    return Column(title, list(map(readable, figures(values, unit))), is_figure=True)


def _unit(found: Answer, place: int) -> str:
    """The unit of a column; beside a measure stand that of another period and the change."""
    name = found.columns[place]
    if name in found.units:
        return found.units[name]
    for measure, unit in found.units.items():
        if name in (f"{measure}_last_year", f"{measure}_previous"):
            return unit
    return "%" if name.endswith("_change") and name.removesuffix("_change") in found.columns else ""


PRINTERS = {"json": _print_json, "csv": _print_csv, "text": _print_text}
