"""A Power BI project is written whole or not at all, and says what it cannot tell."""

import pytest

from alkasba.derive.powerbi.model import Place
from alkasba.errors import DeclarationError, SettingsError
from alkasba.flows import powerbi
from alkasba.flows.powerbi import build_powerbi, check_powerbi, place_of
from alkasba.model.finding import ShopWrong
from alkasba.settings import read_settings
from tests.shop_builder import PRODUCT, SALE, small_shop

ASKING = '[powerbi]\nserver = "db.example:5433"\ndatabase = "herbs"\n'
WITH_MOMENT = SALE.replace(
    "[measures]",
    'changed_at = { type = "moment" }\nrate = { type = "money", decimals = 6 }\n[measures]\n'
    'last_change = { formula = "max(changed_at)" }',
)


def built(shop):
    opened = shop.open()
    return build_powerbi(opened.shop, opened.settings)


def held(shop):
    folder = shop.folder / "build/powerbi"
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_project_is_there_and_stays_the_same(tmp_path):
    shop = small_shop(tmp_path)
    paths = built(shop)
    before = held(shop)
    assert set(before) == set(paths)
    times = {path: path.stat().st_mtime_ns for path in before}
    assert built(shop) == paths
    # A project that is open in Desktop is left alone where nothing changed.
    assert {path: path.stat().st_mtime_ns for path in held(shop)} == times


def test_what_is_gone_from_the_shop_is_gone_from_the_project(tmp_path):
    shop = small_shop(tmp_path)
    built(shop)
    shop.write("tables/sale.toml", SALE.replace('units = { formula = "sum(quantity)" }\n', ""))
    built(shop)
    assert all(b"measure units" not in text for text in held(shop).values())
    assert not (tmp_path / "build/powerbi.old").exists()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (SALE.replace('price = { type = "money", required = true, at_least = 0 }\n', ""), "price"),
        (SALE.replace("units = ", "unit = ") + 'each = { formula = "net_sales / units" }', "units"),
    ],
)
def test_a_broken_shop_leaves_the_project_as_it_was(tmp_path, broken, said):
    shop = small_shop(tmp_path)
    built(shop)
    before = held(shop)
    shop.write("tables/sale.toml", broken)
    with pytest.raises(DeclarationError, match=f"nothing is called '{said}'|measure is called"):
        built(shop)
    assert held(shop) == before


def test_all_that_cannot_be_told_is_told_at_once(tmp_path):
    shop = small_shop(tmp_path, tables__sale=WITH_MOMENT)
    with pytest.raises(ShopWrong) as told:
        check_powerbi(shop.open().shop)
    found = {(one.file, one.key) for one in told.value.findings}
    assert found == {
        ("tables/sale.toml", "columns"),
        ("tables/sale.toml", "measures.last_change"),
    }
    with pytest.raises(ShopWrong):
        built(shop)
    assert not (tmp_path / "build/powerbi").exists()


def test_check_asks_what_power_bi_can_say_where_the_shop_wants_it(tmp_path):
    small_shop(tmp_path, tables__sale=WITH_MOMENT).open()
    shop = small_shop(tmp_path, tables__sale=WITH_MOMENT, alkasba=ASKING)
    with pytest.raises(ShopWrong, match="'changed_at' is a moment"):
        shop.open()


def test_names_of_measures_that_differ_in_case_only_are_refused(tmp_path):
    shop = small_shop(tmp_path, tables__sale=SALE + 'Units = { formula = "count()" }\n')
    with pytest.raises(ShopWrong, match="'units' and 'Units' apart"):
        check_powerbi(shop.open().shop)


def test_roles_become_files_each_of_its_own(tmp_path):
    policy = (
        '[roles."../../escaped"]\nsees = []\n[roles.Owner]\nsees = []\n[roles.owner]\nsees = []\n'
    )
    shop = small_shop(tmp_path, policy=policy)
    with pytest.raises(ShopWrong) as told:
        built(shop)
    assert [one.key for one in told.value.findings] == ["roles.../../escaped", "roles.owner"]
    assert not list(tmp_path.rglob("*escaped*"))


