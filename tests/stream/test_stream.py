from pathlib import Path

import pytest

from alkasba.errors import SettingsError, StoreError
from alkasba.settings import Settings, read_settings
from alkasba.stream import open_log
from alkasba.stream.embedded import EmbeddedLog


def settings(folder: Path, url: str) -> Settings:
    (folder / "alkasba.toml").write_text(f'[stream]\nurl = "{url}"\n')
    return read_settings(folder, {})


def test_a_folder_is_a_log_inside_the_shop(tmp_path: Path) -> None:
    found = open_log(settings(tmp_path, "log:build/stream"))
    assert isinstance(found, EmbeddedLog)
    assert found.folder == tmp_path / "build/stream"


@pytest.mark.parametrize("url", ["log:", "amqp://host", ""])
def test_what_is_no_log_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="there is no log"):
        open_log(settings(tmp_path, url))


def test_what_the_driver_needs_is_said_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError("no", name="confluent_kafka")

    monkeypatch.setattr("alkasba.stream.import_module", missing)
    with pytest.raises(StoreError) as error:
        open_log(settings(tmp_path, "kafka://host:9092"))
    assert "alkasba[kafka]" in error.value.next_step
