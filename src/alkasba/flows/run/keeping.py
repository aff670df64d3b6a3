"""What each run has read: named, kept as long as the policy says, and let go of then."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from alkasba.errors import SourceAway, SourceError
from alkasba.flows.run.pending import Origins
from alkasba.model.shop import Shop
from alkasba.ports import OriginFile, Remote
from alkasba.settings import Settings
from alkasba.sources import source_of
from alkasba.sources.copies import keep_copy
from alkasba.sources.extracts import EXTRACTS, Extracts, folder_of
from alkasba.sources.objects.kept import Kept

VERSION = 1
KEPT, WAITING = ".json", ".next"
"""What a run has read that was published, and of one of which nobody knows yet."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run and all the files that it has read, by source.

    `made_at` is the moment of the run, `day` the day on which its rows count as seen.
    """

    run: str
    made_at: datetime
    day: str
    files: Mapping[str, tuple[OriginFile, ...]]


def folder_of_runs(settings: Settings) -> Path:
    """One file a run, which names what the run has read."""
    return settings.build / "runs"


def kept_runs(settings: Settings) -> list[KeptRun]:
    """The runs whose origins are kept, the last one first."""
    found = [_read(path, settings.folder) for path in _paths(settings, KEPT)]
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def write_waiting(settings: Settings, kept: KeptRun) -> None:
    """Write down what a run has read, before it is published."""
    _write(folder_of_runs(settings) / f"{kept.run}{WAITING}", kept, settings.folder)


def settle_runs(settings: Settings, published: str | None) -> None:
    """Keep what waits for the published run; what waits for any other never happened."""
    for path in _paths(settings, WAITING):
        if path.stem == published:
            path.replace(path.with_suffix(KEPT))
        else:
            path.unlink()
    with suppress(OSError):
        # A shop of which nothing was published keeps nothing, not even an empty folder.
        folder_of_runs(settings).rmdir()


def with_copies(shop: Shop, origins: Origins) -> dict[str, tuple[OriginFile, ...]]:
    """The files of all sources; with copies of those that are the owner's, if the policy says so.

    Raises SourceAway where one changed before it was copied.
    """
    if not shop.policy.extracts.files:
        return dict(origins.files)
    return {name: _copied(shop, name, origins) for name in origins.files}


def _copied(shop: Shop, name: str, origins: Origins) -> tuple[OriginFile, ...]:
    source, files = shop.sources[name], origins.files[name]
    folder = folder_of(source, shop.folder)
    if isinstance(source_of(source), Remote):
        return files
    paths = {file.path: file for file in files if not file.path.is_relative_to(folder)}
    copies = {path: keep_copy(file, source.kind, folder) for path, file in paths.items()}
    now = {file.name: file.fingerprint for file in origins.again(name)}
    for file in files:
        if now.get(file.name) != file.fingerprint:
            raise SourceAway(
                "the file was changed before it could be copied.",
                where=file.name,
                next_step="Run again when whoever writes it has finished.",
            )
    return tuple(replace(file, path=copies.get(file.path, file.path)) for file in files)


def keep_again(
    settings: Settings, shop: Shop, origins: Origins, *, run: str, now: datetime
) -> None:
    """Keep what the published run has read, where that is not done or the policy is another now.

    The origins must say what that run has read.
    """
    found = next((kept for kept in kept_runs(settings) if kept.run == run), None)
    known = found or KeptRun(run, now, now.date().isoformat(), {})
    wanted = replace(known, files=with_copies(shop, origins))
    if wanted != found:
        write_waiting(settings, wanted)
        settle_runs(settings, run)


def let_go(settings: Settings, shop: Shop, *, published: str | None, now: datetime) -> None:
    """Drop what runs have read longer ago than the policy keeps it.

    What the published run has read stays, and so does what was fetched last.
    """
    least = timedelta(days=shop.policy.extracts.days)
    for kept in kept_runs(settings):
        if kept.run != published and now - kept.made_at > least:
            (folder_of_runs(settings) / f"{kept.run}{KEPT}").unlink()
    drop_unnamed(settings)
    _drop_undeclared(settings, shop)


def drop_unnamed(settings: Settings) -> None:
    """Delete the files of rows that nothing names: no kept run, and not what was fetched last."""
    named = _named(settings)
    for folder in _folders(settings):
        ours = {path.name for path in named if path.parent == folder}
        Extracts(folder).drop_others(ours | Kept(folder).files())


def _drop_undeclared(settings: Settings, shop: Shop) -> None:
    """What was fetched last of a source that is no longer declared is of no use to any run."""
    named = {path.parent for path in _named(settings)}
    for folder in _folders(settings):
        if folder.name not in shop.sources and folder not in named:
            Extracts(folder).drop()


def _named(settings: Settings) -> set[Path]:
    paths = [*_paths(settings, KEPT), *_paths(settings, WAITING)]
    runs = [_read(path, settings.folder) for path in paths]
    return {file.path for run in runs for files in run.files.values() for file in files}


def _folders(settings: Settings) -> list[Path]:
    return [path for path in (settings.build / EXTRACTS).glob("*") if path.is_dir()]


def _paths(settings: Settings, suffix: str) -> list[Path]:
    return sorted(folder_of_runs(settings).glob(f"*{suffix}"))


def _write(path: Path, kept: KeptRun, shop: Path) -> None:
    told = {
        "version": VERSION,
        "made_at": kept.made_at.isoformat(),
        "day": kept.day,
        "files": {n: [_told(file, shop) for file in files] for n, files in kept.files.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _told(file: OriginFile, shop: Path) -> dict[str, object]:
    """A file as it is written down; a shop that moves takes what lies inside along."""
    inside = file.path.is_relative_to(shop)
    path = file.path.relative_to(shop) if inside else file.path
    said = asdict(file) | {"path": str(path)}
    return {name: value for name, value in said.items() if value is not None}


def _read(path: Path, shop: Path) -> KeptRun:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        files = {n: tuple(_file(f, shop) for f in files) for n, files in told["files"].items()}
        return KeptRun(path.stem, datetime.fromisoformat(told["made_at"]), told["day"], files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SourceError(
            f"what a run has read cannot be told: {type(error).__name__}.",
            where=str(path),
            next_step="Delete the file: that run cannot be replayed any more; all else goes on.",
        ) from None


def _file(told: Mapping[str, Any], shop: Path) -> OriginFile:
    return OriginFile(**{**told, "path": shop / told["path"]})


def is_kept(file: OriginFile, settings: Settings) -> bool:
    """Whether a file is one of ours, which nobody else changes."""
    return file.path.is_relative_to(settings.build / EXTRACTS)


def kept_bytes(kept: KeptRun, settings: Settings) -> int:
    """How many bytes we keep of what a run has read; other runs may share them."""
    files = [file for found in kept.files.values() for file in found if is_kept(file, settings)]
    return sum(path.stat().st_size for path in {file.path for file in files} if path.exists())
