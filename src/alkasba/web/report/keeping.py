"""Puts a file where it is wanted: as a whole, or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from alkasba.errors import SettingsError


def check_place(file: Path) -> None:
    """Raise SettingsError where a file cannot be put."""
    if not file.parent.is_dir():
        raise SettingsError(
            f"there is no folder {file.parent}.",
            where="--to",
            next_step="Make the folder, or choose another.",
        )
    # To take the place of a folder or a device would be to destroy it.
    if file.exists() and not file.is_file():
        raise SettingsError(
            f"{file} is there already, and is no file.",
            where="--to",
            next_step="Choose the name of a file.",
        )


def keep(file: Path, data: bytes) -> None:
    """Write a file beside its place, then put it there; what was there stays until then."""
    check_place(file)
    # Where the name leads elsewhere, the file there is replaced, not the way to it.
    place = file.resolve()
    half = place.with_name(f".{place.name}.{os.getpid()}.half")
    try:
        with half.open("wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        half.replace(place)
    finally:
        with suppress(FileNotFoundError):
            half.unlink()
