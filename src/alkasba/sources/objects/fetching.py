"""Fetches files that lie elsewhere: what is new or has changed, all of it or nothing."""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import cast

from alkasba.errors import SourceAway, SourceError
from alkasba.ports import Wanted
from alkasba.report import Tell
from alkasba.sources.objects.address import WEB, is_elsewhere, place_of, scheme_of
from alkasba.sources.objects.kept import Copy, Kept, patterns_of
from alkasba.sources.objects.store import Object, Silent, Store
from alkasba.sources.objects.web import WebStore

PAUSES_SECONDS = (1.0, 5.0)
"""How long to wait before each further try, where a store does not answer."""
MOST_READ = 3


def store_of(pattern: str, where: str) -> Store:
    """What speaks to the place of a pattern; its package is loaded only where one is declared."""
    if scheme_of(pattern) in WEB:
        return WebStore(pattern, where)
    try:
        spoken = import_module(f"{__package__}.remote")
    except ImportError:
        raise SourceError(
            "what reads object stores is not installed.",
            where=place_of(pattern, where),
            next_step="Run: pip install 'alkasba[objects]'",
        ) from None
    return cast(Store, spoken.RemoteStore(pattern, where))


def fetch_objects(wanted: Sequence[Wanted], *, tell: Tell) -> None:
    """Bring what is kept of files elsewhere up to date; nothing is kept before all is there."""
    of_all = [_fetch(one, tell) for one in wanted]
    for one, copies in zip(wanted, of_all, strict=True):
        Kept(one.folder).keep(patterns_of(one.source), copies)


def _fetch(wanted: Wanted, tell: Tell) -> list[Copy]:
    started = time.perf_counter()
    kept, source = Kept(wanted.folder), wanted.source
    known = {copy.key: copy for copy in kept.copies(patterns_of(source)) or ()}
    copies: dict[str, Copy] = {}
    for pattern in source.files:
        if is_elsewhere(pattern):
            found = _patiently(pattern, source.name, kept, known | copies, tell)
            # Where two patterns find it, the first one names it, as of files here.
            copies = {copy.key: copy for copy in found} | copies
    new = [copy for copy in copies.values() if copy.file not in {c.file for c in known.values()}]
    tell(
        "origin.fetched",
        source=source.name,
        files=len(copies),
        new=len(new),
        bytes=sum(copy.size for copy in new),
        seconds=round(time.perf_counter() - started, 3),
    )
    return list(copies.values())


def _patiently(
    pattern: str, source: str, kept: Kept, known: Mapping[str, Copy], tell: Tell
) -> list[Copy]:
    """The copies of one pattern; what was fetched before a store fell silent is not asked again."""
    brought, where = dict(known), f"sources/{source}.toml, files"
    pauses = iter(PAUSES_SECONDS)
    while True:
        try:
            with closing(store_of(pattern, where)) as store:
                return list(_copies(store, where, kept, brought))
        except Silent:
            if (pause := next(pauses, None)) is None:
                raise
        tell("origin.lost", source=source, again_in_seconds=pause)
        time.sleep(pause)


def _copies(store: Store, where: str, kept: Kept, brought: dict[str, Copy]) -> Iterator[Copy]:
    for one in store.list():
        held = brought.get(one.key)
        is_same = held is not None and bool(one.mark) and held.mark == one.mark
        if held is None or not is_same or not (kept.folder / held.file).is_file():
            held = _brought(store, one, where, kept, held)
            brought[one.key] = held
        yield held


def _brought(store: Store, one: Object, where: str, kept: Kept, held: Copy | None) -> Copy:
    """A copy of an object as it was at one moment; it may change while it is read."""
    for _ in range(MOST_READ):
        path, before = kept.path(one.key, one.name), store.again(one)
        copy = _written(store, one, path)
        if store.again(one).mark == before.mark and before.size in (None, copy.size):
            if held and held.digest == copy.digest and (kept.folder / held.file).is_file():
                path.unlink()
                return Copy(one.key, one.name, one.mark, held.file, held.digest, held.size)
            return copy
        path.unlink()
    raise SourceAway(
        f"{one.name} changes each time it is fetched.",
        where=where,
        next_step="Run again when it is whole; better is to write it elsewhere and to rename it.",
    )


def _written(store: Store, one: Object, path: Path) -> Copy:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        for part in store.read(one):
            out.write(part)
            digest.update(part)
            size += len(part)
        out.flush()
        os.fsync(out.fileno())
    return Copy(one.key, one.name, one.mark, path.name, digest.hexdigest()[:32], size)
