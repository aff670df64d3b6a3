"""What was fetched of files elsewhere: a copy of each, and what is known of it."""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.sources.extracts import folder_of
from alkasba.sources.objects.address import is_elsewhere

MANIFEST = "objects.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """An object as it was fetched: `file` is its copy, `digest` what that holds."""

    key: str
    name: str
    mark: str
    file: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of one source: copies, and a manifest that is written last.

    A copy that the manifest does not name was left by a fetch that did not end, and counts for
    nothing. Its owner alone may read the folder.
    """

    folder: Path

    def copies(self, patterns: str) -> tuple[Copy, ...] | None:
        """What is kept of these patterns; nothing where others were fetched, or none."""
        told = self._told()
        return told[1] if told and told[0] == patterns else None

    def _told(self) -> tuple[str, tuple[Copy, ...]] | None:
        """The patterns and the copies of the last fetch."""
        try:
            told = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            return told["patterns"], tuple(Copy(**copy) for copy in told["copies"])
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise SourceError(
                f"what was fetched cannot be used: {type(error).__name__} in {MANIFEST}.",
                where=str(self.folder),
                next_step="Delete the folder and run again: everything is fetched anew.",
            ) from None

    def path(self, key: str, name: str) -> Path:
        """A free place for a new copy: its suffixes stay, and nothing else that is foreign.

        Copies of one object begin alike, so that their order does not change with what they hold.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        found = re.search(r"(\.[A-Za-z0-9]{1,9}){1,2}$", name)
        suffixes = found[0] if found else ""
        paths = (self.folder / f"{digest}-{number}{suffixes}" for number in count(1))
        return next(path for path in paths if not path.exists())

    def keep(self, patterns: str, copies: Sequence[Copy]) -> None:
        """Make these what is kept, at once; what else lies there stays: a run may have read it."""
        told = {"version": VERSION, "patterns": patterns, "copies": list(map(asdict, copies))}
        target = self.folder / MANIFEST
        draft = target.with_suffix(".next")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with draft.open("w", encoding="utf-8") as file:
            file.write(json.dumps(told, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    def files(self) -> set[str]:
        """The names of all that is kept, whatever patterns it was fetched by."""
        told = self._told()
        return {MANIFEST, *(copy.file for copy in told[1])} if told else set()


def patterns_of(source: Source) -> str:
    """A mark of the patterns of a source that lead elsewhere; an address may hold a secret."""
    told = "\n".join(pattern for pattern in source.files if is_elsewhere(pattern))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def list_kept(source: Source, shop: Path) -> list[tuple[str, Path, str]]:
    """Name, copy and fingerprint of everything that is kept of a source's files elsewhere."""
    folder = folder_of(source, shop)
    copies = Kept(folder).copies(patterns_of(source))
    if copies is None:
        raise SourceAway(
            "its files elsewhere were not fetched yet.",
            where=f"sources/{source.name}.toml, files",
            next_step="Run: alkasba run",
        )
    gone = next((copy for copy in copies if not (folder / copy.file).is_file()), None)
    if gone is not None:
        raise SourceError(
            "what was fetched is gone.",
            where=gone.name,
            next_step=f"Delete {folder} and run again: everything is fetched anew.",
        )
    return [(copy.name, folder / copy.file, copy.digest) for copy in copies]
