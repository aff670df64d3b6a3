"""Where rows are in JSON, and what is named in them."""

import pytest

from alkasba.ports import OriginFile
from alkasba.sources.structure import structure_of


@pytest.fixture
def structure(tmp_path):
    def structure(text):
        path = tmp_path / "a.json"
        path.write_text(text)
        return structure_of(OriginFile("a.json", path, "1", len(text)))

    return structure


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('[{"a": 1}]', ""),
        ('{"a": 1}\n{"a": 2}\n', ""),
        ('{"total": 1, "data": {"items": [{"a": 1}]}}', "data.items"),
    ],
)
def test_where_the_rows_are(structure, text, rows):
    found = structure(text)
    assert (found.rows, list(found.paths)) == (rows, ["a"])


def test_paths_and_nested_rows(structure):
    found = structure('[{"id": 1, "by": {"city": "x"}, "tags": ["a"], "lines": [{"sku": "A"}]}]')
    assert list(found.paths) == ["id", "by.city", "tags"]
    assert {rows: list(paths) for rows, paths in found.nested.items()} == {"lines": ["sku"]}


@pytest.mark.parametrize("text", ["", "no", "[1, 2]", "[", '{"": 1}', '"a"'])
def test_what_has_no_names_has_no_structure(structure, text):
    found = structure(text)
    assert (list(found.paths), found.nested) == ([], {})
