"""The verbs `init`, `check` and `build`: a shop's files."""

import sys
from pathlib import Path

import click

from alkasba.cli.words import counted, hint, pasteable, watches
from alkasba.derive.values import to_json
from alkasba.errors import DeclarationError
from alkasba.example.generate import make_shop
from alkasba.flows.building import POWERBI, SCHEMAS, build_files
from alkasba.flows.opening import open_shop
from alkasba.privacy.pseudonym import make_key
from alkasba.ready import READY, make_ready

SIZES = ("s", "m", "l")


@click.command(epilog="Example: alkasba init my-shop --size s")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--size",
    type=click.Choice(SIZES),
    default="s",
    help="20 thousand, 1 or 20 million order lines.",
)
@click.option("--seed", default=1, help="Another seed makes other orders.")
@click.option("--from", "origin", type=click.Choice(sorted(READY)), help="A ready shop instead.")
@click.option("--url", help="Where your shop is, for --from: https://shop.example")
def init(directory: Path, size: str, seed: int, origin: str | None, url: str | None) -> None:
    """Make the example shop: declarations to change, and files to run.

    With --from it is a ready shop, which reads the API of a shop that you have.
    """
    if origin:
        make_ready(directory, origin, url=url)
        make_key(directory / "alkasba.key")
        click.echo(f"{directory}: a shop that reads {READY[origin].title}. Its README says more.")
        hint(pasteable("alkasba check", directory))
        return
    if url:
        raise click.UsageError("--url says where a shop is that --from reads.")
    progress = _show_step if watches(sys.stderr) else None
    make_shop(directory, size=size, seed=seed, progress=progress)  # type: ignore[arg-type]
    make_key(directory / "alkasba.key")
    click.echo(f"{directory}: a herb shop, size {size}.")
    hint(pasteable("alkasba run", directory))


def _show_step(what: str, done: int, steps: int) -> None:
    """One line that is written over, and is gone after the last step."""
    line = f"  {what}, {done} of {steps}" if done < steps else ""
    click.echo(f"\r\033[K{line}", nl=False, err=True)


@click.command(epilog="Example: alkasba --shop my-shop check")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
@click.pass_obj
def check(folder: Path, as_json: bool) -> None:
    """Read every declaration and list all mistakes at once."""
    try:
        shop = open_shop(folder).shop
    except DeclarationError as error:
        if not as_json:
            raise
        found = getattr(error, "findings", [])
        rows = [{"file": f.file, "key": f.key, "what": f.what} for f in found]
        click.echo(to_json(rows or [{"file": "", "key": "", "what": error.what}]))
        raise SystemExit(error.exit_code) from None
    if as_json:
        click.echo("[]")
        return
    held = {
        "fact": len(shop.facts),
        "dimension": len(shop.dimensions),
        "column": sum(len(table.columns) for table in shop.tables.values()),
        "measure": len(shop.measures),
        "source": len(shop.sources),
        "dashboard": len(shop.dashboards),
    }
    click.echo(
        f"{shop.name}: {', '.join(counted(n, thing) for thing, n in held.items())}. No mistakes."
    )
    hint("alkasba run")


@click.command(epilog="Example: alkasba --shop my-shop build powerbi")
@click.argument("target", type=click.Choice([SCHEMAS, POWERBI]), default=SCHEMAS)
@click.pass_obj
def build(folder: Path, target: str) -> None:
    """Write what is derived, into build/.

    schemas for editors (where nothing is said), or powerbi, a project that asks a warehouse in
    PostgreSQL. What cannot be told is refused before anything is written.
    """
    opened = open_shop(folder)
    written = build_files(opened, target)
    if target == POWERBI:
        click.echo(f"{opened.settings.build / POWERBI}: {counted(len(written), 'file')}.")
        for path in written:
            if path.suffix == ".pbip":
                hint(f"Open it with Power BI Desktop: {path}")
        return
    for path in written:
        click.echo(path)
    hint(f"Point your editor's TOML extension at {folder / 'build' / 'schemas'}.")
