"""What is indexed is searched over HTTP, before any run and whatever the index is."""

from collections.abc import Iterator

import httpx
import pytest

from alkasba.model.search import ASKED, ROUTES
from alkasba.web import api, api_data, api_recommend
from alkasba.web.api_search import router
from tests.derive.search.build import searchable
from tests.served_shop import serving
from tests.stream_shop import StreamShop, item

NAMES = ["Mint", "Mint <b>tea</b>", "Sage", "Minty", "Thyme & mint", "Rue"]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> StreamShop:
    folder = tmp_path_factory.mktemp("indexed")
    searchable(folder)
    items = [item(n) | {"name": name, "price": f"{n}.50"} for n, name in enumerate(NAMES, 1)]
    stream = StreamShop(folder, {one["code"]: one for one in items})
    stream.write()
    stream.produce()
    stream.consume()
    return stream


@pytest.fixture(scope="module")
def client(indexed: StreamShop) -> Iterator[httpx.Client]:
    with (
        serving(indexed.folder) as address,
        httpx.Client(base_url=f"{address}/api/v1") as found,
    ):
        yield found


def test_hits_are_told_with_marks_and_exact_amounts(client: httpx.Client) -> None:
    found = client.get("product", params={"q": "mint tea", "limit": 1}).json()
    (first,) = found["items"]
    assert first["key"] == "P2"
    assert first["document"]["price"] == "2.50"
    assert first["highlights"]["name"] == ("<mark>Mint</mark> &lt;b&gt;<mark>tea</mark>&lt;/b&gt;")
    assert (found["index"], found["way"]) == ("index_product", "all")
    assert found["took_ms"] >= 0


def test_pages_follow_each_other_to_the_end(client: httpx.Client) -> None:
    address: str | None = "/api/v1/product?order=-price&limit=4"
    keys: list[str] = []
    while address:
        told = client.get(address.removeprefix("/api/v1/")).json()
        keys += [one["key"] for one in told["items"]]
        address = told["next"]
    assert keys == ["P6", "P5", "P4", "P3", "P2", "P1"]


def test_facets_are_words_of_the_address(client: httpx.Client, indexed: StreamShop) -> None:
    asked = [("category", "Tea"), ("category", "Herb"), ("price", "..2.5"), ("price", "2.5..10")]
    told = client.get("product", params=asked).json()
    assert told["total"] == len(NAMES)
    chosen = [one for one in told["facets"]["price"]["counts"] if one["is_chosen"]]
    assert [one["value"] for one in chosen] == ["2.5..10"]
    narrowed = client.get("product", params={"price": "2.50..2.51"}).json()
    assert [one["key"] for one in narrowed["items"]] == ["P2"]


def test_what_was_sent_once_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("product", params={"q": "mint"})
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get("product", params={"q": "mint"}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("product", params={"q": "sage"}, headers=known).status_code == 200


def test_names_are_offered_while_one_types(client: httpx.Client) -> None:
    told = client.get("product/suggest", params={"q": "thy"}).json()["items"]
    assert told == [
        {"key": "P5", "name": "Thyme & mint", "highlight": "<mark>Thyme</mark> &amp; mint"}
    ]


def test_one_document_is_told(client: httpx.Client) -> None:
    told = client.get("product/P3").json()
    assert (told["key"], told["document"]["name"]) == ("P3", "Sage")
    assert told["document"]["maker"]["code"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("?qq=mint", 422, "no question to product has 'qq'. Did you mean 'q'?"),
        ("?catgory=Tea", 422, "Did you mean 'category'?"),
        ("?price=cheap", 422, "a range such as 5..10"),
        ("?order=nmae", 404, "Did you mean 'name'?"),
        ("?after=x", 422, "this is no cursor of this question."),
        ("?limit=0", 422, "greater than or equal to 1"),
        ("?limit=101", 422, "less than or equal to 100"),
        ("?offset=10000", 422, "a page may begin after"),
        (f"?q={'x' * 501}", 422, "at most 500 characters"),
        ("/P99", 404, "none of product has this key."),
        ("/suggest", 422, "what is written so far is needed."),
        ("/a/b", 404, "none of product has this key."),
    ],
)
def test_a_mistake_is_a_problem_with_a_next_step(
    client: httpx.Client, address: str, status: int, said: str
) -> None:
    found = client.get(f"product{address}")
    assert (found.status_code, found.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told = found.json()
    assert said in told["detail"]
    assert told["next_step"]
    assert found.headers["x-content-type-options"] == "nosniff"


def test_before_anything_is_indexed_it_is_told_what_to_run(indexed: StreamShop, tmp_path) -> None:  # type: ignore[no-untyped-def]
    searchable(tmp_path)
    with serving(tmp_path) as address:
        found = httpx.get(f"{address}/api/v1/product?q=mint")
    assert found.status_code == 503
    assert "alkasba consume --once" in found.json()["next_step"]


def test_strangers_are_asked_who_they_are(indexed: StreamShop) -> None:
    from_elsewhere = {"Host": "shop.example"}
    with serving(indexed.folder) as address:
        found = httpx.get(f"{address}/api/v1/product", headers=from_elsewhere)
    assert found.status_code == 421


def test_names_of_other_addresses_are_known_to_check() -> None:
    paths = [route.path for one in (api, api_data, api_recommend) for route in one.router.routes]  # type: ignore[attr-defined]
    first = {path.removeprefix("/api/v1/").partition("/")[0] for path in paths}
    # Products are called as the shop calls them.
    assert first - {"{products}"} == set(ROUTES)


def test_words_of_a_question_are_known_to_check() -> None:
    route = next(one for one in router.routes if one.path == "/api/v1/{index}")  # type: ignore[attr-defined]
    assert {one.alias for one in route.dependant.query_params} == set(ASKED)  # type: ignore[attr-defined]
