"""Later rows only: where the last fetch ended, and which rows of the overlap it had brought."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from alkasba.derive.sql import literal
from alkasba.sources.database.overlap import is_whole
from alkasba.sources.database.texts import Texts, read

ENDED = b"alkasba.ended"


@dataclass(frozen=True, slots=True)
class Ended:
    """Where a fetch ended: `until` is the highest value seen of `column`, as the origin tells it.

    `rows` is what was asked for behind FROM, `names` the columns that came. Where any of it is
    no longer so, what was kept does not go with what comes, and all is fetched anew.
    """

    rows: str
    column: str
    names: tuple[str, ...]
    until: str


class Window:
    """The rows of the last fetch that the next one will bring again, by digest.

    A row that comes again as it was is left out. One that was changed, and changed back, comes
    again each time: only what the fetch just before this one brought counts as known.
    """

    def __init__(self, folder: Path, rows: str, fetched_at: str) -> None:
        name = hashlib.sha256(f"{rows} {fetched_at}".encode()).hexdigest()[:24]
        self.path = folder / "windows" / f"{name}.parquet"

    def ended(self) -> Ended | None:
        """Where that fetch ended; None where nothing tells, and all is to be fetched."""
        try:
            told = json.loads(pq.read_metadata(self.path).metadata[ENDED])
            return Ended(**told | {"names": tuple(told["names"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def known(self, fetched: Path, column: str) -> list[int]:
        """The positions of rows that had been there already, as often as they had been."""
        with _digests(fetched, column) as db:
            found = db.execute(
                "SELECT position FROM digests SEMI JOIN read_parquet($1) AS last "
                "USING (digest, nth)",
                [str(self.path)],
            ).fetchall()
        return [int(position) for (position,) in found]

    def write(self, fetched: Path, ended: Ended, least: str) -> None:
        """Keep the digests of the rows that the next fetch will see again, from `least` on."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = json.dumps(asdict(ended)).encode()
        with _digests(fetched, ended.column) as db:
            query = f"SELECT digest, nth FROM digests WHERE {_is_later(least)}"
            rows = cast(pa.Table, db.sql(query).to_arrow_table())
        pq.write_table(rows.replace_schema_metadata({ENDED: told}), self.path)


def forget_others(folder: Path, kept: set[Path]) -> None:
    """Drop what earlier fetches left."""
    for path in (folder / "windows").glob("*.parquet"):
        if path not in kept:
            path.unlink()


def _is_later(least: str) -> str:
    """Whether a row counts as later; one that wrongly does not comes once more, that is all."""
    if is_whole(least):
        return f"since IS NULL OR TRY_CAST(since AS HUGEINT) >= {least}"
    return f"since IS NULL OR since >= {literal(least)}"


@contextmanager
def _digests(fetched: Path, column: str) -> Iterator[DuckDBPyConnection]:
    """A table of the rows of a file: position, digest, the how manieth of its like, since."""
    texts = read(fetched)
    width = range(len(texts.names))
    row = " || ".join(f"coalesce(strlen(c{i}) || ':' || c{i}, '-')" for i in width)
    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        db.register("arrived", pa.RecordBatchReader.from_batches(_schema(width), _placed(texts)))
        db.execute(
            "CREATE TABLE digests AS SELECT position, digest, since, row_number() OVER "
            "(PARTITION BY digest ORDER BY position) AS nth FROM (SELECT position, "
            f"unhex(md5({row})) AS digest, c{texts.names.index(column)} AS since FROM arrived)"
        )
        yield db


def _schema(width: range) -> pa.Schema:
    return pa.schema([*((f"c{i}", pa.string()) for i in width), ("position", pa.int64())])


def _placed(texts: Texts) -> Iterator[pa.RecordBatch]:
    """The rows with their positions, their columns named by place: names may be alike."""
    start, schema = 0, _schema(range(len(texts.names)))
    for batch in texts.batches:
        positions = pa.array(range(start, start + batch.num_rows), pa.int64())
        yield pa.RecordBatch.from_arrays([*batch.columns, positions], schema=schema)
        start += batch.num_rows
