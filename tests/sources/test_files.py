"""What an origin's patterns find, and the bytes of what is packed."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
import zstandard

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.sources.files import chunks, list_files


def write(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def names(folder: Path, *patterns: str) -> list[str]:
    return [file.name for file in list_files(Source("origin", "csv", patterns), folder)]


def read(folder: Path, pattern: str) -> bytes:
    (file,) = list_files(Source("origin", "csv", (pattern,)), folder)
    return b"".join(chunks(file))


def test_names_are_sorted_and_start_at_the_folder_of_the_pattern(tmp_path):
    for name in ("b.csv", "a.csv", "deep/c.csv", ".hidden.csv"):
        path = tmp_path / "data" / "orders" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x\n")
    assert names(tmp_path, "data/orders/*.csv") == ["orders/a.csv", "orders/b.csv"]
    assert names(tmp_path, "data/orders/**/*.csv")[-1] == "orders/deep/c.csv"
    assert names(tmp_path, str(tmp_path / "data/orders/a.csv")) == ["orders/a.csv"]


def test_a_file_that_two_patterns_find_is_listed_once(tmp_path):
    write(tmp_path, {"in/a.csv": b"x\n"})
    assert names(tmp_path, "in/*.csv", "in/a.*") == ["in/a.csv"]


def test_folders_of_the_same_name_are_told_apart(tmp_path):
    write(tmp_path, {"x/orders/1.csv": b"x\n", "y/orders/1.csv": b"x\n"})
    found = names(tmp_path, "x/orders/*.csv", "y/orders/*.csv")
    assert found == ["x/orders/1.csv", "y/orders/1.csv"]


def test_a_folder_may_have_brackets_in_its_name(tmp_path):
    write(tmp_path, {"shop[1]/in/a.csv": b"x\n"})
    assert names(tmp_path / "shop[1]", "in/*.csv") == ["in/a.csv"]


def test_nothing_found_says_which_pattern_and_which_folder(tmp_path):
    with pytest.raises(SourceAway) as caught:
        names(tmp_path, "in/*.csv")
    assert str(tmp_path / "in") in str(caught.value)
    assert "does not exist" in str(caught.value)
    assert caught.value.next_step


def test_each_member_of_a_zip_is_a_file(tmp_path):
    archive = zipped({"b.csv": b"2\n", "deep/a.csv": b"1\n", "__MACOSX/._b.csv": b"?"})
    write(tmp_path, {"in/all.zip": archive})
    assert names(tmp_path, "in/*.zip") == ["in/all.zip/b.csv", "in/all.zip/deep/a.csv"]


def test_the_fingerprint_of_a_file_follows_its_content(tmp_path):
    def fingerprint() -> str:
        return list_files(Source("origin", "csv", ("in/*",)), tmp_path)[0].fingerprint

    write(tmp_path, {"in/a.csv": b"1\n"})
    os.utime(tmp_path / "in/a.csv", ns=(1, 1))
    before = fingerprint()
    os.utime(tmp_path / "in/a.csv", ns=(2, 2))
    assert fingerprint() != before


def test_the_fingerprint_of_a_member_does_not_follow_the_time_of_its_archive(tmp_path):
    def fingerprint(content: bytes) -> str:
        write(tmp_path, {"in/a.zip": zipped({"a.csv": content})})
        return list_files(Source("origin", "csv", ("in/*",)), tmp_path)[0].fingerprint

    assert fingerprint(b"1\n") == fingerprint(b"1\n") != fingerprint(b"2\n")


CONTENT = b"day,amount\n" + b"2024-01-01,1\n" * 100_000
PACKED = {
    "a.csv": CONTENT,
    "a.csv.gz": gzip.compress(CONTENT),
    "a.csv.zst": zstandard.compress(CONTENT),
    "two.csv.zst": zstandard.compress(CONTENT[:99]) + zstandard.compress(CONTENT[99:]),
    "a.zip": zipped({"a.csv": CONTENT}),
    "gz-inside.zip": zipped({"a.csv.gz": gzip.compress(CONTENT)}),
}


@pytest.mark.parametrize("name", PACKED)
def test_the_bytes_are_those_before_packing(tmp_path, name):
    write(tmp_path, {f"in/{name}": PACKED[name]})
    assert read(tmp_path, "in/*") == CONTENT


@pytest.mark.parametrize("name", [name for name in PACKED if name != "a.csv"])
def test_an_archive_that_was_cut_off_is_an_error_and_not_a_shorter_file(tmp_path, name):
    write(tmp_path, {f"in/{name}": PACKED[name][:-30]})
    with pytest.raises(SourceError) as caught:
        read(tmp_path, "in/*")
    assert name in caught.value.where
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.zip"])
def test_something_else_under_the_name_of_an_archive_is_an_error(tmp_path, name):
    write(tmp_path, {f"in/{name}": b"day,amount\n"})
    with pytest.raises(SourceError):
        read(tmp_path, "in/*")


def test_a_file_that_has_gone_is_away(tmp_path):
    write(tmp_path, {"in/a.csv": b"1\n"})
    (file,) = list_files(Source("origin", "csv", ("in/*",)), tmp_path)
    file.path.unlink()
    with pytest.raises(SourceAway):
        b"".join(chunks(file))
