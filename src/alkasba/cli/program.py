"""The program and its exits: 0 done, 1 failed, 2 usage, 3 shop's files, 4 contract, 5 store away."""

import sys
from pathlib import Path

import click

from alkasba.cli.ask import ask
from alkasba.cli.run import run
from alkasba.cli.shop import build, check, init
from alkasba.cli.status import status
from alkasba.cli.words import hint
from alkasba.errors import AlkasbaError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Verbs(click.Group):
    """The verbs in the order of a first day; errors of ours become a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

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


for verb in (init, check, run, ask, build, status):
    main.add_command(verb)
