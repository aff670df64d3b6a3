"""A shop opens with its places resolved, or says what is wrong with it."""

from pathlib import Path

import pytest

from alkasba.errors import DeclarationError, SettingsError
from alkasba.flows.opening import open_shop
from alkasba.sources.api.options import Api
from tests.shop_builder import small_shop


def test_places_are_put_into_the_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source = 'kind = "csv"\nfiles = ["{exports}/*.csv"]\n[feeds.sale]\n'
    shop = small_shop(tmp_path, alkasba='[places]\nexports = "here"\n', sources__sales=source)
    assert shop.open().shop.sources["sales"].files == (str(tmp_path / "here/*.csv"),)
    monkeypatch.setenv("ALKASBA_PLACES__EXPORTS", "/elsewhere")
    assert shop.open().shop.sources["sales"].files == ("/elsewhere/*.csv",)


def test_an_unknown_place_is_told_with_its_file(tmp_path: Path):
    source = 'kind = "csv"\nfiles = ["{exprots}/*.csv"]\n[feeds.sale]\n'
    shop = small_shop(tmp_path, alkasba='[places]\nexports = "here"\n', sources__sales=source)
    with pytest.raises(SettingsError, match=r"sources/sales.toml, files: .*mean 'exports'"):
        shop.open()


def test_places_are_put_into_what_only_a_kind_understands(tmp_path: Path):
    source = 'kind = "api"\nurl = "{web}/orders"\n[feeds.sale]\n'
    places = '[places]\nweb = "https://shop.example"\n'
    shop = small_shop(tmp_path, alkasba=places, sources__sales=source)
    own = shop.open().shop.sources["sales"].own
    assert isinstance(own, Api)
    assert own.url == "https://shop.example/orders"


def test_no_folder_and_no_shop_are_told_apart(tmp_path: Path):
    with pytest.raises(DeclarationError, match="there is no folder"):
        open_shop(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match=r"alkasba.toml is missing"):
        open_shop(tmp_path)
