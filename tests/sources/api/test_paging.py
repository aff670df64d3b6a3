"""Where the next page begins."""

import pytest

from alkasba.errors import SourceChanged, SourceError
from alkasba.sources.api.answer import Answer
from alkasba.sources.api.options import PAGES, Api
from alkasba.sources.api.paging import first_place, next_place, origin_of, parameters_at
from alkasba.sources.api.trouble import Place

PLACE = Place("orders", "shop.example/orders, page 1")
URL = "https://shop.example/orders"


def api(by: str) -> Api:
    return Api(URL, pages=PAGES[by])


def answer(count: int = 0, body: object = None, link: str = "") -> Answer:
    return Answer([{}] * count, body, URL, {"link": link} if link else {})


def test_parameters_are_the_usual_ones() -> None:
    asked = {by: parameters_at(api(by), first_place(api(by))) for by in PAGES}
    assert asked == {
        "page": {"per_page": "100", "page": "1"},
        "offset": {"limit": "100", "skip": "0"},
        "cursor": {"limit": "100"},
        "link": {"per_page": "100"},
        "next": {},
        "none": {},
    }


def test_address_of_a_next_page_brings_its_own_parameters() -> None:
    assert parameters_at(api("link"), f"{URL}?page=2") == {}


def test_counted_pages_go_on_by_what_came() -> None:
    assert next_place(api("page"), "1", answer(50), PLACE) == "2"
    assert next_place(api("offset"), "50", answer(30), PLACE) == "80"


@pytest.mark.parametrize("nothing", [{}, {"meta": {"next": None}}, {"meta": {"next": ""}}])
def test_no_cursor_is_the_end(nothing: object) -> None:
    assert next_place(api("cursor"), "", answer(body=nothing), PLACE) == ""


def test_more_without_a_cursor_is_told() -> None:
    pages = Api(URL, pages=PAGES["cursor"].__class__("cursor", next="at", more="more"))
    assert next_place(pages, "", answer(body={"at": "x", "more": False}), PLACE) == ""
    assert next_place(pages, "", answer(body={"at": "x", "more": True}), PLACE) == "x"
    with pytest.raises(SourceChanged, match="nothing at 'at' says where"):
        next_place(pages, "", answer(body={"more": True}), PLACE)


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ('</orders?page=2>; rel="next"', f"{URL}?page=2"),
        (f'<{URL}?page=1>; rel="prev", <{URL}?page=3>; rel="next"', f"{URL}?page=3"),
        (f"<{URL}?ids=1,2&page=3>; title=x; rel=next", f"{URL}?ids=1,2&page=3"),
        (f'<{URL}?page=9>; rel="last"', ""),
        (f'<{URL}?page=9>; rel="nextish"', ""),
        ("", ""),
    ],
)
def test_link_header(link: str, place: str) -> None:
    assert next_place(api("link"), "", answer(link=link), PLACE) == place


def test_address_in_the_body() -> None:
    assert next_place(api("next"), "", answer(body={"next": "?page=2"}), PLACE) == f"{URL}?page=2"


@pytest.mark.parametrize(
    "other",
    ["https://evil.example/orders", "http://shop.example/orders", "https://shop.example:8443/x"],
)
def test_another_host_is_refused(other: str) -> None:
    with pytest.raises(SourceError, match="another host"):
        next_place(api("next"), "", answer(body={"next": other}), PLACE)


def test_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://Shop.example/x") == origin_of("https://shop.example:443/y")
