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


MONTH = "Order No;Day;Net\nA1;2026-01-01;2\nA2;2026-01-02;3\n"


def test_files_whose_titles_differ_are_read_from_a_name_of_the_header(looked):
    files = {
        "o_1.csv": f"Export\n{MONTH}",
        "o_2.csv": f"Export\nby the till\n\n{MONTH}",
        "o_3.csv": MONTH,
    }
    (group,) = looked(files).groups
    assert (group.rows, group.unread, group.source.skip) == (6, 0, 0)
    assert (group.declared["skip_to"], group.declared.get("skip")) == ("Order No", None)


def test_files_with_the_same_titles_skip_so_many_lines(looked):
    (group,) = looked({f"o_{n}.csv": f"Export\n{MONTH}" for n in "12"}).groups
    assert (group.rows, group.declared.get("skip"), group.declared.get("skip_to")) == (4, 1, None)


def test_lines_of_totals_are_told_and_left_out_where_any_file_has_them(looked):
    files = {"o_1.csv": MONTH, "o_2.csv": f"{MONTH}Total;;5\n", "o_3.csv": f"{MONTH}\nSUM:;5\n"}
    (group,) = looked(files).groups
    assert (group.rows, group.unread) == (6, 0)
    assert group.declared["totals"] == ["Total", "SUM"]
    assert "lines at its end that begin with 'Total' are taken for totals" in group.unsure


def test_a_thing_that_is_called_total_is_a_row(looked):
    (group,) = looked({"brands.csv": "brand;city\nShell;A\nTotal;B\n"}).groups
    assert (group.rows, group.declared.get("totals")) == (2, None)


def test_files_of_one_shape_that_are_called_by_other_words_are_told(looked):
    rows = "id;name\n1;a\n"
    (group,) = looked({"clients.csv": rows, "suppliers.csv": rows}).groups
    (told,) = group.unsure
    assert told.startswith("files called clients and suppliers have the same columns")


@pytest.mark.parametrize(
    "names", [("o_1", "o_2"), ("2024-01", "2024-02"), ("orders may", "orders june")]
)
def test_files_that_are_called_alike_are_no_matter(looked, names):
    (group,) = looked({f"{name}.csv": "id;name\n1;a\n" for name in names}).groups
    assert group.unsure == []
