"""Asking: once more where that helps, and no secret for anybody else."""

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from alkasba.errors import AlkasbaError, SourceAway, SourceChanged, SourceError
from tests.origins.server import Asked, Reply, fails, reply, serve
from tests.sources.api.build import Elsewhere, Make, numbered

BEARER = 'auth = { by = "bearer", secret = "SHOP_TOKEN" }'
KEY = 'auth = { by = "key", secret = "SHOP_TOKEN", parameter = "api_key" }'
HEADER = 'auth = { by = "key", secret = "SHOP_TOKEN", header = "X-Key" }'
SECRET = "hush-4711"


def rows(_: Asked) -> Reply:
    return reply(numbered(2))


def test_retry_after_in_seconds_is_honoured(elsewhere: Make) -> None:
    api = elsewhere(rows, "", {1: fails(429, Retry_After="17")})
    api.fetch()
    assert api.pauses == [17.0]


def test_retry_after_as_a_date_is_honoured(elsewhere: Make) -> None:
    api = elsewhere(rows)
    api.origin.faults[1] = fails(
        503, Retry_After=format_datetime(api.now + timedelta(seconds=40), usegmt=True)
    )
    api.fetch()
    assert api.pauses == [40.0]


def test_too_long_to_wait_is_told(elsewhere: Make) -> None:
    api = elsewhere(rows, "", {1: fails(429, Retry_After="7200")})
    with pytest.raises(SourceAway, match="asks to wait 7200 seconds more"):
        api.fetch()
    assert api.pauses == []


