from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from alkasba.settings import read_settings
from alkasba.stream.broker import Broker, broker_of
from tests.certificates import Authority


def broker(folder: Path, **settings: str) -> Broker:
    (folder / "alkasba.toml").write_text("")
    told = {f"ALKASBA_STREAM__{name.upper()}": value for name, value in settings.items()}
    return broker_of(read_settings(folder, told))


def test_a_cluster_without_login(tmp_path: Path) -> None:
    found = broker(tmp_path, url="kafka://one:9092,two:9092")
    assert found.words["bootstrap.servers"] == "one:9092,two:9092"
    assert found.words["security.protocol"] == "PLAINTEXT"
    assert str(found) == "Kafka at one:9092,two:9092"


def test_a_login_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD", "hush")
    authority = Authority(tmp_path)
    pem = str(authority.file)
    asked = {"url": "kafkas://herbs@host:9093", "secret": "KAFKA_PASSWORD", "authority": pem}
    found = broker(tmp_path, **asked)
    assert found.words["security.protocol"] == "SASL_SSL"
    assert found.words["sasl.username"] == "herbs"
    assert found.words["sasl.password"] == "hush"
    assert found.words["ssl.ca.location"].endswith("authority.pem")
    assert "hush" not in f"{found} {found!r}"


@pytest.mark.parametrize("url", ["kafka:", "kafka://", "kafka://a:b@host", "kafka://host/path/x"])
def test_what_is_no_address_is_refused_without_telling_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as error:
        broker(tmp_path, url=url)
    assert "a:b" not in str(error.value)


def test_a_way_to_log_in_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD", "hush")
    asked = {"url": "kafka://herbs@host:9092", "secret": "KAFKA_PASSWORD"}
    assert broker(tmp_path, **asked, login="plain").words["sasl.mechanism"] == "PLAIN"
    with pytest.raises(SettingsError, match="no password is shown like this") as error:
        broker(tmp_path, **asked, login="SCRAM")
    assert "SCRAM-SHA-512, SCRAM-SHA-256, PLAIN" in error.value.next_step


@pytest.mark.parametrize("server", ["host:0", "host:99999", "one:9092,two:70000"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, server: str) -> None:
    with pytest.raises(SettingsError, match="a port is a number from 1 to 65535"):
        broker(tmp_path, url=f"kafka://{server}")


@pytest.mark.parametrize("name", ["authority", "certificate", "key"])
def test_what_only_tls_uses_is_refused_without_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="does not speak TLS") as error:
        broker(tmp_path, url="kafka://host:9092", **{name: "some.pem"})
    assert "kafkas://" in error.value.next_step


def test_a_key_is_of_no_use_without_its_certificate(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="without its certificate"):
        broker(tmp_path, url="kafkas://host:9093", key="key.pem")