def test_where_the_warehouse_is(tmp_path, monkeypatch):
    small_shop(tmp_path)
    assert place_of(read_settings(tmp_path)) == Place("localhost:5432", "alkasba")
    url = "postgresql://reader@db.example/till"
    monkeypatch.setenv("ALKASBA_WAREHOUSE__URL", url)
    assert place_of(read_settings(tmp_path)) == Place("db.example:5432", "till")
    monkeypatch.setenv("ALKASBA_WAREHOUSE__URL", "postgres://reader@[::1]:5433/a%20b")
    assert place_of(read_settings(tmp_path)) == Place("[::1]:5433", "a b")
    monkeypatch.setenv("ALKASBA_WAREHOUSE__URL", url)
    monkeypatch.setenv("ALKASBA_POWERBI__SERVER", "gateway.example:6432")
    assert place_of(read_settings(tmp_path)) == Place("gateway.example:6432", "till")


def test_a_url_that_no_run_could_use_is_no_place_either(tmp_path, monkeypatch):
    small_shop(tmp_path)
    monkeypatch.setenv("ALKASBA_WAREHOUSE__URL", "postgresql://db.example")
    with pytest.raises(SettingsError, match="which database"):
        place_of(read_settings(tmp_path))
    monkeypatch.setenv("ALKASBA_WAREHOUSE__URL", "postgresql://reader:secret@db.example/till")
    with pytest.raises(SettingsError, match="a password does not belong") as told:
        place_of(read_settings(tmp_path))
    assert ":secret" not in str(told.value)


def test_the_project_asks_the_schema_that_the_warehouse_is_shared_in(tmp_path):
    small_shop(tmp_path, alkasba='[warehouse]\nschema = "herbs"\n')
    assert place_of(read_settings(tmp_path)).schema == "herbs"


def test_a_place_is_no_place_for_a_password(tmp_path, monkeypatch):
    small_shop(tmp_path)
    monkeypatch.setenv("ALKASBA_POWERBI__SERVER", "reader:secret@db.example")
    with pytest.raises(SettingsError, match="a host and its port") as told:
        place_of(read_settings(tmp_path))
    assert "secret" not in str(told.value)


def test_tables_that_power_bi_cannot_tell_apart_are_refused(tmp_path):
    shop = small_shop(tmp_path)
    shop.write("tables/server.toml", PRODUCT)
    shop.write("tables/Gift.toml", PRODUCT)
    gift = 'product = { refers = "product" }\ngift = { refers = "product" }'
    shop.write("tables/sale.toml", SALE.replace('product = { refers = "product" }', gift))
    with pytest.raises(ShopWrong) as told:
        built(shop)
    found = " ".join(one.what for one in told.value.findings)
    assert "cannot tell 'server' from 'Server'" in found
    assert "cannot tell 'gift' from 'Gift'" in found


def test_a_write_that_fails_leaves_the_project_as_it_was(tmp_path, monkeypatch):
    shop = small_shop(tmp_path)
    built(shop)
    before = held(shop)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    shop.write("tables/sale.toml", SALE.replace("units =", "pieces ="))
    opened = shop.open()
    monkeypatch.setattr(powerbi.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        build_powerbi(opened.shop, opened.settings)
    assert held(shop) == before


@pytest.mark.parametrize(("name", "other"), [("server", "Server"), ("Product", "product")])
def test_a_parameter_that_is_called_as_something_else_is_refused(tmp_path, name, other):
    steps = "{ from = 0, to = 1, step = 0.5, default = 0.5 }"
    shop = small_shop(
        tmp_path,
        shop=f'name = "Test"\n[parameters]\n{name} = {steps}\n',
        tables__sale=SALE + f'kept = {{ formula = "net_sales * {name}" }}\n',
    )
    with pytest.raises(ShopWrong, match=f"cannot tell '{name}' from '{other}'") as told:
        check_powerbi(shop.open().shop)
    assert told.value.findings[0].key == f"parameters.{name}"
