"""The program. Exits: 0 done, 1 failed, 2 usage, 3 shop's files, 4 contract, 5 store away."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from traceback import extract_tb

import click

from alkasba.cli.words import hint, readable
from alkasba.errors import AlkasbaError, did_you_mean

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


VERBS = {
    "init": "alkasba.cli.shop",
    "inspect": "alkasba.cli.inspect",
    "check": "alkasba.cli.shop",
    "plan": "alkasba.cli.plan",
    "run": "alkasba.cli.run",
    "serve": "alkasba.cli.serve",
    "ask": "alkasba.cli.ask",
    "report": "alkasba.cli.take_away",
    "recommend": "alkasba.cli.recommend",
    "build": "alkasba.cli.shop",
    "produce": "alkasba.cli.stream",
    "consume": "alkasba.cli.stream",
    "replay": "alkasba.cli.stream",
    "search": "alkasba.cli.search",
    "status": "alkasba.cli.status",
}
"""The verbs in the order of a first day. Only the file of the verb that is called is read."""


TRACE = "ALKASBA_TRACE"
"""Where this stands in the environment, a mistake of the program shows its whole trace."""


class Verbs(click.Group):
    """Finds verbs when they are called; errors of ours become a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS:
            ctx.fail(f"No such command '{args[0]}'.{did_you_mean(args[0], VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AlkasbaError as error:
            _tell(str(error), error.next_step)
            sys.exit(error.exit_code)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            # Click answers these itself; a reader that has gone is no mistake.
            raise
        except OSError as error:
            _tell(*_of_system(error))
            _drop_unwritten()
        except MemoryError:
            _tell("the machine has no memory left.", "Close other programs and run it again.")
        except Exception as error:
            # DuckDB tells an interrupt from the keyboard as a RuntimeError.
            if isinstance(error, RuntimeError) and "interrupt" in str(error).lower():
                raise click.Abort from None
            if TRACE in os.environ:
                raise
            _tell(*_unforeseen(error))
        sys.exit(1)


def _tell(what: str, next_step: str) -> None:
    lines = (readable(line) for line in what.split("\n"))
    click.secho("\n".join(lines), fg="red", err=True)
    if next_step:
        # It may list what stands in the data, such as the categories that there are.
        hint(readable(next_step))


def _of_system(error: OSError) -> tuple[str, str]:
    """What the system refused: a right, a place on the disk."""
    where = f"{os.fsdecode(error.filename)}: " if error.filename is not None else ""
    what = f"{where}{error.strerror or error}."
    return what, "Check the rights of the file and its folder, and the space left on the disk."


def _drop_unwritten() -> None:
    """What could not be written is given up, or Python would try and fail again at its end."""
    if sys.stdout is not None:
        with suppress(OSError):
            sys.stdout.flush()
            return
        with suppress(OSError):
            sys.stdout.close()


def _unforeseen(error: Exception) -> tuple[str, str]:
    """A mistake of the program. Its text stays out: it may quote a personal value."""
    ours = [frame for frame in extract_tb(error.__traceback__) if "alkasba" in frame.filename]
    place = f" in {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""
    what = f"the program met a case that it was not made for: {type(error).__name__}{place}."
    step = f"Please report it. {TRACE}=1 before the command shows all, which may hold values."
    return what, step


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
