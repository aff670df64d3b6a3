"""Builders for the tests of sources: a folder with files, landed on a workbench."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from alkasba.model.source import Source
from alkasba.ports import Landing, Unread
from alkasba.sources import source_of


@dataclass
class Landed:
    """What came of landing a folder."""

    landings: list[Landing]
    rows_by_landing: list[list[tuple[Any, ...]]]

    @property
    def one(self) -> Landing:
        (landing,) = self.landings
        return landing

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of all landings, without the index of their file."""
        return [row[:-1] for rows in self.rows_by_landing for row in rows]

    @property
    def unread(self) -> list[Unread]:
        return [row for landing in self.landings for row in landing.unread]

    @property
    def notes(self) -> list[str]:
        return [note for one in self.landings for file in one.files for note in file.notes]

    def lines(self, index: int = 0) -> list[int]:
        """Where each row of a file of the only landing starts."""
        count = sum(row[-1] == index for row in self.rows_by_landing[0])
        found = self.one.lines(index, range(count))
        return [found[place] for place in range(count)]


Land = Callable[..., Landed]


@pytest.fixture
def workbench() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def land(tmp_path: Path, workbench: duckdb.DuckDBPyConnection) -> Land:
    """Write the files, if any are given, and land what the pattern finds."""

    def land(
        files: dict[str, bytes] | bytes | None = None,
        *,
        kind: str = "csv",
        pattern: str = "in/*",
        rows_in: str = "",
        names_asked: Sequence[str] = (".",),
        **declared: Any,
    ) -> Landed:
        if isinstance(files, bytes):
            files = {f"in/one.{kind}": files}
        for name, content in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        source = Source("origin", kind, (pattern,), **declared)
        reader = source_of(source)
        scratch = tmp_path / "scratch"
        found = reader.list_files(source, tmp_path)
        landings, rows = [], []
        for landing in reader.land(
            source, found, workbench, rows=rows_in, names=names_asked, scratch=scratch
        ):
            landings.append(landing)
            table = f"SELECT * FROM {landing.table} ORDER BY rowid"
            rows.append(workbench.execute(table).fetchall())
        assert not scratch.exists() or not list(scratch.iterdir()), "copies were left behind"
        return Landed(landings, rows)

    return land


@pytest.fixture(scope="session")
def nasty_files() -> Path:
    """The folder of awkward files that lies beside the repository."""
    beside = Path(__file__).parents[2].parent / "shared"
    shared = Path(os.environ.get("ALKASBA_SHARED", beside))
    folder = shared / "data" / "nasty-files"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the awkward files are not in {folder}")
        pytest.skip(f"the awkward files are not in {folder}; set ALKASBA_SHARED")
    return folder
