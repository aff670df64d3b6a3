"""What is gone at an origin, and what was never fetched: its keys against all that is kept."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from alkasba.report import Tell
from alkasba.sources.database.place import Place, moment
from alkasba.sources.database.texts import shape

MEMORY = "1GB"


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


def compare(there: Path, kept: Sequence[Path], key: Sequence[str], spill: Path) -> Compared:
    """Compare the rows of a file, which has the keys of all that is there, with what is kept.

    Rows are told apart by a number made of the key, so that many millions need little memory; what
    does not fit lies in `spill`.
    """
    with _workbench(spill) as db:
        _make_keys(db, "there", there, key)
        db.execute("CREATE TABLE seen AS SELECT id FROM there LIMIT 0")
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
    names = shape(path).names
    # Columns by place: two names may differ by nothing that DuckDB minds.
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    places = [names.index(name) for name in key]
    told = " || ".join(f"coalesce(strlen(c{place}) || ':' || c{place}, '-')" for place in places)
    db.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT position, md5_number({told}) AS id FROM "
        f"read_parquet($1, file_row_number = true) AS r ({columns}, position)",
        [str(path)],
    )
