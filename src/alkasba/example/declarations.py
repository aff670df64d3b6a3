"""The declarations of the example shop: copied into a folder, or taken out again."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

LAST = "alkasba.toml"
"""Copied last: before it is there, no command takes the folder for a shop."""


def copy_declarations(folder: Path) -> None:
    """Copy every file of the shop that comes with the program."""
    with as_file(files("alkasba.example") / "shop") as shop:
        for name in _names():
            if (shop / name).is_dir():
                shutil.copytree(shop / name, folder / name)
            else:
                shutil.copyfile(shop / name, folder / name)


def remove_declarations(folder: Path) -> None:
    """Take out again what was copied."""
    for name in _names():
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _names() -> list[str]:
    names = (part.name for part in (files("alkasba.example") / "shop").iterdir())
    return sorted(names, key=lambda name: (name == LAST, name))
