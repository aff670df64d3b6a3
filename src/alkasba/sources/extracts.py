"""What was fetched from an origin elsewhere, kept as readable files, and what each of them is."""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.ports import OriginFile

EXTRACTS = "extracts"
MANIFEST = "manifest.json"
VERSION = 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """One file of fetched rows.

    `rows` is the place in the origin, `file` the name in the folder, `records` how many rows it
    holds, `fetched_at` the moment as ISO text. `until` is the highest value seen of the column by
    which only later rows are fetched.
    """

    rows: str
    file: str
    fingerprint: str
    records: int
    fetched_at: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows that were just written to `path`, in the folder but not yet among what is kept.

    `is_whole` means that they stand in place of all that was kept of their place; else they are
    added to it, in place of the files that `replaces` names.
    """

    rows: str
    path: Path
    records: int
    fetched_at: str
    until: str = ""
    is_whole: bool = True
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows an origin held at a moment (ISO text), and how many were kept of them."""

    at: str
    there: int
    kept: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is kept, and by place when it was last compared, and counted, with what is there."""

    parts: tuple[Part, ...] = ()
    compared: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, Count] = field(default_factory=dict)


class Extracts:
    """The folder of one origin: files of rows, and a manifest that is written last.

    A file that the manifest does not name was left by a fetch that did not end, and counts for
    nothing. The folder holds rows as the origin gave them, so that only its owner may read it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def parts(self) -> tuple[Part, ...]:
        """What is kept, in the order in which it was fetched."""
        return self._told().parts

    def compared(self, rows: str) -> str:
        """When all that is kept of a place was last as the origin held it, as ISO text."""
        told = self._told()
        fetched = min((part.fetched_at for part in told.parts if part.rows == rows), default="")
        return max(fetched, told.compared.get(rows, ""))

    def counted(self) -> dict[str, Count]:
        """What was counted of each place since it was last as the origin held it."""
        counted = self._told().counted.items()
        return {rows: count for rows, count in counted if count.at > self.compared(rows)}

    def _told(self) -> Manifest:
        try:
            told = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            for moment in (compared := dict(told.get("compared", {}))).values():
                datetime.fromisoformat(moment)
            counted = {rows: Count(**count) for rows, count in told.get("counted", {}).items()}
            return Manifest(tuple(Part(**part) for part in told["parts"]), compared, counted)
        except FileNotFoundError:
            return Manifest()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SourceError(
                f"what was fetched cannot be used: {type(error).__name__} in {MANIFEST}.",
                where=str(self.folder),
                next_step="Delete the folder and run again: everything is fetched anew.",
            ) from None

    def of(self, rows: str) -> list[Part]:
        """What is kept of one place."""
        return [part for part in self.parts() if part.rows == rows]

    def until(self, rows: str) -> str:
        """The highest value seen so far of the column by which later rows are fetched."""
        return max((part.until for part in self.of(rows)), default="")

    def path(self, name: str) -> Path:
        """Where a new file of rows is to be written; the folder is made, for its owner alone."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / name

    def keep(
        self,
        fetched: Iterable[Fetched],
        *,
        compared: Mapping[str, str] | None = None,
        counted: Mapping[str, Count] | None = None,
    ) -> None:
        """Make all of it what is kept, at once; what is equal to what is kept changes nothing.

        `compared` tells of places when all that is kept was last as the origin held it. Files that
        are not named any more stay until `drop_others`: a run may have read them.
        """
        known = self._told()
        parts = list(known.parts)
        for one in fetched:
            parts = _with(parts, one)
        moments = {**known.compared, **(compared or {})}
        self._write(Manifest(tuple(parts), moments, {**known.counted, **(counted or {})}))

    def drop_others(self, named: Collection[str]) -> None:
        """Delete the files that neither the manifest names nor `named` does."""
        kept = {part.file for part in self.parts()} | {MANIFEST, *named}
        for path in self.folder.iterdir():
            if path.name not in kept and path.is_file():
                path.unlink()

    def drop(self) -> None:
        """Delete all of it; the manifest first, so that it never names what is gone."""
        (self.folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, manifest: Manifest) -> None:
        told = {name: value for name, value in asdict(manifest).items() if value}
        text = json.dumps({"version": VERSION, "parts": (), **told}, indent=1)
        target = self.path(MANIFEST)
        draft = target.with_suffix(".next")
        with draft.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)


def _with(parts: list[Part], fetched: Fetched) -> list[Part]:
    parts = [part for part in parts if part.file not in fetched.replaces]
    new = Part(
        fetched.rows,
        fetched.path.name,
        digest_of(fetched.path),
        fetched.records,
        fetched.fetched_at,
        fetched.until,
    )
    same = [p for p in parts if p.rows == new.rows and p.fingerprint == new.fingerprint]
    if same:
        # The file that is kept already says the same; the new one goes.
        known = replace(same[-1], fetched_at=new.fetched_at, until=max(same[-1].until, new.until))
        kept = [part for part in parts if part.rows != new.rows] if fetched.is_whole else parts
        return [*(part for part in kept if part is not same[-1]), known]
    if fetched.is_whole:
        parts = [part for part in parts if part.rows != new.rows]
    return [*parts, new]


def digest_of(path: Path) -> str:
    """What a file holds, as a fingerprint; all of it is on the disk then."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        os.fsync(file.fileno())
    return digest.hexdigest()[:32]


def folder_of(source: Source, shop: Path) -> Path:
    """Where what is fetched of a source is kept."""
    return shop / "build" / EXTRACTS / source.name


def list_extracts(source: Source, shop: Path, *, is_whole: bool) -> list[OriginFile]:
    """What is kept of a source, as files to land.

    A place that is fetched as a whole keeps its name when its rows change, so that new rows stand
    in place of old ones. Raises SourceAway where nothing was ever fetched.
    """
    folder = folder_of(source, shop)
    parts = Extracts(folder).parts()
    if not parts:
        raise SourceAway(
            "nothing was fetched yet.",
            where=f"sources/{source.name}.toml",
            next_step="Run: alkasba run",
        )
    return [_file(source, folder, part, is_whole=is_whole) for part in parts]


def _file(source: Source, folder: Path, part: Part, *, is_whole: bool) -> OriginFile:
    name = "/".join(filter(None, (source.name, part.rows, "" if is_whole else part.fetched_at)))
    path = folder / part.file
    size = path.stat().st_size if path.exists() else 0
    rows, records = part.rows or None, part.records
    return OriginFile(name, path, part.fingerprint, size, rows=rows, records=records)
