"""A ready shop made by the program, of a server of this machine."""

from pathlib import Path

from click.testing import CliRunner

from alkasba.cli import main
from tests.shops.known_answers import Program


def made(folder: Path, name: str, url: str) -> Program:
    """`alkasba init FOLDER --from NAME --url URL`."""
    told = CliRunner().invoke(main, ["init", str(folder), "--from", name, "--url", url])
    assert told.exit_code == 0, told.output
    return Program(folder)
