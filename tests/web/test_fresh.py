import pytest
from starlette.requests import Request

from alkasba.web.fresh import is_known


def request(known):
    headers = [(b"if-none-match", known.encode())] if known is not None else []
    return Request({"type": "http", "headers": headers, "path": "/", "query_string": b""})


@pytest.mark.parametrize(
    ("known", "is_so"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        (None, False),
    ],
)
def test_an_answer_is_known_by_its_tag(known, is_so):
    assert is_known(request(known), '"a"') is is_so


def test_another_language_is_another_answer(site):
    english = site.get("/", headers={"Accept-Language": "en"})
    tag = {"If-None-Match": english.headers["etag"]}
    assert site.get("/", headers={"Accept-Language": "en", **tag}).status_code == 304
    assert site.get("/", headers={"Accept-Language": "fr", **tag}).status_code == 200
