"""Makes the example shop: the same bytes for the same size and seed."""

import shutil
from pathlib import Path

from alkasba.errors import SettingsError
from alkasba.example.declarations import copy_declarations, remove_declarations
from alkasba.example.engine import Engine
from alkasba.example.making import Making, Progress
from alkasba.example.mark import Mark, read_mark, write_mark
from alkasba.example.planted import Planted, read_planted
from alkasba.example.size import SIZES, SizeName

PLANTED = "planted.json"
"""Written last: a folder without it holds half the data."""


def make_shop(
    folder: Path, *, size: SizeName, seed: int = 1, progress: Progress | None = None
) -> Planted:
    """Make the example shop in an empty folder; where it is complete already, change nothing."""
    mark = read_mark(folder)
    if mark == Mark(size, seed, is_complete=True):
        return read_planted(folder / "data" / PLANTED)
    if mark is not None and not mark.is_complete:
        _clear_unfinished(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise _occupied(folder, mark)
    folder.mkdir(parents=True, exist_ok=True)
    write_mark(folder, Mark(size, seed, is_complete=False))
    planted = make_data(folder / "data", size=size, seed=seed, progress=progress)
    copy_declarations(folder)
    write_mark(folder, Mark(size, seed, is_complete=True))
    return planted


def make_data(
    folder: Path, *, size: SizeName, seed: int = 1, progress: Progress | None = None
) -> Planted:
    """Write the data of the example shop into `folder` and tell what was planted in it."""
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / ".work"
    work.mkdir(exist_ok=True)
    engine = Engine(work, seed)
    try:
        planted = Making(folder, engine, SIZES[size], seed).make(progress or _silent)
    finally:
        engine.close()
        shutil.rmtree(work)
    planted.write(folder / PLANTED)
    return planted


def _silent(what: str, done: int, steps: int) -> None:
    """Tell nobody."""


def _clear_unfinished(folder: Path) -> None:
    """Remove what a run that was stopped left: the folder was empty when it began."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    remove_declarations(folder)


def _occupied(folder: Path, mark: Mark | None) -> SettingsError:
    what = "the folder is not empty, and what is in it stays as it is."
    if mark is not None:
        what = f"another example shop is here: size {mark.size}, seed {mark.seed}."
    return SettingsError(
        what, where=str(folder), next_step="Name a new folder: alkasba init my-shop"
    )
