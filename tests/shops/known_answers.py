"""Real data declared as shops: in a folder of their own, run and asked by the product."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from alkasba.cli import main

DECLARED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Program:
    """The program `alkasba` over one shop."""

    folder: Path

    def __call__(self, *words: str) -> str:
        result = CliRunner().invoke(main, ["--shop", str(self.folder), *words])
        if result.exit_code:
            raise AssertionError(result.output) from result.exception
        return result.stdout

    def run(self, *words: str) -> dict[str, Any]:
        return json.loads(self("run", "--json", *words))

    def ask(self, *words: str) -> list[dict[str, Any]]:
        return json.loads(self("ask", *words, "--json"), parse_float=Decimal)

    def hashes(self) -> dict[str, str]:
        found = json.loads(self("status", "--hashes", "--json"))
        return {table["table"]: table["hash"] for table in found["tables"]}


def copy_shop(name: str, folder: Path, data: Path) -> Program:
    """A declared shop in a folder of its own, its files where `data` is."""
    shutil.copytree(DECLARED / name, folder, ignore=shutil.ignore_patterns("build", "*.key"))
    (folder / "alkasba.local.toml").write_text(f"[places]\ndata = {json.dumps(os.fspath(data))}\n")
    return Program(folder)


def cents(value: Decimal | int) -> Decimal:
    """To the cent."""
    return Decimal(value).quantize(Decimal("0.01"))


Make = Callable[[str], Program]
