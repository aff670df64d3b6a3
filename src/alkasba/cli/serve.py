"""The verb `serve`: the shop in the browser."""

import webbrowser
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from alkasba.cli.words import hint
from alkasba.errors import SettingsError

EXTRA = ("fastapi", "jinja2", "starlette", "uvicorn", "vl_convert")
"""What the extra `web` brings."""


@click.command(epilog="Example: alkasba --shop my-shop serve --open")
@click.option("--port", type=click.IntRange(0, 65535), help="8420 where not said; 0 takes any.")
@click.option("--host", help="127.0.0.1 where not said: only this machine. Others need a token.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def serve(folder: Path, port: int | None, host: str | None, opens: bool) -> None:
    """Show the dashboards in the browser; answer programs at /api/v1."""

    def tell(address: str, left_open: str) -> None:
        click.echo(address)
        if left_open:
            click.echo(left_open, err=True)
        hint("Stop it with Ctrl+C. Programs ask at /api/v1/openapi.json")
        if opens:
            webbrowser.open(address)

    _web().serve(folder, host=host, port=port, tell=tell)


def _web() -> Any:
    """The part that serves; only this verb needs what it is made with."""
    try:
        return import_module("alkasba.web.serving")
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in EXTRA:
            raise
        raise SettingsError(
            "the pages need packages that are not installed.",
            where=error.name or "",
            next_step="Install them: pip install 'alkasba[web]'",
        ) from None
