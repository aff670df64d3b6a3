"""What is gone at an origin, and what was never fetched: its keys against all that is kept."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.errors import SourceError
from alkasba.report import Tell
from alkasba.sources.database.place import Place, moment
from alkasba.sources.database.texts import shape
from alkasba.sources.extracts import Count

MEMORY = "1GB"
COUNT_EVERY = timedelta(days=1)
"""Counting reads the keys of all that is kept, and asks the origin to count."""


@dataclass(frozen=True, slots=True)
class Compared:
    """By kept file the positions of rows that are gone, and how many rows were never fetched."""

    gone: dict[Path, list[int]] = field(default_factory=dict)
    unknown: int = 0


def is_due(place: Place) -> bool:
    """Whether it is time to compare what is kept of a place with all that is there."""
    if place.compare is None or not place.key:
        return False
    return moment() - datetime.fromisoformat(place.kept.compared(place.name)) >= place.compare


def compare_kept(place: Place, files: Sequence[Path], tell: Tell) -> Compared:
    """Compare the files of a place with what it holds now; only its keys are fetched."""
    spill = place.kept.folder / "spill"
    there = place.keys()
    try:
        found = compare(there, files, place.key, spill)
    finally:
        there.unlink()
        shutil.rmtree(spill, ignore_errors=True)
    figures = {"gone": sum(map(len, found.gone.values())), "unknown": found.unknown}
    tell("origin.compared", source=place.source, rows=place.name, **figures)
    return found


def count_kept(place: Place, files: Sequence[Path], tell: Tell) -> Count | None:
    """How many rows there are and how many are kept; nothing where that was counted today.

    Those that were deleted there make the second greater, those that were written later than the
    overlap allows for the first.
    """
    now, known = moment(), place.kept.counted().get(place.name)
    if not place.key or (known and now - datetime.fromisoformat(known.at) < COUNT_EVERY):
        return None
    kept, there = _different(files, place.key), place.snapshot.count(place.rows)
    if there != kept:
        # A place may hold a row for each change; then its keys are fewer than its rows.
        there = place.snapshot.count(place.rows, place.key)
    if there != kept:
        tell("origin.differs", source=place.source, rows=place.name, there=there, kept=kept)
    return Count(now.isoformat(timespec="microseconds"), there, kept)


def _different(files: Sequence[Path], key: Sequence[str]) -> int:
    """How many rows of the files differ in their key."""
    with _workbench(files[0].parent / "spill") as db:
        db.execute("CREATE TABLE seen (id UHUGEINT)")
        for path in files:
            _make_keys(db, "here", path, key)
            db.execute("INSERT INTO seen SELECT id FROM here")
        return int(db.execute("SELECT count(DISTINCT id) FROM seen").fetchall()[0][0])


def compare(there: Path, kept: Sequence[Path], key: Sequence[str], spill: Path) -> Compared:
    """Compare the rows of a file, which has the keys of all that is there, with what is kept.

    Rows are told apart by a number made of the key, so that many millions need little memory; what
    does not fit lies in `spill`.
    """
    with _workbench(spill) as db:
        _make_keys(db, "there", there, key)
        db.execute("CREATE TABLE seen (id UHUGEINT)")
        gone = {}
        for path in kept:
            _make_keys(db, "here", path, key)
            sql = "SELECT position FROM here ANTI JOIN there USING (id) ORDER BY position"
            if positions := [int(position) for (position,) in db.execute(sql).fetchall()]:
                gone[path] = positions
            db.execute("INSERT INTO seen SELECT id FROM here")
        unknown = db.execute("SELECT count(*) FROM there ANTI JOIN seen USING (id)").fetchall()
    return Compared(gone, int(unknown[0][0]))


@contextmanager
def _workbench(spill: Path) -> Iterator[DuckDBPyConnection]:
    with duckdb.connect(config={"temp_directory": str(spill), "memory_limit": MEMORY}) as db:
        db.execute("SET threads = 1")
        yield db


def _make_keys(db: DuckDBPyConnection, table: str, path: Path, key: Sequence[str]) -> None:
    """A table of the rows of a file: position and key."""
    try:
        names = shape(path).names
        # Columns by place: two names may differ by nothing that DuckDB minds.
        columns = ", ".join(f"c{place}" for place in range(len(names)))
        places = [names.index(name) for name in key]
        told = " || ".join(
            f"coalesce(strlen(c{place}) || ':' || c{place}, '-')" for place in places
        )
        db.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT position, md5_number({told}) AS id FROM "
            f"read_parquet($1, file_row_number = true) AS r ({columns}, position)",
            [str(path)],
        )
    except (OSError, ValueError, duckdb.IOException):
        raise SourceError(
            "what was fetched is gone or damaged.",
            where=str(path),
            next_step=f"Delete {path.parent} and run again: everything is fetched anew.",
        ) from None
