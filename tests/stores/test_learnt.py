"""One contract for every index: what a model has learnt stands in it, and is sorted by."""

from dataclasses import replace
from pathlib import Path

import pytest

from alkasba.derive.search.asking import Asked
from alkasba.errors import UnknownName
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.training import train_model
from alkasba.flows.searching import Searching
from alkasba.flows.stream.running import consume
from tests.recommend_shop import indexed_shop, told_documents
from tests.shop_builder import ShopFolder
from tests.stores.conftest import INDEXES

PAIR = ((1, "S3"), (2, "T3"))

pytestmark = pytest.mark.parametrize("index_url", INDEXES, indirect=True, scope="session")


def opened_at(shop: ShopFolder, url: str) -> OpenShop:
    """The shop, whose index is at that address."""
    opened = shop.open()
    setting = replace(opened.settings.values["search.url"], value=url)
    values = {**opened.settings.values, "search.url": setting}
    return replace(opened, settings=replace(opened.settings, values=values))


def indexed(shop: ShopFolder, url: str, order: str = "popular") -> dict[str, dict[str, object]]:
    """What the index holds once all is consumed, in an order."""
    opened = opened_at(shop, url)
    (counts,) = consume(opened, once=True)
    assert counts.dead == 0
    searching = Searching(lambda: opened, 30.0)
    try:
        answer = searching.find("learnt", Asked(order=order, limit=100))
    finally:
        searching.close()
    return {one["key"]: one["document"] for one in answer.data()["items"]}


def test_the_index_holds_what_is_learnt_and_sorts_by_it(tmp_path: Path, index_url: str) -> None:
    shop = indexed_shop(tmp_path)
    table = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", table.replace("[search]", '[search]\nindex = "index_learnt"'))
    told_documents(shop)
    assert not any("similar" in one for one in indexed(shop, index_url).values())
    train_model(shop.open(), accept=True, clock=shop.clock)
    _, told = told_documents(shop)
    found = indexed(shop, index_url)
    names = ("similar", "together", "popular")
    assert {k: [one.get(n) for n in names] for k, one in found.items()} == {
        k: [one.get(n) for n in names] for k, one in told.items()
    }
    ranks = [one.get("popular", 99) for one in found.values()]
    assert ranks == sorted(ranks) and ranks[0] == 1 and ranks[-1] == 99
    upwards = [one.get("popular", 0) for one in indexed(shop, index_url, "-popular").values()]
    assert upwards == sorted(upwards, reverse=True), "what has no rank is last both ways"
    with pytest.raises(UnknownName, match="no column to sort by"):
        indexed(shop, index_url, "similar")
    # What is learnt anew takes the place of what was, and a product that changes keeps it.
    sales = tmp_path / "data/sales.csv"
    both = [f"N{n},{at},2026-09-01,{p},C{n},paid,1\n" for n in range(40) for at, p in PAIR]
    sales.write_text(sales.read_text() + "".join(both))
    shop.run()
    train_model(shop.open(), accept=True)
    products = tmp_path / "data/products.csv"
    products.write_text(products.read_text().replace("Spice S3,", "Spice Three,"))
    _, told = told_documents(shop)
    found = indexed(shop, index_url)
    assert found["S3"]["name"] == "Spice Three" and found["S3"]["together"] == ["T3"]
    assert {k: one.get("together") for k, one in found.items()} == {
        k: one.get("together") for k, one in told.items()
    }
