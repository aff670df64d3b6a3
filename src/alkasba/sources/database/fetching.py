"""Fetches what feeds read of one database: all of it as it was at one moment, or nothing."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from alkasba.errors import SourceError
from alkasba.ports import Secret, Wanted
from alkasba.report import Tell
from alkasba.sources.database import later, texts, troubles
from alkasba.sources.database.comparing import Compared, compare_kept, count_kept, is_due
from alkasba.sources.database.declared import Declared
from alkasba.sources.database.dialect import Later, Snapshot, snapshot_of
from alkasba.sources.database.overlap import less
from alkasba.sources.database.place import Place, moment
from alkasba.sources.database.query import is_query
from alkasba.sources.database.troubles import Refused
from alkasba.sources.extracts import Count, Extracts, Fetched

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
    """What one place gave; nothing where nothing later is there.

    `without` are files that were kept, without the rows that are gone there; `compared` is the
    moment of that comparison, `counted` what was counted instead.
    """

    fetched: Fetched | None
    window: Path | None = None
    without: tuple[Fetched, ...] = ()
    compared: str = ""
    counted: Count | None = None


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
    fetched = [part for one in brought for part in (*one.without, one.fetched) if part]
    named = list(zip(origin.wanted.rows, brought, strict=True))
    compared = {place: one.compared for place, one in named if one.compared}
    counted = {place: one.counted for place, one in named if one.counted}
    origin.kept.keep(fetched, compared=compared, counted=counted)
    later.forget_others(origin.kept.folder, {one.window for one in brought if one.window})


def _fetch_places(origin: Origin, snapshot: Snapshot, tell: Tell) -> list[Brought]:
    found = []
    for place in origin.wanted.rows:
        started = time.perf_counter()
        with _about(origin, place):
            one = _fetch_place(origin, place, snapshot, tell)
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


def _fetch_place(origin: Origin, name: str, snapshot: Snapshot, tell: Tell) -> Brought:
    rows = _rows_of(origin, name, snapshot)
    there = snapshot.columns(rows)
    if len(set(there)) < len(there):
        raise Refused("same names")
    column = origin.declared.since.get(name)
    if column is not None and column not in there:
        raise troubles.no_column(column, there, source=origin.name, rows=name)
    place = _place(origin, name, snapshot, rows, there)
    if column is None:
        return Brought(place.written(None))
    return _fetch_later(place, later.Ended(rows, column, place.names, ""), tell)


def _place(origin: Origin, name: str, snapshot: Snapshot, rows: str, there: Sequence[str]) -> Place:
    """The place, with what is asked of it: by feeds and joins, and to tell which rows are later."""
    chosen = origin.wanted.choose(name, there)
    needed = {*chosen.names, *chosen.key, origin.declared.since.get(name)}
    names = tuple(column for column in there if column in needed)
    return Place(
        source=origin.name,
        kept=origin.kept,
        snapshot=snapshot,
        name=name,
        rows=rows,
        there=tuple(there),
        names=names,
        key=chosen.key,
        since=origin.declared.since.get(name),
        overlap=origin.declared.overlap,
        compare=origin.wanted.source.compare,
    )


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


def _fetch_later(place: Place, asked: later.Ended, tell: Tell) -> Brought:
    """All rows the first time; then those from a little before the last end, without known ones."""
    parts = place.kept.of(place.name)
    last = max((part.fetched_at for part in parts), default="")
    window = later.Window(place.kept.folder, place.name, last)
    ended = window.ended() if last else None
    if ended and (ended.rows, ended.column, ended.names) != (asked.rows, asked.column, asked.names):
        ended = None
    least = _less(place, ended.until) if ended and ended.until else ""
    now = replace(asked, until=place.snapshot.highest(asked.rows, asked.column) or "")
    if not least:
        return _fetch_from(place, now, None)
    brought = _fetch_from(place, now, Later(asked.column, least))
    files = [place.kept.folder / part.file for part in parts]
    files += [brought.fetched.path] if brought.fetched else []
    if not is_due(place):
        counted = count_kept(place, files, tell)
        return replace(_without_known(brought, window, asked.column), counted=counted)
    compared = compare_kept(place, files, tell)
    if compared.unknown:
        # They were written later than the overlap allows for, and nothing tells which they are.
        return _fetch_from(place, now, None)
    return _without_gone(place, brought, window, compared)


def _fetch_from(place: Place, ended: later.Ended, newer: Later | None) -> Brought:
    """The rows, and the window of those that the next fetch will see again."""
    fetched = place.written(newer, until=ended.until)
    window = later.Window(place.kept.folder, place.name, fetched.fetched_at)
    window.write(fetched.path, ended, _less(place, ended.until) if ended.until else "")
    return Brought(fetched, window.path)


def _without_known(brought: Brought, window: later.Window, column: str) -> Brought:
    """What was brought without the rows that the last fetch had brought already."""
    if brought.fetched is None:
        return brought
    known = window.known(brought.fetched.path, column)
    if len(known) == brought.fetched.records:
        return Brought(None, window.path)
    return replace(brought, fetched=_only_new(brought.fetched, known))


def _without_gone(
    place: Place, brought: Brought, window: later.Window, compared: Compared
) -> Brought:
    """What was brought, and what was kept without the rows that are gone there."""
    column = place.since or ""
    found = _without_known(brought, window, column)
    if compared.gone and found.fetched is None and brought.window:
        # A row that is gone, and comes again as it was, must not count as known.
        brought.window.replace(window.path)
    by_path = {place.kept.folder / part.file: part for part in place.kept.of(place.name)}
    without = tuple(place.rewritten(by_path[path], gone) for path, gone in compared.gone.items())
    return replace(found, without=without, compared=moment().isoformat(timespec="microseconds"))


def _only_new(fetched: Fetched, known: Sequence[int]) -> Fetched:
    path = fetched.path.with_suffix(".new.parquet")
    records = texts.write(texts.without(texts.read(fetched.path), known), path)
    return Fetched(fetched.rows, path, records, fetched.fetched_at, fetched.until, is_whole=False)


def _less(place: Place, until: str) -> str:
    try:
        return less(until, place.overlap)
    except ValueError as error:
        raise SourceError(
            f"later rows of '{place.name}' cannot be told: {error}",
            where=f"sources/{place.source}.toml, since.{place.name}",
            next_step="Correct overlap, name another column, or leave out since to fetch all.",
        ) from None
