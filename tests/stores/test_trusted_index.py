"""A search engine behind TLS: who is let in, whom we trust, and what is said where we do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alkasba.errors import StoreAway, StoreError
from tests.certificates import Authority, context
from tests.guarded_engine import KEY, PASSWORD, USER, guarded
from tests.services import Server
from tests.stream_shop import StreamShop, item, stream_shop

SECRET = "SEARCH_SECRET"


@pytest.fixture(params=["elasticsearch", "opensearch"])
def engine(request: pytest.FixtureRequest) -> str:
    server: Server = request.getfixturevalue(request.param)
    return server.url("")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    (tmp_path / "certificates").mkdir()
    return Authority(tmp_path / "certificates")


@pytest.fixture
def door(elasticsearch: Server, authority: Authority) -> Iterator[int]:
    """Before Elasticsearch, with a certificate that is as it should be."""
    with guarded(elasticsearch.url(""), context(authority.issued())) as port:
        yield port


def shop_at(folder: Path, url: str, authority: Authority, **settings: str) -> StreamShop:
    told = {"search.url": url, "search.secret": SECRET, "search.authority": str(authority.file)}
    more = {f"search.{name}": value for name, value in settings.items()}
    shop = stream_shop(folder / "shop", [item(1), item(2)], told | more)
    shop.produce()
    return shop


@pytest.mark.parametrize(("user", "secret"), [(f"{USER}@", PASSWORD), ("", KEY)])
def test_an_engine_behind_tls_is_filled(
    tmp_path: Path,
    engine: str,
    authority: Authority,
    user: str,
    secret: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SECRET, secret)
    with guarded(engine, context(authority.issued())) as port:
        counts = shop_at(tmp_path, f"https://{user}127.0.0.1:{port}", authority).consume()
    assert counts.indexed == 2


def refused(shop: StreamShop) -> StoreError:
    """What is said, which is no matter of waiting, and tells no secret."""
    with pytest.raises(StoreError) as raised:
        shop.consume()
    error = raised.value
    assert not isinstance(error, StoreAway)
    assert error.where
    assert error.next_step
    for secret in (PASSWORD, KEY, "wrong-pass"):
        assert secret not in f"{error} {error.next_step}"
    return error


@pytest.mark.parametrize("user", [f"{USER}@", ""])
def test_a_wrong_secret_is_told(
    tmp_path: Path, door: int, authority: Authority, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "wrong-pass")
    error = refused(shop_at(tmp_path, f"https://{user}127.0.0.1:{door}", authority))
    assert "does not let us in" in error.what
    assert "secret" in error.next_step


def test_whom_nobody_knows_is_not_trusted(
    tmp_path: Path, door: int, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, KEY)
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    error = refused(shop_at(tmp_path, f"https://127.0.0.1:{door}", other))
    assert "nobody known here has signed its certificate" in error.what
    assert "authority" in error.next_step


@pytest.mark.parametrize(
    ("name", "days", "what"),
    [("127.0.0.1", -1, "has expired"), ("elsewhere.example", 1, "is for another name")],
)
def test_a_certificate_that_is_wrong_is_told(
    tmp_path: Path,
    elasticsearch: Server,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    days: int,
    what: str,
) -> None:
    monkeypatch.setenv(SECRET, KEY)
    with guarded(elasticsearch.url(""), context(authority.issued(name, days=days))) as port:
        assert what in refused(shop_at(tmp_path, f"https://127.0.0.1:{port}", authority)).what


def test_an_engine_that_speaks_no_tls_is_told(
    tmp_path: Path, elasticsearch: Server, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, KEY)
    url = elasticsearch.url("").replace("http:", "https:")
    assert "does not speak TLS" in refused(shop_at(tmp_path, url, authority)).what


def test_who_must_show_a_certificate_shows_it(
    tmp_path: Path, elasticsearch: Server, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, KEY)
    spoken = context(authority.issued(), asks=authority.file)
    with guarded(elasticsearch.url(""), spoken) as port:
        url = f"https://127.0.0.1:{port}"
        ours = str(authority.issued("herbs.example"))
        assert shop_at(tmp_path / "with", url, authority, certificate=ours).consume().indexed == 2
        without = shop_at(tmp_path / "without", url, authority)
        with pytest.raises(StoreError):
            without.consume()
