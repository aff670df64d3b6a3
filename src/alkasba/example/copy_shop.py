"""Makes a whole example shop in a folder: its declarations and its data."""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

from alkasba.errors import SettingsError
from alkasba.example.generate import PLANTED, Progress, make_data
from alkasba.example.planted import Planted, read_planted
from alkasba.example.size import SizeName

MARK = ".alkasba-example.json"
"""Says which example shop stands in a folder, and whether it is complete."""


def make_shop(
    folder: Path, *, size: SizeName, seed: int = 1, progress: Progress | None = None
) -> Planted:
    """Make the example shop in an empty folder; where it is complete already, change nothing."""
    mark = _read_mark(folder)
    if mark == {"size": size, "seed": seed, "is_complete": True}:
        return read_planted(folder / "data" / PLANTED)
    if mark is not None and not mark["is_complete"]:
        _clear_unfinished(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise _occupied(folder, mark)
    folder.mkdir(parents=True, exist_ok=True)
    _write_mark(folder, size, seed, is_complete=False)
    planted = make_data(folder / "data", size=size, seed=seed, progress=progress)
    _copy_declarations(folder)
    _write_mark(folder, size, seed, is_complete=True)
    return planted


def _read_mark(folder: Path) -> dict[str, object] | None:
    path = folder / MARK
    if not path.is_file():
        return None
    mark: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return mark


def _write_mark(folder: Path, size: str, seed: int, *, is_complete: bool) -> None:
    unfinished = folder / f"{MARK}.part"
    mark = {"size": size, "seed": seed, "is_complete": is_complete}
    unfinished.write_text(json.dumps(mark) + "\n", encoding="utf-8")
    unfinished.replace(folder / MARK)


def _occupied(folder: Path, mark: dict[str, object] | None) -> SettingsError:
    if mark is None:
        what = "the folder is not empty, and what is in it stays as it is."
    else:
        what = f"another example shop is here: size {mark['size']}, seed {mark['seed']}."
    return SettingsError(
        what, where=str(folder), next_step="Name a new folder: alkasba init my_shop"
    )


def _clear_unfinished(folder: Path) -> None:
    """Remove what a run that was stopped left: the folder was empty when it began."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    for name in _declarations():
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _declarations() -> list[str]:
    return sorted(part.name for part in (files("alkasba.example") / "shop").iterdir())


def _copy_declarations(folder: Path) -> None:
    # The place of the data is copied last: before it, no command takes the folder for a shop.
    names = sorted(_declarations(), key=lambda name: name == "alkasba.toml")
    with as_file(files("alkasba.example") / "shop") as shop:
        for name in names:
            if (shop / name).is_dir():
                shutil.copytree(shop / name, folder / name)
            else:
                shutil.copyfile(shop / name, folder / name)
