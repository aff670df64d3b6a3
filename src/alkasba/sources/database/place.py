"""One place of a database while it is fetched, and the files that its rows are kept in."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alkasba.sources.database import texts
from alkasba.sources.database.dialect import Later, Snapshot
from alkasba.sources.database.overlap import Overlap
from alkasba.sources.extracts import Extracts, Fetched, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table, a view or a query: `rows` is what stands behind FROM.

    `there` are its columns, `names` those that are fetched, and `key` what tells its rows apart
    where that is known. `since` tells which rows are later; what is kept is compared with all that
    is there each time that `compare` has gone by.
    """

    source: str
    kept: Extracts
    snapshot: Snapshot
    name: str
    rows: str
    there: tuple[str, ...]
    names: tuple[str, ...]
    key: tuple[str, ...] = ()
    since: str | None = None
    overlap: Overlap = None
    compare: timedelta | None = None

    def written(self, newer: Later | None, *, until: str = "") -> Fetched:
        """All rows, or the later ones, in a new file."""
        fetched_at = self._moment()
        path = self.kept.path(_file_name(self.name, fetched_at))
        rows = self.snapshot.texts(self.rows, self.names, newer)
        others = tuple(name for name in self.there if name not in self.names)
        records = texts.write(replace(rows, others=others), path)
        return Fetched(self.name, path, records, fetched_at, until, is_whole=newer is None)

    def rewritten(self, part: Part, gone: Sequence[int]) -> Fetched:
        """A kept file without some rows; what is read again is this file alone."""
        told = f"{part.fetched_at} without {len(gone)} of {part.fingerprint}"
        path = self.kept.path(_file_name(self.name, told))
        rows = texts.without(texts.read(self.kept.folder / part.file), gone)
        records, old = texts.write(rows, path), (part.file,)
        return Fetched(
            part.rows, path, records, part.fetched_at, part.until, is_whole=False, replaces=old
        )

    def keys(self) -> Path:
        """The keys of all rows that are there, in a file of their own."""
        path = self.kept.path(_file_name(self.name, "keys"))
        texts.write(self.snapshot.texts(self.rows, self.key), path)
        return path

    def _moment(self) -> str:
        """Now, later than any before, whatever the clock does: files are read in this order."""
        now = moment()
        for part in self.kept.of(self.name):
            now = max(now, datetime.fromisoformat(part.fetched_at) + timedelta(microseconds=1))
        return now.isoformat(timespec="microseconds")


def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)


def _file_name(place: str, told: str) -> str:
    plain = re.sub(r"\W+", "_", place, flags=re.ASCII).strip("_")[:40]
    digest = hashlib.sha256(f"{place} {told}".encode()).hexdigest()[:12]
    return f"{plain}-{digest}.parquet"
