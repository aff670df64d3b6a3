"""What an answer looks like, told by its names and its values."""

from typing import Any

import pytest

from alkasba.sources.api.shape import (
    key_in,
    name_of,
    never_kept,
    pages_of,
    rows_in,
    total_in,
)
from alkasba.sources.paths import Number

ROWS = [{"id": Number("1")}, {"id": Number("2")}]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (ROWS, ""),
        ({"data": ROWS}, "data"),
        ({"response": {"items": ROWS}}, "response.items"),
        ({"facets": [{"n": 1}] * 9, "items": ROWS}, "items"),
        ({"items": [{"n": 1}] * 9, "products": ROWS}, "products"),
        ({"others": ROWS, "more": ROWS * 2}, "more"),
        ([], None),
        ([1, 2], None),
        ({"data": []}, None),
        ({"rates": {"EUR": Number("1")}}, None),
        ("text", None),
    ],
)
def test_where_rows_stand(body: Any, rows: str | None) -> None:
    assert rows_in(body, "products") == rows


@pytest.mark.parametrize(
    ("body", "headers", "total"),
    [
        ({"total": Number("9")}, {}, "total"),
        ({"meta": {"pagination": {"total": Number("9")}}}, {}, "meta.pagination.total"),
        ({"count": Number("9")}, {}, "count"),
        ({"count": Number("2")}, {}, ""),
        ({"total": Number("1")}, {}, ""),
        ({"total": Number("9.5")}, {}, ""),
        ({"total": "9"}, {}, ""),
        ([], {"x-total-count": "9"}, "header:X-Total-Count"),
        ([], {"x-total-count": "many"}, ""),
    ],
)
def test_where_the_total_stands(body: Any, headers: dict[str, str], total: str) -> None:
    assert total_in(body, headers, 2) == total


def ways(body: Any, headers: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    found = pages_of(body, headers or {}, has_more=True)
    return [(one.by, one.parameter, one.next) for one in found]


@pytest.mark.parametrize(
    ("body", "likeliest"),
    [
        ({"next": "https://h/a?page=2"}, ("next", "", "next")),
        ({"links": {"next": "/a?page=2"}}, ("next", "", "links.next")),
        ({"_links": {"next": {"href": "/a?page=2"}}}, ("next", "", "_links.next.href")),
        ({"@odata.nextLink": "https://h/a"}, ("next", "", "@odata.nextLink")),
        ({"meta": {"next_cursor": "abc"}}, ("cursor", "cursor", "meta.next_cursor")),
        ({"nextPageToken": "abc"}, ("cursor", "pageToken", "nextPageToken")),
        ({"skip": Number("0"), "limit": Number("5")}, ("offset", "skip", "")),
        ({"page": Number("1")}, ("page", "page", "")),
        ({}, ("page", "page", "")),
    ],
)
def test_how_pages_may_follow(body: Any, likeliest: tuple[str, str, str]) -> None:
    assert ways(body)[0] == likeliest


def test_a_link_in_the_header_comes_first() -> None:
    assert ways({"page": Number("1")}, {"link": '</a?page=2>; rel="next"'})[0][0] == "link"


def test_pages_that_count_from_zero() -> None:
    (first, *_) = pages_of({"page": Number("0"), "page_size": Number("5")}, {}, has_more=True)
    assert (first.first, first.size_parameter) == (0, "page_size")


def test_nothing_is_tried_where_all_is_there() -> None:
    assert list(pages_of({"page": Number("1")}, {}, has_more=False)) == []


def test_the_key_tells_rows_apart() -> None:
    assert key_in([{"id": Number("1"), "sku": "a"}, {"id": Number("1"), "sku": "b"}]) == "sku"
    assert key_in([{"name": "a"}]) == ""
    assert key_in([{"id": None}, {"id": "1"}]) == ""


def test_what_nobody_wants_on_a_disk() -> None:
    rows = [{"password": "x", "bank": {"iban": "y", "name": "z"}, "cards": [{"cardNumber": "1"}]}]
    assert list(never_kept(rows)) == ["password", "bank.iban", "cards.cardNumber"]


def test_names_of_addresses() -> None:
    assert name_of("https://shop.example/") == "shop"
    assert name_of("https://shop.example/api/orders/?page=2") == "orders"
