"""Files are encoded, compressed and packed to the same bytes each time."""

import gzip
from zipfile import ZipFile

import pytest

from alkasba.example.writing import archive, compress, encode, write_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "cp1252"])
def test_text_survives_its_encoding(tmp_path, encoding):
    path = tmp_path / "file.csv"
    write_text(path, "café\r\n\nthé\n")
    encode(path, encoding)
    assert path.read_bytes().decode(encoding) == "café\r\n\nthé\n"


def test_compressed_file_takes_the_place_of_the_plain_one(tmp_path):
    made = []
    for name in ("a", "b"):
        path = tmp_path / name / "file.csv"
        write_text(path, "1,2\n")
        compress(path)
        made.append((tmp_path / name / "file.csv.gz").read_bytes())
        assert not path.exists()
    assert made[0] == made[1]
    assert gzip.decompress(made[0]) == b"1,2\n"


def test_archive_holds_its_members(tmp_path):
    members = [tmp_path / "1.csv", tmp_path / "2.csv"]
    for member in members:
        write_text(member, member.name)
    archive(tmp_path / "all.zip", members)
    with ZipFile(tmp_path / "all.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "1.csv": b"1.csv",
            "2.csv": b"2.csv",
        }
    assert not any(member.exists() for member in members)
