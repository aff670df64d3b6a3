"""Around each page stand the shop, its pages and the same page in other languages."""

from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from alkasba.errors import StoreAway
from alkasba.web.frame import around, error_page, language_of, lost_page, taken_away


def request(path="/health", accepted="", **asked):
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "query_string": urlencode(asked).encode(),
        "headers": [(b"accept-language", accepted.encode())],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [({"lang": "ar"}, "fr", "ar"), ({"lang": "xx"}, "fr", "fr"), ({}, "", "en")],
)
def test_the_address_decides_the_language_before_the_browser(asked, accepted, language):
    assert language_of(request(accepted=accepted, **asked)) == language


def test_links_go_on_in_a_language_that_the_address_says():
    assert around(request(lang="fr"))["suffix"] == "?lang=fr"
    assert around(request(accepted="fr"))["suffix"] == ""
    assert dict(around(request(period="all"))["in_languages"])["ar"] == "?period=all&lang=ar"


def test_a_file_is_called_by_plain_letters():
    assert taken_away('sa"les\n-3.csv') == {
        "Content-Disposition": 'attachment; filename="sa-les--3.csv"'
    }


def test_an_error_is_a_page_that_says_what_where_and_what_to_do():
    page = error_page(request(), StoreAway("it is <away>.", where="build", next_step="Run it."))
    text = page.body.decode()
    assert page.status_code == 503
    assert "it is &lt;away&gt;." in text
    assert "Run it." in text
    assert "build" in text


def test_a_lost_reader_is_led_back():
    assert 'href="/?lang=fr"' in lost_page(request(lang="fr"), 404).body.decode()
