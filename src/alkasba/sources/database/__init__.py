"""Rows from databases: tables, views and queries, fetched exactly, and only read."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import cast

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Secret, Wanted
from alkasba.report import Tell
from alkasba.sources.database.declared import Declared, read_declared
from alkasba.sources.database.fetching import fetch, keep, origins_of
from alkasba.sources.database.landed import land
from alkasba.sources.extracts import list_extracts

__all__ = ["DatabaseSource"]


class DatabaseSource:
    """Databases that SQL is spoken to: PostgreSQL, MySQL, MariaDB, SQLite, SQL Server."""

    def options(self, entry: Entry) -> Declared:
        """The url, the secret, and which rows count as later."""
        return read_declared(entry)

    def fetch(self, wanted: Sequence[Wanted], *, secret: Secret, tell: Tell) -> None:
        """Read each database in one view in which it stands still."""
        groups = origins_of(wanted)
        # Nothing is kept before everything is there.
        brought = [fetch(origins, secret, tell) for origins in groups]
        for origins, of_all in zip(groups, brought, strict=True):
            for origin, of_one in zip(origins, of_all, strict=True):
                keep(origin, of_one)

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
        """A file for each place; for one that is fetched by and by, one for each time."""
        since = cast(Declared, source.own).since
        whole = list_extracts(source, folder, is_whole=True)
        parts = list_extracts(source, folder, is_whole=False)
        pairs = zip(whole, parts, strict=True)
        return [part if part.rows in since else one for one, part in pairs]

    def land(
        self,
        source: SourceDeclaration,
        files: Sequence[OriginFile],
        workbench: DuckDBPyConnection,
        *,
        rows: str,
        names: Sequence[str],
        scratch: Path,
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        """Land the files of fetched rows, all columns, as exact texts."""
        yield from land(files, workbench)