def test_own_limit_keeps_requests_apart(elsewhere: Make) -> None:
    toml = 'rate = { per_second = 2 }\npages = { by = "page" }\nkey = "id"'
    api = elsewhere(lambda a: reply(numbered(2) if a.query["page"] == "1" else []), toml)
    api.fetch()
    assert api.pauses == [0.5]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (httpx.ReadTimeout("x"), "does not answer in time"),
        (httpx.ConnectError("x"), "no connection can be made"),
        (httpx.RemoteProtocolError("x"), "the connection was cut"),
        (httpx.DecodingError("x"), "damaged on the way"),
        (httpx.ProxyError("x"), "proxy"),
    ],
)
def test_trouble_on_the_way_has_words(elsewhere: Make, fault: Exception, words: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise fault

    api = elsewhere(rows)
    api.transport = httpx.MockTransport(fail)
    with pytest.raises(SourceAway, match=words):
        api.fetch()
    assert len(api.pauses) == 4


def test_certificate_that_is_not_trusted_is_not_tried_again(elsewhere: Make) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")

    api = elsewhere(rows)
    api.transport = httpx.MockTransport(fail)
    with pytest.raises(SourceError, match="certificate cannot be trusted"):
        api.fetch()
    assert api.pauses == []


@pytest.mark.parametrize("code", [401, 403])
def test_refusal_names_the_secret_and_never_its_value(elsewhere: Make, code: int) -> None:
    api = elsewhere(lambda _: reply({"echo": SECRET}, status=code), KEY, SHOP_TOKEN=SECRET)
    with pytest.raises(SourceError) as told:
        api.fetch()
    assert "SHOP_TOKEN" in told.value.next_step
    assert SECRET not in whole(told.value)


def whole(error: AlkasbaError) -> str:
    return f"{error} {error.next_step} {error!r}"


@pytest.mark.parametrize("declared", [BEARER, KEY, HEADER])
def test_secret_is_sent_where_it_belongs(elsewhere: Make, declared: str) -> None:
    api = elsewhere(rows, declared, SHOP_TOKEN=SECRET)
    api.fetch()
    (asked,) = api.origin.asked
    told = {**asked.headers, **asked.query}
    names = [name for name, value in told.items() if SECRET in value]
    assert names == {BEARER: ["authorization"], KEY: ["api_key"], HEADER: ["x-key"]}[declared]


@pytest.mark.parametrize("declared", [BEARER, KEY, HEADER])
def test_redirect_to_another_host_carries_no_secret(elsewhere: Make, declared: str) -> None:
    with serve(rows) as other:
        moved = f"{other.url}/orders"
        api = elsewhere(lambda _: Reply(status=302, headers={"Location": moved}), declared)
        api.secrets["SHOP_TOKEN"] = SECRET
        assert api.fetch() == numbered(2)
        assert SECRET not in str(other.asked)
    assert SECRET in str(api.origin.asked)


def test_refusal_of_another_host_says_that_it_moved(elsewhere: Make) -> None:
    with serve(lambda _: reply({}, status=401)) as other:
        moved = other.url.replace("127.0.0.1", "localhost")
        api = elsewhere(lambda _: Reply(status=302, headers={"Location": moved}), BEARER)
        api.secrets["SHOP_TOKEN"] = SECRET
        with pytest.raises(SourceChanged, match="another host, localhost, which is told no secret"):
            api.fetch()


def test_key_is_sent_again_where_the_same_host_sends_to(elsewhere: Make) -> None:
    def answers(asked: Asked) -> Reply:
        if asked.path == "/orders":
            return Reply(status=301, headers={"Location": "/orders/"})
        return rows(asked)

    api = elsewhere(answers, KEY, SHOP_TOKEN=SECRET)
    api.fetch()
    assert [one.query["api_key"] for one in api.origin.asked] == [SECRET] * 2


def test_unasked_304_is_no_answer(elsewhere: Make) -> None:
    with pytest.raises(SourceAway, match="was not asked"):
        elsewhere(lambda _: Reply(status=304)).fetch()


def test_answer_without_content_has_no_rows(elsewhere: Make) -> None:
    assert elsewhere(lambda _: Reply(status=204)).fetch() == []


def test_redirect_on_the_same_host_is_followed(elsewhere: Make) -> None:
    def answers(asked: Asked) -> Reply:
        if asked.path == "/orders":
            return Reply(status=301, headers={"Location": "/orders/"})
        return rows(asked)

    api = elsewhere(answers, BEARER, SHOP_TOKEN=SECRET)
    assert api.fetch() == numbered(2)
    assert "authorization" in api.origin.asked[1].headers


def test_redirect_without_end_is_told(elsewhere: Make) -> None:
    api = elsewhere(lambda _: Reply(status=302, headers={"Location": "/orders"}))
    with pytest.raises(SourceError, match="from one address to the next"):
        api.fetch()


def test_redirect_to_no_address_is_told(elsewhere: Make) -> None:
    api = elsewhere(lambda _: Reply(status=302, headers={"Location": "ftp://x/y"}))
    with pytest.raises(SourceChanged, match="it has moved"):
        api.fetch()


def test_next_link_to_another_host_is_refused(elsewhere: Make) -> None:
    link = '<http://other.example/orders?page=2>; rel="next"'
    api = elsewhere(lambda _: reply(numbered(2), Link=link), 'pages = { by = "link" }')
    with pytest.raises(SourceError, match="on another host"):
        api.fetch()


def test_key_that_a_link_repeats_is_not_kept(elsewhere: Make) -> None:
    def answers(asked: Asked) -> Reply:
        if asked.query.get("page") == "2":
            return reply(numbered(4)[2:])
        host = asked.headers["host"]
        link = f'<http://{host}/orders?page=2&api_key={SECRET}>; rel="next"'
        return reply(numbered(2), Link=link)

    api = elsewhere(answers, f'pages = {{ by = "link" }}\n{KEY}', SHOP_TOKEN=SECRET)
    api.origin.faults[2] = fails(404)
    with pytest.raises(SourceError):
        api.fetch()
    assert not found_on_disk(api, SECRET)
    assert api.fetch() == numbered(4)
    assert [one.query["api_key"] for one in api.origin.asked] == [SECRET] * 3


def found_on_disk(api: Elsewhere, value: str) -> bool:
    paths = [path for path in api.folder.rglob("*") if path.is_file()]
    return any(value.encode() in path.read_bytes() for path in paths)


def test_answer_without_measure_is_refused(elsewhere: Make, monkeypatch) -> None:
    monkeypatch.setattr("alkasba.sources.api.request.ANSWER_AT_MOST", 10)
    with pytest.raises(SourceError, match="one answer is larger"):
        elsewhere(rows).fetch()
