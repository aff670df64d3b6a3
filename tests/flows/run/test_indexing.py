"""What is published here comes to the index that counts it, at once or with the next run."""

import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.flows.batch import run_batch
from alkasba.flows.run import indexing
from alkasba.flows.run.indexing import TRIES, index_status
from alkasba.ports import Change, Verdict
from alkasba.search.embedded import EmbeddedIndex
from alkasba.warehouse.ledger import last_run
from alkasba.warehouse.working_copy import open_published
from tests.services import Server
from tests.shop_builder import SALE, ShopFolder, small_shop

NUMBERS = count(1)
ENGINES = ("elasticsearch", "opensearch")
LINES = "A1,1,2025-11-03,P1,2,1.50", "A1,2,2025-11-03,P2,1,0.10", "A2,1,2026-01-04,P1,3,9.99"


def indexed_shop(folder: Path, url: str, *lines: str) -> ShopFolder:
    """A shop whose sales stand in an index of their own."""
    alias = f"index_orders_{next(NUMBERS)}"
    shop = small_shop(
        folder,
        tables__sale=f'{SALE}\n[search]\nindex = "{alias}"\n',
        alkasba=f'[search]\nurl = "{url}"\n',
    )
    shop.sales("a.csv", *(lines or LINES))
    return shop


