"""Workbooks are opened where they lie or unpacked; what cannot be opened says why."""

import gzip

import pytest

from alkasba.errors import SourceError
from alkasba.ports import OriginFile
from alkasba.sources import workbook
from alkasba.sources.workbook import is_workbook, open_workbook
from tests.sources.workbooks import ods, xlsx


@pytest.fixture
def file(tmp_path):
    def file(content, name="a.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return OriginFile(name, path, "1", len(content))

    return file


def test_sheets_by_name_and_by_pattern(file):
    one = file(xlsx(**{"2024": [["a"]], "2025": [["a"]], "Notes": [["b"]]}))
    with open_workbook(one) as book:
        assert book.names == ["2024", "2025", "Notes"]
        assert book.matching("20*") == ["2024", "2025"]
        assert book.matching("Notes") == ["Notes"]
        assert book.matching("x*") == []


def test_packed_workbooks_and_ods(file):
    for one in (file(gzip.compress(xlsx([["a"]])), "a.xlsx.gz"), file(ods([["a"]]), "a.ods")):
        assert is_workbook(one)
        with open_workbook(one) as book:
            assert list(book.sheet(book.visible[0]).rows()) == [["a"]]


def test_text_is_no_workbook(file):
    assert not is_workbook(file(b"a,b\n1,2\n"))


@pytest.mark.parametrize("content", [b"PK\x03\x04", xlsx([["a"]])[:-50], b"\xd0\xcf\x11\xe0" * 99])
def test_a_damaged_workbook_is_told(file, content):
    with pytest.raises(SourceError, match="the workbook is damaged"), open_workbook(file(content)):
        pass


def test_without_its_package_it_says_what_to_install(file, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(workbook, "import_module", missing)
    with pytest.raises(SourceError) as caught, open_workbook(file(xlsx([["a"]]))):
        pass
    assert caught.value.next_step == "Run: pip install 'alkasba[spreadsheets]'"
