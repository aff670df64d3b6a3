from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from alkasba.search import open_index
from alkasba.search.elastic import ElasticIndex
from alkasba.search.embedded import EmbeddedIndex
from alkasba.settings import Settings, read_settings


def settings(folder: Path, url: str) -> Settings:
    (folder / "alkasba.toml").write_text(f'[search]\nurl = "{url}"\n')
    return read_settings(folder, {})


def test_a_folder_is_an_index_inside_the_shop(tmp_path: Path) -> None:
    found = open_index(settings(tmp_path, "index:build/search"))
    assert isinstance(found, EmbeddedIndex)
    assert found.folder == tmp_path / "build/search"


def test_an_address_is_a_search_engine(tmp_path: Path) -> None:
    found = open_index(settings(tmp_path, "https://host:9200"))
    assert isinstance(found, ElasticIndex)
    found.close()


@pytest.mark.parametrize("url", ["index:", "solr://host", ""])
def test_what_is_no_index_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="there is no index"):
        open_index(settings(tmp_path, url))
