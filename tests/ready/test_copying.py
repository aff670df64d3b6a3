"""A ready shop is a whole one, and reads the shop that was named."""

import re
import tomllib
from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from alkasba.flows.opening import open_shop
from alkasba.model.personal import looks_personal
from alkasba.ready import READY, make_ready
from alkasba.sources.api.options import Api

# What no shop needs in order to count.
NEVER = ("bank account", "identity", "secret", "network address")


@pytest.mark.parametrize("name", READY)
def test_every_ready_shop_is_right(tmp_path: Path, name: str) -> None:
    make_ready(tmp_path, name)
    shop = open_shop(tmp_path).shop
    assert shop.dashboards
    assert all(isinstance(source.own, Api) for source in shop.sources.values())


@pytest.mark.parametrize("name", READY)
def test_what_looks_personal_has_a_class_and_secrets_have_no_column(
    tmp_path: Path, name: str
) -> None:
    make_ready(tmp_path, name)
    shop = open_shop(tmp_path).shop
    columns = [column for table in shop.tables.values() for column in table.columns.values()]
    signs = {column.name: looks_personal(column.name) for column in columns}
    assert [one.name for one in columns if signs[one.name] and not one.personal] == []
    assert [column for column, sign in signs.items() if sign in NEVER] == []
    assert all(
        one.personal for one in shop.tables["customer"].columns.values() if is_of_a_person(one)
    )


def is_of_a_person(column: object) -> bool:
    return getattr(column, "type", "") not in ("day", "flag")


@pytest.mark.parametrize("name", READY)
def test_readme_names_every_secret(tmp_path: Path, name: str) -> None:
    make_ready(tmp_path, name)
    told = (tmp_path / "README.md").read_text()
    for source in open_shop(tmp_path).shop.sources.values():
        assert isinstance(source.own, Api)
        for secret in source.own.auth.secrets if source.own.auth else ():
            assert f"`{secret}`" in told
    assert re.search(r"^alkasba run ", told, re.MULTILINE)
    assert re.search(r"^alkasba ask ", told, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "url", "address"),
    [
        ("woocommerce", "https://herbs.example", "https://herbs.example/wp-json/wc/v3"),
        ("woocommerce", "herbs.example/", "https://herbs.example/wp-json/wc/v3"),
        (
            "woocommerce",
            "https://x.example/shop/wp-json/wc/v3/",
            "https://x.example/shop/wp-json/wc/v3",
        ),
        ("shopify", "herbs.myshopify.example", "https://herbs.myshopify.example/admin/api/2026-07"),
        ("dummyjson", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_address_may_be_short(tmp_path: Path, name: str, url: str, address: str) -> None:
    make_ready(tmp_path, name, url=url)
    settings = tomllib.loads((tmp_path / "alkasba.toml").read_text())
    assert settings["places"]["shop"] == address


@pytest.mark.parametrize("url", ["", "ftp://x.example", "https://ck:cs@x.example", "https://"])
def test_what_is_no_address_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="no address of a shop"):
        make_ready(tmp_path, "dummyjson", url=url)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SettingsError, match="stays as it is"):
        make_ready(tmp_path, "dummyjson")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
