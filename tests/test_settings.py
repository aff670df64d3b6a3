"""Settings come from the environment, else the local file, the shop's file or the default."""

import os
from unittest.mock import patch

import pytest

from alkasba.errors import SettingsError
from alkasba.settings import DEFAULTS, Setting, read_settings


def settings(folder, shop="", *, local=None, **environment):
    (folder / "alkasba.toml").write_text(shop, encoding="utf-8")
    if local is not None:
        (folder / "alkasba.local.toml").write_text(local, encoding="utf-8")
    return read_settings(folder, environment)


def refused(folder, shop="", *, local=None, **environment):
    with pytest.raises(SettingsError) as error:
        settings(folder, shop, local=local, **environment)
    return error.value


MEMORY = '[warehouse]\nmemory = "{}"'


def test_what_nobody_says_has_its_default(tmp_path):
    found = settings(tmp_path)
    assert {name: found[name] for name in DEFAULTS} == DEFAULTS
    assert found.values["warehouse.url"].origin == "default"


@pytest.mark.parametrize(
    ("said", "value", "origin"),
    [
        ({}, "", "default"),
        ({"shop": MEMORY.format("1GB")}, "1GB", "alkasba.toml"),
        (
            {"shop": MEMORY.format("1GB"), "local": MEMORY.format("2GB")},
            "2GB",
            "alkasba.local.toml",
        ),
        (
            {
                "shop": MEMORY.format("1GB"),
                "local": MEMORY.format("2GB"),
                "ALKASBA_WAREHOUSE__MEMORY": "3GB",
            },
            "3GB",
            "environment ALKASBA_WAREHOUSE__MEMORY",
        ),
    ],
)
def test_the_nearer_origin_wins_and_is_told(tmp_path, said, value, origin):
    found = settings(tmp_path, **said)
    assert found.values["warehouse.memory"] == Setting(value, origin)


def test_places_come_from_everywhere(tmp_path):
    shop = '[places]\ndata = "data"\nstock = "stock"\nmedia = "media"'
    local = '[places]\nstock = "/local"'
    found = settings(tmp_path, shop, local=local, ALKASBA_PLACES__DATA="/mnt/exports")
    assert {name: place.value for name, place in found.places.items()} == {
        "data": "/mnt/exports",
        "stock": "/local",
        "media": "media",
    }
    assert found.places["data"].origin == "environment ALKASBA_PLACES__DATA"


def test_a_given_environment_stands_in_for_that_of_the_machine(tmp_path):
    with patch.dict(os.environ, {"ALKASBA_WAREHOUSE__MEMORY": "9GB"}):
        assert settings(tmp_path)["warehouse.memory"] == ""
        assert read_settings(tmp_path)["warehouse.memory"] == "9GB"


def test_variables_of_others_are_left_alone(tmp_path):
    found = settings(tmp_path, ALKASBA_SHARED="/x", WAREHOUSE__MEMORY="1GB", PATH="/bin")
    assert found["warehouse.memory"] == ""


def test_numbers_are_texts(tmp_path):
    assert settings(tmp_path, "[warehouse]\nthreads = 4")["warehouse.threads"] == "4"


def test_a_mark_at_the_start_of_the_file_is_no_mistake(tmp_path):
    (tmp_path / "alkasba.toml").write_bytes(b"\xef\xbb\xbf[warehouse]\nthreads = 2")
    assert read_settings(tmp_path, {})["warehouse.threads"] == "2"


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"shop": '[warehouse]\nmemry = "1GB"'}, "alkasba.toml"),
        ({"local": '[warehouse]\nmemry = "1GB"'}, "alkasba.local.toml"),
        ({"ALKASBA_WAREHOUSE__MEMRY": "1GB"}, "environment ALKASBA_WAREHOUSE__MEMRY"),
    ],
)
def test_an_unknown_setting_offers_the_nearest_and_tells_its_origin(tmp_path, said, where):
    error = refused(tmp_path, **said)
    what = "no setting is called 'warehouse.memry'. Did you mean 'warehouse.memory'?"
    assert (error.what, error.where) == (what, where)
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("section", "word"),
    [("search", "password"), ("search", "pasword"), ("serve", "token"), ("warehouse", "Password")],
)
def test_who_writes_a_secret_into_a_setting_is_told_where_secrets_stand(tmp_path, section, word):
    error = refused(tmp_path, f'[{section}]\n{word} = "parsley-and-thyme"\n')
    assert f"Did you mean '{section}.secret'?" in error.what
    assert f'secret = "{section.upper()}_PASSWORD"' in error.next_step
    assert "alkasba.secrets.toml" in error.next_step
    assert "parsley" not in f"{error} {error.next_step}"


