from pathlib import Path

import pytest

from alkasba.errors import StoreError
from alkasba.search.embedded import EmbeddedIndex


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "index_a.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="this is no index"):
        EmbeddedIndex(tmp_path).standing("index_a")


def test_an_index_that_was_dropped_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        EmbeddedIndex(tmp_path).write("index_a-1", [])
