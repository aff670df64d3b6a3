import base64
from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from alkasba.search.engine import Engine, cloud_url, engine_of
from alkasba.settings import read_settings


def engine(folder: Path, **settings: str) -> Engine:
    (folder / "alkasba.toml").write_text("")
    told = {f"ALKASBA_SEARCH__{name.upper()}": value for name, value in settings.items()}
    found = engine_of(read_settings(folder, told))
    found.client.close()
    return found


def header(found: Engine) -> str:
    return str(found.client.headers.get("authorization"))


def test_an_api_key_is_sent_as_engines_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "id:hush")
    assert header(engine(tmp_path, url="https://host:9200", secret="KEY")) == "ApiKey aWQ6aHVzaA=="
    monkeypatch.setenv("KEY", "aWQ6aHVzaA==")
    assert header(engine(tmp_path, url="https://host:9200", secret="KEY")) == "ApiKey aWQ6aHVzaA=="


def test_a_password_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "hush")
    found = engine(tmp_path, url="https://herbs@host:9200/path", secret="PASSWORD")
    assert found.url == "https://host:9200/path"
    assert "hush" not in f"{found} {found!r}"


@pytest.mark.parametrize("url", ["http://a:hush@host", "https://", "http://host?x=hush"])
def test_what_is_no_address_is_refused_without_telling_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as error:
        engine(tmp_path, url=url)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize("told", ["", "shop", "shop:!!!", "shop:YQ=="])
def test_what_is_no_cloud_id_is_none(told: str) -> None:
    assert cloud_url(told) is None


CLOUD = "shop:" + base64.b64encode(b"eu.example.org:9243$abc$def").decode()


@pytest.mark.parametrize(("user", "scheme"), [("", "ApiKey"), ("herbs@", "None")])
def test_a_cloud_id_stands_for_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: str, scheme: str
) -> None:
    monkeypatch.setenv("KEY", "id:hush")
    found = engine(tmp_path, url=f"cloud:{user}{CLOUD}", secret="KEY")
    assert found.url == "https://abc.eu.example.org:9243"
    assert header(found).startswith(scheme)


@pytest.mark.parametrize("url", ["cloud:", "cloud:shop", "cloud:herbs:hush@shop:YQ=="])
def test_what_is_no_cloud_id_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as error:
        engine(tmp_path, url=url)
    assert "cloud id" in error.value.what
    assert "hush" not in str(error.value)


@pytest.mark.parametrize("name", ["authority", "certificate", "key"])
def test_what_only_tls_uses_is_refused_without_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="does not speak TLS"):
        engine(tmp_path, url="http://host:9200", **{name: "some.pem"})


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"a port is a number|no address"):
        engine(tmp_path, url="http://host:99999")
