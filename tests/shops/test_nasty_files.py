"""Awkward files: every record is loaded or rejected with a reason, without a traceback."""

import csv
from pathlib import Path

import duckdb
import pytest

from tests.shops.known_answers import Program, copy_shop


@pytest.fixture(scope="module")
def program(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("nasty") / "shop"
    made = copy_shop("nasty_files", folder, shared / "data/nasty-files")
    made.run()
    return made


def test_all_393_files_are_read_and_add_up(program: Program) -> None:
    feeds = {feed["source"]: feed for feed in program.run()["feeds"]}
    assert feeds["json_suite"]["files"] == 318
    assert sum(feed["files"] for feed in feeds.values()) == 393
    for feed in feeds.values():
        assert feed["read"] == feed["loaded"] + feed["rejected"]


def test_what_must_be_refused_is_refused_and_what_must_be_read_is_read(program: Program) -> None:
    with duckdb.connect(str(program.folder / "build/warehouse.duckdb"), read_only=True) as db:
        files = db.execute(
            "SELECT regexp_extract(name, '[^/]+$'), records, rejected, notes FROM alkasba.files "
            "WHERE source = 'json_suite'"
        ).fetchall()
    assert not [name for name, _, rejected, _ in files if name.startswith("y_") and rejected]
    # What stands before the mistake is read, like the good lines of a CSV; the rest is refused.
    spoiled = [name for name, _, rejected, _ in files if name.startswith("n_") and rejected]
    empty = [n for n, records, _, notes in files if n.startswith("n_") and not records and notes]
    assert len(spoiled) + len(empty) == 188


def test_every_reject_has_a_reason_and_a_next_step(program: Program) -> None:
    for path in (program.folder / "build/rejects").glob("*.csv"):
        with path.open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows
        assert all(row["rule"] and row["reason"] and row["next_step"] for row in rows)
