"""The program. Exits: 0 done, 1 failed, 2 usage, 3 shop's files, 4 contract, 5 store away."""

import sys
from importlib import import_module
from pathlib import Path

import click

from alkasba.cli.words import hint
from alkasba.errors import AlkasbaError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


VERBS = {
    "init": "alkasba.cli.shop",
    "check": "alkasba.cli.shop",
    "run": "alkasba.cli.run",
    "ask": "alkasba.cli.ask",
    "build": "alkasba.cli.shop",
    "status": "alkasba.cli.status",
}
"""The verbs in the order of a first day. Only the file of the verb that is called is read."""


class Verbs(click.Group):
    """Finds verbs when they are called; errors of ours become a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name]), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AlkasbaError as error:
            click.secho(f"{error}", fg="red", err=True)
            if error.next_step:
                hint(error.next_step)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(1)


@click.group(cls=Verbs, context_settings=CONTEXT, no_args_is_help=True)
@click.option(
    "--shop",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    envvar="ALKASBA_SHOP",
    help="The folder of the shop; the current one where not said.",
)
@click.version_option(package_name="alkasba", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Declare a shop once; load, ask and decide with it.

    \b
    Example:
      alkasba init my-shop
      alkasba --shop my-shop run
      alkasba --shop my-shop ask net_sales orders --by month
    """
    context.obj = folder
