"""What was fetched of files elsewhere is kept as a whole, in names of our own."""

from pathlib import Path

import pytest

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.sources.extracts import Extracts
from alkasba.sources.objects.kept import Copy, Kept, list_kept, patterns_of

SOURCE = Source("orders", "csv", ("s3://b/*.csv",))


def kept(folder: Path, *names: str) -> Kept:
    one = Kept(folder / "build/extracts/orders")
    copies = []
    for name in names:
        path = one.path(f"s3://b {name}", name)
        path.write_bytes(b"abc")
        copies.append(Copy(f"s3://b {name}", name, "1", path.name, f"d-{name}", 3))
    one.keep(patterns_of(SOURCE), copies)
    return one


def test_what_is_kept_is_listed(tmp_path: Path) -> None:
    kept(tmp_path, "b/a.csv", "b/c.csv")
    found = {name: (path.read_bytes(), mark) for name, path, mark in list_kept(SOURCE, tmp_path)}
    assert found == {"b/a.csv": (b"abc", "d-b/a.csv"), "b/c.csv": (b"abc", "d-b/c.csv")}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/abs.csv", "a\x00b.csv", "x" * 5000 + ".csv.gz", "\udcff.zip", "."],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    path = Kept(tmp_path / "in").path(f"s3://b {name}", name)
    assert path.parent == tmp_path / "in"
    path.write_bytes(b"")
    assert len(path.name) < 60


def test_suffixes_stay_because_they_say_how_a_file_is_read(tmp_path: Path) -> None:
    assert Kept(tmp_path).path("k", "a/2026.01.csv.gz").name.endswith(".csv.gz")


def test_what_is_no_longer_named_stays_until_no_run_names_it(tmp_path: Path) -> None:
    kept(tmp_path, "a.csv", "b.csv")
    one = kept(tmp_path, "c.csv")
    assert len(list(one.folder.iterdir())) == 4
    Extracts(one.folder).drop_others(one.files())
    assert {path.name for path in one.folder.iterdir()} == one.files()
    assert len(one.files()) == 2
    assert one.folder.stat().st_mode & 0o077 == 0


def test_other_patterns_mean_that_nothing_was_fetched(tmp_path: Path) -> None:
    kept(tmp_path, "a.csv")
    with pytest.raises(SourceAway, match="not fetched yet"):
        list_kept(Source("orders", "csv", ("s3://other/*.csv",)), tmp_path)


def test_what_is_damaged_is_told(tmp_path: Path) -> None:
    one = kept(tmp_path, "a.csv")
    next(one.folder.glob("*.csv")).unlink()
    with pytest.raises(SourceError, match="gone"):
        list_kept(SOURCE, tmp_path)
    (one.folder / "objects.json").write_text("{")
    with pytest.raises(SourceError, match="cannot be used"):
        list_kept(SOURCE, tmp_path)
