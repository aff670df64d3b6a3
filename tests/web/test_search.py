"""The page that searches: words, facets, an order and pages stand in its address."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from alkasba.flows.recommend.training import train_model
from alkasba.flows.stream.running import consume
from tests.derive.search.build import searchable
from tests.recommend_shop import indexed_shop, told_documents
from tests.served_shop import HOSTILE, serving
from tests.stream_shop import StreamShop, item

NAMES = ["Mint", "Mint tea", *HOSTILE, *(f"Sage {n}" for n in range(1, 41))]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("page")
    searchable(folder)
    items = [item(n) | {"name": name, "price": f"{n}.00"} for n, name in enumerate(NAMES, 1)]
    stream = StreamShop(folder, {one["code"]: one for one in items})
    stream.write()
    stream.produce()
    stream.consume()
    with serving(folder) as address, httpx.Client(base_url=address) as found:
        yield found


def page(client: httpx.Client, **words: str | list[str]) -> str:
    found = client.get("/search/product", params=words)
    assert found.status_code == 200, found.text
    return found.text


def rows(text: str) -> list[str]:
    return re.findall(r'<th scope="row">(.*?)</th>', text)


def test_hits_stand_there_with_marks_before_any_run(client: httpx.Client) -> None:
    found = rows(page(client, q="mint"))
    assert len(found) == 2
    assert "<mark>Mint</mark>" in found[0]


def test_names_that_mean_harm_are_shown_as_they_are(client: httpx.Client) -> None:
    text = page(client, q="script alert")
    assert "<script>alert" not in text
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>" in text
    asked = page(client, q='"><script>alert(1)</script>')
    assert "<script>alert" not in asked


def test_what_is_chosen_can_be_taken_away_again(client: httpx.Client) -> None:
    text = page(client, q="sage", category=["Tea"], price=["10.."])
    chips = re.findall(r'<li><a href="([^"]*)">', text.partition('class="chips"')[2])
    assert len(chips) == 2
    without = client.get(html.unescape(chips[0])).text
    assert without.partition('class="chips"')[2].count("<li><a href") >= 1
    assert 'value="Tea" checked' in text
    assert 'value="Tea" checked' not in without
    assert 'value="10.." checked' in without


def test_a_chosen_value_that_nothing_has_stays_to_be_taken_away(client: httpx.Client) -> None:
    text = page(client, category="Oil")
    assert 'value="Oil" checked' in text
    assert 'class="empty"' in text


def test_pages_follow_each_other(client: httpx.Client) -> None:
    seen: list[str] = []
    address = "/search/product?order=price&q=sage"
    while address:
        text = client.get(address).text
        seen += rows(text)
        found = re.search(r'rel="next" href="([^"]*)"', text)
        address = html.unescape(found[1]) if found else ""
    assert len(seen) == len(set(seen)) == 40
    assert 'rel="prev"' in text


def test_a_header_sorts_and_turns(client: httpx.Client) -> None:
    text = page(client, order="price")
    assert 'aria-sort="ascending"' in text
    assert "order=-price" in text
    assert 'aria-sort="descending"' in page(client, order="-price")


@pytest.mark.parametrize(("language", "said"), [("fr", "Trouvés : 2"), ("ar", "النتائج: 2")])
def test_it_speaks_every_language(client: httpx.Client, language: str, said: str) -> None:
    text = page(client, q="mint", lang=language)
    assert said in text
    assert f'<html lang="{language}"' in text
    assert 'name="lang"' in text


def test_what_is_not_quite_what_was_asked_is_told(client: httpx.Client) -> None:
    assert "Nothing holds these words. These are nearly they." in page(client, q="mnit")
    assert "Nothing holds all of these words." in page(client, q="mint unicorn")
    assert "Search for fewer or shorter ones." in page(client, q="unicorn")


def test_what_was_sent_once_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/search/product?q=mint")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get("/search/product?q=mint", headers=known).status_code == 304
    assert client.get("/search/product?q=tea", headers=known).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search/produkt", 404),
        ("/search/product?colour=red", 422),
        ("/search/product?price=cheap", 422),
        ("/search/product?rows_from=20000", 422),
    ],
)
def test_a_mistake_is_a_page_that_says_what_to_do(
    client: httpx.Client, address: str, status: int
) -> None:
    found = client.get(address)
    assert found.status_code == status
    assert "<html" in found.text


def test_what_is_bought_most_can_stand_first_where_it_is_learnt(
    client: httpx.Client, tmp_path: Path
) -> None:
    assert 'value="popular"' not in page(client)
    shop = indexed_shop(tmp_path)
    train_model(shop.open(), accept=True, clock=shop.clock)
    _, told = told_documents(shop)
    consume(shop.open(), once=True)
    with serving(tmp_path) as address:
        text = httpx.get(f"{address}/search/product?order=popular").text
    assert '<option value="popular" selected>What is bought most</option>' in text
    ranked = sorted((one["popular"], one["name"]) for one in told.values() if "popular" in one)
    shown = re.findall(r"<bdi>(.*?)</bdi>", "".join(rows(text)))
    assert shown[: len(ranked)] == [name for _, name in ranked]