@pytest.fixture(params=ENGINES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> ShopFolder:
    server: Server = request.getfixturevalue(request.param)
    return indexed_shop(tmp_path, server.url(""))


def alias_of(shop: ShopFolder) -> str:
    search = shop.open().shop.tables["sale"].search
    assert search is not None
    return search.index


def asked(shop: ShopFolder, path: str, **body: Any) -> Any:
    """What the engine says."""
    url = shop.open().settings["search.url"]
    return httpx.post(f"{url}/{alias_of(shop)}/{path}", json=body).raise_for_status().json()


def held(shop: ShopFolder) -> dict[str, Any]:
    """The rows that the index holds, by id."""
    asked(shop, "_refresh")
    hits = asked(shop, "_search", size=1000)["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}


def run(shop: ShopFolder) -> int:
    """Run it; how many documents were written."""
    told: list[Any] = []

    def tell(event: str, **figures: object) -> None:
        told.extend([figures["written"]] if event == "rows.indexed" else [])

    run_batch(shop.open(), clock=shop.clock, tell=tell)
    return sum(told)


def states(shop: ShopFolder) -> list[tuple[object, object]]:
    db = open_published(shop.open().settings.warehouse_file)
    run = last_run(db) or ""
    db.close()
    return [
        (one["state"], one["rows"]) for one in index_status(shop.open(), run).get("indexed", [])
    ]


def test_a_run_brings_the_rows_and_their_members(shop: ShopFolder) -> None:
    assert run(shop) == 3
    found = held(shop)
    assert sorted(found) == ['["A1","1"]', '["A1","2"]', '["A2","1"]']
    assert found['["A1","2"]'] == {
        "order_id": "A1",
        "line": 2,
        "sold_on": "2025-11-03",
        "product": {"code": "P2", "name": "Sage", "category": "Herb"},
        "quantity": 1,
        "price": 0.1,
        "net": 0.1,
    }
    assert run(shop) == 0, "nothing has changed"
    assert states(shop) == [("current", 3)]


def test_sums_there_are_sums_here_to_the_cent(shop: ShopFolder) -> None:
    lines = (f"B{n},1,2025-11-03,P{n % 2 + 1},{n},{n}.{n % 100:02}" for n in range(1, 400))
    shop.sales("b.csv", *lines)
    run(shop)
    net = {"net": {"sum": {"field": "net"}}}
    by = {"terms": {"field": "product.category.keyword"}, "aggs": net}
    found = asked(shop, "_search", size=0, aggs={"by": by})["aggregations"]["by"]["buckets"]
    there = {one["key"]: round(Decimal(one["net"]["value"]), 2) for one in found}
    assert there == dict(shop.ask("net_sales", by="category"))


def test_what_changes_follows_and_nothing_else_is_written(shop: ShopFolder) -> None:
    run(shop)
    shop.sales("a.csv", LINES[0], "A1,2,2025-11-03,P2,5,0.10", "A3,1,2026-01-04,P2,3,9.99")
    assert run(shop) == 3, "one has changed, one is new, one is gone"
    found = held(shop)
    assert sorted(found) == ['["A1","1"]', '["A1","2"]', '["A3","1"]']
    assert found['["A1","2"]']["quantity"] == 5
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\nP2,Salvia,Herb\n")
    assert run(shop) == 2, "two rows tell of the member that has changed"
    assert {row["product"]["name"] for row in held(shop).values()} == {"Mint", "Salvia"}


def test_another_declaration_makes_another_index(shop: ShopFolder) -> None:
    run(shop)
    table = shop.folder / "tables/sale.toml"
    table.write_text(table.read_text() + 'leave_out = ["price"]\n')
    assert states(shop) == [("behind", None)]
    assert run(shop) == 3
    assert all("price" not in row for row in held(shop).values())
    url = shop.open().settings["search.url"]
    assert len(httpx.get(f"{url}/{alias_of(shop)}-*").json()) == 2, "the one before is kept"


def test_what_others_take_away_comes_back(shop: ShopFolder) -> None:
    run(shop)
    asked(shop, "_delete_by_query?refresh=true", query={"term": {"line": 2}})
    assert states(shop) == [("behind", 2)]
    assert run(shop) == 3
    url = shop.open().settings["search.url"]
    (name,) = httpx.get(f"{url}/_alias/{alias_of(shop)}").json()
    httpx.delete(f"{url}/{name}").raise_for_status()
    assert run(shop) == 3
    assert len(held(shop)) == 3


def test_what_others_put_there_goes(shop: ShopFolder) -> None:
    run(shop)
    asked(shop, "_doc/foreign?refresh=true", order_id="X")
    assert run(shop) == 4
    assert sorted(held(shop)) == ['["A1","1"]', '["A1","2"]', '["A2","1"]']


def test_rows_that_the_engine_refuses_are_told(shop: ShopFolder) -> None:
    shop.sales("a.csv", LINES[0], f"{'A' * 33_000},2,2025-11-03,P2,5,0.10")
    with pytest.raises(StoreError, match="refuses 1 rows") as error:
        run(shop)
    assert "A" * 100 not in str(error.value)
    assert shop.ask("units") == [(7,)], "here it is published"


class Flaky(EmbeddedIndex):
    """An index that fails as often as it is told to, once it has written so many batches."""

    fails = 0
    after = 0

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        cls = type(self)
        if cls.after > 0:
            cls.after -= 1
        elif cls.fails > 0:
            cls.fails -= 1
            raise StoreAway("away")
        return super().write(name, changes)


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShopFolder:
    """A shop whose index is away now and then; `pauses` are not waited for."""
    shop = indexed_shop(tmp_path, "http://flaky.invalid")
    monkeypatch.setattr(indexing, "open_index", lambda _: Flaky(tmp_path / "search"))
    monkeypatch.setattr(indexing, "sleep", lambda _: None)
    monkeypatch.setattr(indexing, "BATCH", 1)
    monkeypatch.setattr(Flaky, "fails", 0)
    monkeypatch.setattr(Flaky, "after", 0)
    return shop


def test_an_engine_that_is_busy_is_asked_again(flaky: ShopFolder) -> None:
    Flaky.fails = TRIES - 1
    assert run(flaky) == 3
    assert states(flaky) == [("current", 3)]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_an_engine_that_is_away_gets_the_rest_with_the_next_run(
    flaky: ShopFolder, after: int
) -> None:
    Flaky.fails, Flaky.after = TRIES, after
    with pytest.raises(StoreAway, match="takes no rows now") as error:
        run(flaky)
    assert error.value.report is not None
    assert "next run" in error.value.next_step
    assert flaky.ask("units") == [(6,)], "here it is published"
    assert states(flaky) == [("behind", None)]
    run(flaky)
    assert states(flaky) == [("current", 3)]


def test_a_folder_holds_no_rows_of_facts(tmp_path: Path) -> None:
    shop = indexed_shop(tmp_path, "index:build/search")
    assert run(shop) == 0
    assert states(shop) == []
    assert not (tmp_path / "build/search").exists()


def test_a_mark_that_cannot_be_read_is_none(flaky: ShopFolder) -> None:
    run(flaky)
    mark = flaky.folder / "build/index/sale.json"
    assert json.loads(mark.read_text())["rows"] == 3
    mark.write_text("{")
    assert states(flaky) == [("behind", None)]
    assert run(flaky) == 0
    assert states(flaky) == [("current", 3)]
