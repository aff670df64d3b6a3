from pathlib import Path

import pytest

from alkasba.errors import SettingsError, WrongValue
from alkasba.flows.stream.part import parts_of
from tests.shop_builder import ShopFolder, small_shop
from tests.stream_shop import stream_shop


def test_a_part_keeps_what_it_derives_in_a_place_of_its_own(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    (part,) = parts_of(ShopFolder(tmp_path).open())
    inside = tmp_path / "build/stream/product"
    settings = part.opened.settings
    assert part.folder == inside
    for path in (settings.warehouse_file, settings.build, settings.path("privacy.vault")):
        assert path.is_relative_to(inside)


def test_secrets_are_those_of_the_shop(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    ShopFolder(tmp_path).write("alkasba.secrets.toml", 'TOKEN = "abc"\n')
    (part,) = parts_of(ShopFolder(tmp_path).open())
    assert part.opened.settings.secret("TOKEN") == "abc"
    with pytest.raises(SettingsError):
        part.opened.settings.secret("ANOTHER")


def test_where_nothing_is_searched_the_next_step_is_told(tmp_path: Path) -> None:
    opened = small_shop(tmp_path).open()
    with pytest.raises(WrongValue) as error:
        parts_of(opened)
    assert "[search]" in error.value.next_step


def test_the_sources_are_named(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    (part,) = parts_of(ShopFolder(tmp_path).open())
    assert part.source == "products"
