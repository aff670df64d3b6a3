import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alkasba.derive.search.asking import Asked
from alkasba.errors import StoreAway, UnknownName
from alkasba.flows.searching import Searching
from tests.shop_builder import ShopFolder, small_shop
from tests.stream_shop import StreamShop, item, stream_shop

NAMES = {"P1": "Mint", "P2": "Sage", "P3": "Mint tea"}


@pytest.fixture
def stream(tmp_path: Path) -> StreamShop:
    items = [item(int(key[1:])) | {"name": name} for key, name in NAMES.items()]
    return stream_shop(tmp_path, items)


@pytest.fixture
def searching(stream: StreamShop) -> Iterator[Searching]:
    stream.produce()
    stream.consume()
    opened = [ShopFolder(stream.folder).open()]
    found = Searching(lambda: opened[-1], 30)
    yield found
    found.close()


def keys(searching: Searching, text: str) -> list[str]:
    return [hit.id for hit in searching.find("product", Asked(text)).found.hits]


def test_nothing_indexed_is_told_with_what_to_run(stream: StreamShop) -> None:
    opened = ShopFolder(stream.folder).open()
    with pytest.raises(StoreAway, match="nothing is indexed as 'index_product' yet") as caught:
        Searching(lambda: opened, 30).find("product", Asked())
    assert "alkasba consume --once" in caught.value.next_step


def test_the_first_way_that_finds_something_is_told(searching: Searching) -> None:
    ways = {
        text: searching.find("product", Asked(text)).way
        for text in ("mint", "mnit", "mint qqq", "qqq", "")
    }
    assert ways == {"mint": "all", "mnit": "alike", "mint qqq": "any", "qqq": "all", "": "all"}
    assert searching.find("product", Asked("qqq")).found.total == 0


def test_a_filter_that_leaves_nothing_does_not_look_for_other_words(searching: Searching) -> None:
    answer = searching.find("product", Asked("mint"))
    assert (answer.way, answer.found.total) == ("all", 2)


def test_what_is_changed_is_found_at_once(stream: StreamShop, searching: Searching) -> None:
    assert keys(searching, "sage") == ["P2"]
    stream.items["P2"]["name"] = "Thyme"
    del stream.items["P1"]
    stream.write()
    stream.produce(accepted=["product"])
    stream.consume()
    assert keys(searching, "sage") == []
    assert keys(searching, "thyme") == ["P2"]
    assert keys(searching, "mint") == ["P3"]
    with pytest.raises(UnknownName):
        searching.member("product", "P1")


def test_other_synonyms_are_known_at_once(stream: StreamShop) -> None:
    shop = ShopFolder(stream.folder)
    table = (stream.folder / "tables/product.toml").read_text()
    shop.write("tables/product.toml", table + 'synonyms = "words.txt"\n')
    shop.write("words.txt", "mint, nana\n")
    stream.produce()
    stream.consume()
    opened = shop.open()
    searching = Searching(lambda: opened, 30)
    assert keys(searching, "nana") == ["P1", "P3"]
    shop.write("words.txt", "sage, sauge\n")
    assert keys(searching, "nana") == []
    assert keys(searching, "sauge") == ["P2"]


def test_a_name_that_nothing_is_served_at_is_told(searching: Searching) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'product'") as caught:
        searching.find("produkt", Asked())
    assert "What is searched: product." in caught.value.next_step


def test_a_shop_without_search_says_so(tmp_path: Path) -> None:
    opened = small_shop(tmp_path).open()
    with pytest.raises(UnknownName) as caught:
        Searching(lambda: opened, 30).find("products", Asked())
    assert "A table with [search] can be searched." in caught.value.next_step


def test_suggestions_are_names(searching: Searching) -> None:
    found = searching.suggest("product", "mi").found.hits
    assert sorted(hit.document["name"] for hit in found) == ["Mint", "Mint tea"]
    assert searching.suggest("product", "").found.hits == ()


def test_searches_are_answered_while_something_is_written(
    stream: StreamShop, searching: Searching
) -> None:
    file = stream.folder / "build/search/index_product.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM stands")
        assert keys(searching, "mint") == ["P1", "P3"]