def test_a_setting_is_likened_to_those_of_its_section_and_all_of_them_are_told(tmp_path):
    error = refused(tmp_path, '[search]\nprefix = "x"\n')
    assert error.what == "no setting is called 'search.prefix'."
    assert error.next_step == (
        "Remove it, or write one of: url, secret, authority, certificate, key."
    )
    assert "Did you mean 'search.url'?" in refused(tmp_path, '[serch]\nurl = "x"\n').what
    assert "'search'" in refused(tmp_path, "search = 1").what


def test_places_are_a_table(tmp_path):
    assert "no setting is called 'places'" in refused(tmp_path, 'places = "data"').what


@pytest.mark.parametrize("local", [None, "x ="])
def test_what_is_no_toml_is_told_with_its_file(tmp_path, local):
    error = refused(tmp_path, "" if local else "[warehouse", local=local)
    assert error.where == ("alkasba.local.toml" if local else "alkasba.toml")
    assert error.next_step


def test_what_is_no_text_is_no_toml(tmp_path):
    (tmp_path / "alkasba.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(SettingsError):
        read_settings(tmp_path, {})


def test_a_folder_without_a_shop_is_told(tmp_path):
    with pytest.raises(SettingsError, match="there is no shop in") as error:
        read_settings(tmp_path, {})
    assert "alkasba init" in error.value.next_step


def test_paths_start_at_the_shop_unless_they_start_at_the_root(tmp_path):
    found = settings(tmp_path, '[privacy]\nkey_file = "/safe/alkasba.key"')
    assert found.path("privacy.vault") == tmp_path / "build/vault.sqlite"
    assert str(found.path("privacy.key_file")) == "/safe/alkasba.key"
    assert found.build == tmp_path / "build"


def test_the_warehouse_is_a_file_of_duckdb(tmp_path):
    assert settings(tmp_path).warehouse_file == tmp_path / "build/warehouse.duckdb"
    found = settings(tmp_path, '[warehouse]\nurl = "duckdb:/mnt/w.duckdb"')
    assert str(found.warehouse_file) == "/mnt/w.duckdb"


@pytest.mark.parametrize("url", ["mysql://x/y", "duckdb:", "warehouse.duckdb", ""])
def test_another_warehouse_is_refused_with_its_origin(tmp_path, url):
    found = settings(tmp_path, f'[warehouse]\nurl = "{url}"')
    with pytest.raises(SettingsError) as error:
        _ = found.warehouse_file
    assert error.value.where == "alkasba.toml, warehouse.url"
    assert "duckdb:FILE" in error.value.next_step


def test_a_shared_warehouse_is_computed_in_a_file_too(tmp_path):
    url = "postgresql://alkasba@db.example:5433/warehouse?sslmode=verify-full"
    found = settings(tmp_path, f'[warehouse]\nurl = "{url}"\nsecret = "PASSWORD"\nreader = "bi"')
    assert found.warehouse_file == tmp_path / "build/warehouse.duckdb"
    shared = found.shared_warehouse
    assert (shared.address.host, shared.address.port) == ("db.example", 5433)
    assert (shared.secret, shared.schema, shared.reader) == ("PASSWORD", "shop", "bi")
    assert settings(tmp_path).shared_warehouse is None


@pytest.mark.parametrize(
    ("said", "key", "what"),
    [
        ('url = "postgresql://me:pa55@db.example/w"', "warehouse.url", "a password does not"),
        ('url = "postgresql://db.example"', "warehouse.url", "say which database"),
        ('url = "postgresql:x"', "warehouse.url", "say on which host"),
        ('url = "postgresql://db.example/w"\nschema = "pg_shop"', "warehouse.schema", "pg_shop"),
        (f'url = "postgresql://h/w"\nschema = "{"é" * 30}"', "warehouse.schema", "no schema"),
        ('url = "postgresql://h/w"\nreader = "PUBLIC"', "warehouse.reader", "no role"),
        ('url = "postgresql://h/w"\nreader = "pg_monitor"', "warehouse.reader", "no role"),
        (f'url = "postgresql://h/w"\nreader = "{"r" * 64}"', "warehouse.reader", "no role"),
    ],
)
def test_a_shared_warehouse_is_told_wrong_with_its_key(tmp_path, said, key, what):
    found = settings(tmp_path, f"[warehouse]\n{said}")
    with pytest.raises(SettingsError, match=what) as error:
        _ = found.shared_warehouse
    assert error.value.where == f"alkasba.toml, {key}"
    assert "pa55" not in str(error.value)


def test_a_warehouse_that_is_refused_shows_no_password(tmp_path):
    found = settings(tmp_path, '[warehouse]\nurl = "mysql://me:pa55@db.example/w"')
    with pytest.raises(SettingsError) as error:
        _ = found.warehouse_file
    assert "pa55" not in f"{error.value} {error.value.next_step}"


def test_a_pattern_has_its_places_put_in(tmp_path):
    found = settings(tmp_path, '[places]\ndata = "data"\nfar = "/mnt/far"')
    assert found.put_places("{far}/orders", where="w") == "/mnt/far/orders"
    assert found.resolve("{data}/x/*.csv", where="w") == str(tmp_path / "data/x/*.csv")
    assert found.resolve("{far}/*.csv", where="w") == "/mnt/far/*.csv"
    assert found.resolve("plain/*.csv", where="w") == str(tmp_path / "plain/*.csv")
    assert found.resolve("/root/*.csv", where="w") == "/root/*.csv"


def test_an_unknown_place_offers_the_nearest(tmp_path):
    found = settings(tmp_path, '[places]\ndata = "data"')
    with pytest.raises(SettingsError) as error:
        found.resolve("{dta}/x.csv", where="sources/x.toml, files")
    assert error.value.what == "nothing in [places] is called 'dta'. Did you mean 'data'?"
    assert error.value.where == "sources/x.toml, files"
    assert 'dta = "a/folder"' in error.value.next_step


@pytest.mark.parametrize("text", ["many", "", "-1", "0", "1.5", "٣", "1" * 12])
def test_a_whole_number_is_told_where_it_is_none(tmp_path, text):
    (tmp_path / "alkasba.toml").write_text(f'[serve]\nrows = "{text}"\n')
    with pytest.raises(SettingsError, match="is a whole number of at least 1") as told:
        read_settings(tmp_path, {}).whole("serve.rows")
    assert (told.value.where, "10000" in told.value.next_step) == ("alkasba.toml", True)


def test_a_whole_number_is_read_as_one(tmp_path):
    (tmp_path / "alkasba.toml").write_text("[serve]\nport = 0\nrows = 25\n")
    settings = read_settings(tmp_path, {})
    assert (settings.whole("serve.rows"), settings.whole("serve.port", at_least=0)) == (25, 0)


@pytest.mark.parametrize("named", ["Hush-hush!", "hush", "tok_123abc", "id:hush"])
def test_a_secret_where_its_name_belongs_is_not_shown(tmp_path, named):
    with pytest.raises(SettingsError) as error:
        settings(tmp_path).secret(named)
    told = f"{error.value} {error.value.where} {error.value.next_step}"
    assert named not in told and "SHOP_TOKEN" in told


def test_a_name_of_a_secret_is_shown_and_any_name_is_found(tmp_path):
    (tmp_path / "alkasba.secrets.toml").write_text('my-key = "hush"\n')
    assert settings(tmp_path).secret("my-key") == "hush"
    with pytest.raises(SettingsError, match="the secret SHOP_TOKEN is nowhere"):
        settings(tmp_path).secret("SHOP_TOKEN")


@pytest.mark.parametrize("section", ["search", "stream"])
def test_a_user_without_a_password_is_told_where_it_belongs(tmp_path, section):
    found = settings(tmp_path, f'[{section}]\nurl = "https://herbs@host:9200"\n')
    with pytest.raises(SettingsError, match="nothing names the password") as error:
        found.password(section)
    assert error.value.where == f"alkasba.toml, {section}.url"
    assert f"{section.upper()}_PASSWORD" in error.value.next_step
