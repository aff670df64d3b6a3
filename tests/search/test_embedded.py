from pathlib import Path

import pytest

from alkasba.errors import StoreError
from alkasba.search import open_index
from alkasba.search.embedded import EmbeddedIndex
from alkasba.settings import read_settings


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "index_a.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="this is no index"):
        EmbeddedIndex(tmp_path).standing("index_a")


def test_an_index_that_was_dropped_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        EmbeddedIndex(tmp_path).write("index_a-1", [])


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "alkasba.toml").write_text('[search]\nurl = "solr://host"\n')
    with pytest.raises(StoreError.__mro__[1], match="there is no index like this"):
        open_index(read_settings(tmp_path, {}))
