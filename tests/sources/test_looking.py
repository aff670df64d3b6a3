"""Files of one shape are looked at together."""

import zipfile

import pytest

from alkasba.errors import SourceAway
from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import have_days_in_names, look_at_files, patterns_of


@pytest.fixture
def looked(tmp_path, workbench):
    def looked(files=None, limits=None):
        place = tmp_path / "in"
        place.mkdir()
        for name, text in (files or {}).items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        return look_at_files(place, workbench, tmp_path / "scratch", limits or Limits())

    return looked


def test_files_of_one_shape_are_one_group(looked, tmp_path):
    found = looked({"o_2024-01-01.csv": "a\nx\n", "o_2024-01-02.csv": "a\ny\n", "p.csv": "b\nz\n"})
    assert [(one.name, one.rows) for one in found.groups] == [("o", 2), ("p", 1)]
    assert patterns_of(found.groups[0], tmp_path / "in") == ["o_2024-01-0*.csv"]
    assert have_days_in_names(found.groups[0])


def test_files_named_by_days_only_are_named_by_their_folder(looked):
    found = looked({"2024-01-01.csv": "a\nx\n", "2024-01-02.csv": "a\ny\n"})
    assert [one.name for one in found.groups] == ["in"]


def test_what_is_left_alone_says_why(looked):
    found = looked({"a.pdf": "x", "b.csv": "", "c{x}.csv": "a\n1\n", ".hidden.csv": "a\n"})
    assert [name for name, _ in found.left] == ["in/a.pdf", "in/c{x}.csv", "in/b.csv"]
    assert found.groups == []


def test_too_many_files_are_looked_at_in_part(looked):
    files = {f"o{i}.csv": "a\nx\n" for i in range(10)}
    (group,) = looked(files, Limits(group=20)).groups
    assert group.is_part
    assert group.rows < 10


def test_an_archive_of_several_shapes_is_left(looked, tmp_path, workbench):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr("a.csv", "a\nx\n")
        out.writestr("b.csv", "b\nx\n")
    found = look_at_files(tmp_path / "a.zip", workbench, tmp_path / "scratch", Limits())
    assert found.groups == []
    assert found.left == [("a.zip", "its files have several shapes; unpack it first")]


def test_nothing_there(tmp_path, workbench):
    with pytest.raises(SourceAway):
        look_at_files(tmp_path / "nowhere", workbench, tmp_path, Limits())
