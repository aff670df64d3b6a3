"""The verb `status`: what the warehouse holds."""

from pathlib import Path

import click
from rich.table import Table as Grid

from alkasba.cli.words import hint, number, output, to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.status import shop_status


@click.command(epilog="Example: alkasba --shop my-shop status --hashes")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--hashes", is_flag=True, help="A digest of each table's rows, whatever their order.")
@click.option(
    "--settings", "show_settings", is_flag=True, help="Each setting and where it came from."
)
@click.pass_obj
def status(folder: Path, as_json: bool, hashes: bool, show_settings: bool) -> None:
    """What was loaded, when, and from where."""
    opened = open_shop(folder)
    if show_settings:
        for name, setting in sorted(opened.settings.values.items()):
            click.echo(f"{name} = {setting.value}  ({setting.origin})")
        return
    found = shop_status(opened, with_hashes=hashes)
    if as_json:
        click.echo(to_json(found))
        return
    grid = Grid(box=None, pad_edge=False)
    for title in ("table", "rows", "digest")[: 3 if hashes else 2]:
        grid.add_column(title, justify="right" if title == "rows" else "left")
    for table in found["tables"]:
        cells = [str(table["table"]), number(table["rows"])]
        grid.add_row(*cells, *([str(table["hash"])] if hashes else []))
    output.print(grid)
    output.print(f"Last run {found['last_run'] or 'never'}")
    hint(f"alkasba --shop {folder} run")
