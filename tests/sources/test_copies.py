"""A copy of an owner's file says what the file said, whatever becomes of the file."""

import gzip
from pathlib import Path

import pytest

from alkasba.ports import OriginFile
from alkasba.sources.copies import keep_copy
from alkasba.sources.files import chunks


def copy_of(path: Path, folder: Path, *, kind: str = "csv") -> Path:
    return keep_copy(OriginFile(path.name, path, "", path.stat().st_size), kind, folder)


def said(path: Path) -> bytes:
    return b"".join(chunks(OriginFile(path.name, path, "", 0)))


def test_a_text_is_packed_and_says_the_same(tmp_path: Path) -> None:
    path, text = tmp_path / "May sales.csv", b"caf\xe9;\xff\n" * 1000
    path.write_bytes(text)
    copy = copy_of(path, tmp_path / "kept")
    path.unlink()
    assert copy.name.startswith("May_sales-") and copy.name.endswith(".csv.zst")
    assert said(copy) == text
    assert copy.stat().st_size < len(text) / 10


@pytest.mark.parametrize(("name", "kind"), [("a.csv.gz", "csv"), ("a.xlsx", "spreadsheet")])
def test_what_is_packed_already_is_copied_as_it_is(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"a;b\n"))
    copy = copy_of(path, tmp_path / "kept", kind=kind)
    assert copy.suffix == path.suffix and copy.read_bytes() == path.read_bytes()


def test_the_same_file_is_copied_once_and_another_state_of_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    first = copy_of(path, tmp_path / "kept")
    written = first.stat().st_mtime_ns
    assert copy_of(path, tmp_path / "kept") == first and first.stat().st_mtime_ns == written
    path.write_text("a\nb\n")
    assert said(copy_of(path, tmp_path / "kept")) == b"a\nb\n"
    assert said(first) == b"a\n"


def test_only_the_owner_may_read_copies(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    copy_of(path, tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
