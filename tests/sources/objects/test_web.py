"""One file of a web server: its mark and its bytes come of one answer."""

import hashlib
from contextlib import closing
from typing import Any

import pytest

from alkasba.errors import AlkasbaError, SourceError
from alkasba.sources.objects.store import Object, Silent
from alkasba.sources.objects.web import WebStore
from tests.origins.server import Asked, Origin, Reply, cut, fails, serve, web_page

CONTENT = b"id,name\n1,Mint\n"


def answer(asked: Asked) -> Reply:
    return Reply(CONTENT, headers={"ETag": f'"{hashlib.md5(CONTENT).hexdigest()}"'})


def store(origin: Origin, path: str = "/exports/orders.csv?sig=s3cret") -> Any:
    """To be used in a with block."""
    return closing(WebStore(origin.url + path, "sources/a.toml, files"))


def listed(origin: Origin, path: str) -> Object:
    with store(origin, path) as web:
        (one,) = web.list()
    return one


def test_one_request_gives_mark_and_content() -> None:
    with serve(answer) as origin, store(origin) as web:
        (one,) = web.list()
        assert (one.name, one.size) == ("exports/orders.csv", None)
        assert web.again(one) == one
        assert b"".join(web.read(one)) == CONTENT
        assert len(origin.asked) == 1
        assert b"".join(web.read(one)) == CONTENT
        assert len(origin.asked) == 2
    assert "s3cret" not in one.key


def test_an_address_with_another_question_is_another_object() -> None:
    with serve(answer) as origin:
        keys = {listed(origin, f"/a.csv?year={year}").key for year in (2025, 2026)}
    assert len(keys) == 2


def test_what_has_no_mark_of_its_own_has_none() -> None:
    with serve(lambda _: Reply(CONTENT, headers={"ETag": 'W/"1"'})) as origin:
        assert listed(origin, "/a.csv").mark == ""


@pytest.mark.parametrize(
    ("fault", "kind", "what"),
    [
        (fails(401), SourceError, "refuses to answer"),
        (fails(404), SourceError, "nothing at this address"),
        (fails(503), Silent, "503"),
        (fails(204), SourceError, "holds no file"),
        (web_page, SourceError, "a web page"),
        (cut(4), Silent, "the connection was cut"),
    ],
)
def test_what_is_no_file_is_told_without_the_secret(
    fault: object, kind: type[AlkasbaError], what: str
) -> None:
    with (
        serve(answer, {1: fault}) as origin,
        store(origin) as web,
        pytest.raises(kind, match=what) as caught,
    ):
        b"".join(web.read(web.list()[0]))
    assert "127.0.0.1" in str(caught.value)
    assert "s3cret" not in f"{caught.value}{caught.value.next_step}"


def test_nobody_there_is_told() -> None:
    with (
        closing(WebStore("http://127.0.0.1:9/a.csv", "sources/a.toml")) as web,
        pytest.raises(Silent, match="no connection"),
    ):
        web.list()
