"""Kafka behind TLS: who is let in, whom we trust, and what is said where we do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.ports import Log, Message, Topic
from alkasba.settings import read_settings
from alkasba.stream import kafka as ours
from alkasba.stream import open_log
from tests.certificates import Authority
from tests.conftest import IS_CI
from tests.java_services import SecureKafka
from tests.services import USER, Server, ServerMissing

SECRET = "KAFKA_SECRET"
TOPIC = Topic("herbs")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def broker(authority: Authority) -> Iterator[SecureKafka]:
    try:
        server = SecureKafka(authority)
    except ServerMissing as missing:
        (pytest.fail if IS_CI else pytest.skip)(str(missing))
    with server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "ANSWER_SECONDS", 5.0)


def log_of(
    folder: Path, broker: SecureKafka, authority: Authority, port: int = 0, **settings: str
) -> Log:
    url = f"kafkas://{USER}@127.0.0.1:{port or broker.port}"
    told = {"url": url, "secret": SECRET, "authority": str(authority.file)} | settings
    lines = "".join(f'{name} = "{value}"\n' for name, value in told.items())
    (folder / "alkasba.toml").write_text(f"[stream]\n{lines}")
    return open_log(read_settings(folder))


@pytest.mark.parametrize("login", ["SCRAM-SHA-512", "PLAIN"])
def test_who_knows_the_password_writes_and_reads(
    tmp_path: Path,
    broker: SecureKafka,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    login: str,
) -> None:
    monkeypatch.setenv(SECRET, broker.password)
    log = log_of(tmp_path, broker, authority, login=login)
    topic = Topic(f"herbs-{login}")
    log.prepare([topic])
    with log.writer() as writer:
        writer.send(topic.name, [Message(b"mint", b"1")])
        writer.flush()
    with log.reader(topic.name, "group") as reader:
        (found,) = reader.receive(10, 20)
    assert found.message == Message(b"mint", b"1")


def refused(log: Log, *secrets: str) -> StoreError:
    """What is said, which is no matter of waiting, and tells no secret."""
    with pytest.raises(StoreError) as raised:
        log.prepare([TOPIC])
    error = raised.value
    assert not isinstance(error, StoreAway), error.what
    assert error.where and error.next_step
    assert not any(secret in f"{error} {error.next_step} {log!r}" for secret in secrets)
    return error


def test_a_wrong_password_is_told(
    tmp_path: Path, broker: SecureKafka, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "wrong-password")
    error = refused(log_of(tmp_path, broker, authority), "wrong-password", broker.password)
    assert "does not let us in" in error.what
    assert "secret" in error.next_step


def test_whom_nobody_knows_is_not_trusted(
    tmp_path: Path, broker: SecureKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, broker.password)
    error = refused(log_of(tmp_path, broker, Authority(tmp_path)), broker.password)
    assert "nobody known here has signed its certificate" in error.what


@pytest.mark.parametrize(("which", "what"), [(1, "has expired"), (2, "is for another name")])
def test_a_certificate_that_is_wrong_is_told(
    tmp_path: Path,
    broker: SecureKafka,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    which: int,
    what: str,
) -> None:
    monkeypatch.setenv(SECRET, broker.password)
    assert what in refused(log_of(tmp_path, broker, authority, broker.ports[which])).what


def test_a_port_that_speaks_no_tls_is_told(
    tmp_path: Path,
    kafka: Server,
    broker: SecureKafka,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It hangs up, as a broker does that stops."""
    monkeypatch.setenv(SECRET, broker.password)
    port = int(kafka.url("").rpartition(":")[2])
    with pytest.raises(StoreAway, match="does not answer") as raised:
        log_of(tmp_path, broker, authority, port).prepare([TOPIC])
    assert "without TLS" in raised.value.next_step
