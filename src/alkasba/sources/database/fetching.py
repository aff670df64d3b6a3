"""Fetches what feeds read of one database: all of it as it was at one moment, or nothing."""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from alkasba.errors import SourceError
from alkasba.ports import Secret, Wanted
from alkasba.report import Tell
from alkasba.sources.database import later, texts, troubles
from alkasba.sources.database.declared import Declared
from alkasba.sources.database.dialect import Later, Snapshot, snapshot_of
from alkasba.sources.database.overlap import less
from alkasba.sources.database.query import is_query
from alkasba.sources.database.troubles import Refused
from alkasba.sources.extracts import Extracts, Fetched

PAUSES_SECONDS = (1.0, 5.0)
"""How long to wait before each further try, where a database was there and is gone."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One source at a database: what it declares, what is wanted of it, what is kept."""

    wanted: Wanted
    declared: Declared
    kept: Extracts

    @property
    def name(self) -> str:
        return self.wanted.source.name


def origins_of(wanted: Sequence[Wanted]) -> list[list[Origin]]:
    """The sources, those together that one view of one database is to serve."""
    groups: dict[object, list[Origin]] = {}
    for one in wanted:
        declared = cast(Declared, one.source.own)
        origin = Origin(one, declared, Extracts(one.folder))
        groups.setdefault((declared.address, declared.secret), []).append(origin)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Brought:
    """What one place gave; nothing where nothing later is there."""

    fetched: Fetched | None
    window: Path | None = None


def fetch(origins: Sequence[Origin], secret: Secret, tell: Tell) -> list[list[Brought]]:
    """What the sources of one database hold now, in files that nobody counts yet."""
    declared, name = origins[0].declared, origins[0].name
    password = secret(declared.secret) if declared.secret else ""
    pauses, was_there = iter(PAUSES_SECONDS), False
    while True:
        try:
            with snapshot_of(declared.address, password) as snapshot:
                return [_fetch_places(origin, snapshot, tell) for origin in origins]
        except Refused as refused:
            was_there = was_there or refused.is_lost
            may_come_back = was_there and refused.kind in ("lost", "away")
            pause = next(pauses, None) if may_come_back else None
            if pause is None:
                raise troubles.told(refused, declared.address, source=name) from None
        tell("origin.lost", source=name, again_in_seconds=pause)
        time.sleep(pause)


def keep(origin: Origin, brought: Sequence[Brought]) -> None:
    """Make it what is kept of a source, in place of what was."""
    origin.kept.keep([one.fetched for one in brought if one.fetched])
    later.forget_others(origin.kept.folder, {one.window for one in brought if one.window})


def _fetch_places(origin: Origin, snapshot: Snapshot, tell: Tell) -> list[Brought]:
    found = []
    for place in origin.wanted.rows:
        started = time.perf_counter()
        with _about(origin, place):
            one = _fetch_place(origin, place, snapshot)
        records = one.fetched.records if one.fetched else 0
        seconds = round(time.perf_counter() - started, 3)
        tell("origin.fetched", source=origin.name, rows=place, records=records, seconds=seconds)
        found.append(one)
    return found


@contextmanager
def _about(origin: Origin, place: str) -> Iterator[None]:
    """Tell at which place it went wrong; where the connection was lost, it was not the place."""
    try:
        yield
    except Refused as refused:
        if refused.is_lost:
            raise
        address = origin.declared.address
        raise troubles.told(refused, address, source=origin.name, rows=place) from None


def _fetch_place(origin: Origin, place: str, snapshot: Snapshot) -> Brought:
    rows = _rows_of(origin, place, snapshot)
    names = snapshot.columns(rows)
    if len(set(names)) < len(names):
        raise Refused("same names")
    column = origin.declared.since.get(place)
    if column is None:
        return Brought(_written(origin, place, snapshot, rows, None))
    if column not in names:
        raise troubles.no_column(column, names, source=origin.name, rows=place)
    return _fetch_later(origin, place, snapshot, later.Ended(rows, column, tuple(names), ""))


def _rows_of(origin: Origin, place: str, snapshot: Snapshot) -> str:
    """What stands behind FROM."""
    if is_query(place):
        # On lines of its own: the query may end in a comment.
        return f"(\n{origin.declared.queries[place]}\n) AS {snapshot.quoted('asked')}"
    places = set(snapshot.places())
    default = origin.declared.schema or snapshot.default_schema()
    schema, _, name = place.partition(".")
    for found in ((default, place), (schema, name)):
        if found in places:
            return ".".join(snapshot.quoted(part) for part in found)
    names = [name for schema, name in places if schema == default]
    names += [f"{schema}.{name}" for schema, name in places]
    raise troubles.no_place(place, sorted(names), source=origin.name)


def _fetch_later(origin: Origin, place: str, snapshot: Snapshot, asked: later.Ended) -> Brought:
    """All rows the first time; then those from a little before the last end, without known ones."""
    folder = origin.kept.folder
    parts = origin.kept.of(place)
    last = later.Window(folder, place, parts[-1].fetched_at) if parts else None
    ended = last.ended() if last else None
    if ended and (ended.rows, ended.column, ended.names) != (asked.rows, asked.column, asked.names):
        ended = None
    least = _less(origin, place, ended.until) if ended and ended.until else ""
    until = snapshot.highest(asked.rows, asked.column) or ""
    newer = Later(asked.column, least) if least else None
    fetched = _written(origin, place, snapshot, asked.rows, newer, until=until)
    window = later.Window(folder, place, fetched.fetched_at)
    ended_now = later.Ended(asked.rows, asked.column, asked.names, until)
    window.write(fetched.path, ended_now, _less(origin, place, until) if until else "")
    if not least or last is None:
        return Brought(fetched, window.path)
    known = last.known(fetched.path, asked.column)
    if len(known) == fetched.records:
        return Brought(None, last.path)
    return Brought(_only_new(fetched, known), window.path)


def _only_new(fetched: Fetched, known: Sequence[int]) -> Fetched:
    path = fetched.path.with_suffix(".new.parquet")
    records = texts.write(texts.without(texts.read(fetched.path), known), path)
    return Fetched(fetched.rows, path, records, fetched.fetched_at, fetched.until, is_whole=False)


def _less(origin: Origin, place: str, until: str) -> str:
    try:
        return less(until, origin.declared.overlap)
    except ValueError as error:
        raise SourceError(
            f"later rows of '{place}' cannot be told: {error}",
            where=f"sources/{origin.name}.toml, since.{place}",
            next_step="Correct overlap, name another column, or leave out since to fetch all.",
        ) from None


def _written(
    origin: Origin,
    place: str,
    snapshot: Snapshot,
    rows: str,
    newer: Later | None,
    *,
    until: str = "",
) -> Fetched:
    fetched_at = _now(origin.kept, place)
    path = origin.kept.path(_file_name(place, fetched_at))
    records = texts.write(snapshot.texts(rows, newer), path)
    return Fetched(place, path, records, fetched_at, until, is_whole=newer is None)


def _now(kept: Extracts, place: str) -> str:
    """The moment, later than any before, whatever the clock does: files are read in this order."""
    now = datetime.now(UTC)
    for part in kept.of(place):
        now = max(now, datetime.fromisoformat(part.fetched_at) + timedelta(microseconds=1))
    return now.isoformat(timespec="microseconds")


def _file_name(place: str, fetched_at: str) -> str:
    plain = re.sub(r"\W+", "_", place, flags=re.ASCII).strip("_")[:40]
    digest = hashlib.sha256(f"{place} {fetched_at}".encode()).hexdigest()[:12]
    return f"{plain}-{digest}.parquet"
