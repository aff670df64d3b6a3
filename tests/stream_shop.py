"""A small shop whose products are streamed, what its index must hold, and what it does hold."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx

from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.running import consume, plan_of, produce
from alkasba.flows.stream.watch import Counts
from tests.shop_builder import ShopFolder

PRODUCT = """
kind = "dimension"
key = ["code"]
label = "name"
[columns]
code = { type = "code" }
name = { type = "text", required = true }
category = { type = "choice", choices = ["Tea", "Herb"] }
maker = { refers = "maker" }
price = { type = "money", required = true, at_least = 0, decimals = 2 }
stock = { type = "whole" }
added_on = { type = "day" }
is_organic = { type = "flag" }
cost = { type = "money" }
doubled = { type = "money", formula = "price * 2" }
[search]
leave_out = ["cost"]
"""
MAKER = """
kind = "dimension"
key = ["code"]
label = "name"
[columns]
code = { type = "code" }
name = { type = "text" }
phone = { type = "text", personal = "contact" }
"""
POLICY = """
[classes.contact]
basis = "contract"
keep_months = 12
"""
PRODUCTS = """
kind = "json"
files = ["data/products.json"]
every = "1 minute"
[feeds.product]
"""
MAKERS = """
kind = "csv"
files = ["data/makers.csv"]
[feeds.maker]
"""
NUMBERS = count(1)
Item = dict[str, Any]


@dataclass(slots=True)
class StreamShop:
    """A shop in a folder, and the products that it sells at the moment."""

    folder: Path
    items: dict[str, Item] = field(default_factory=dict)

    def write(self) -> None:
        """Let the origin say what is sold now."""
        (self.folder / "data/products.json").write_text(json.dumps([*self.items.values()]))

    def produce(self, **options: Any) -> Any:
        """A round; what it did."""
        (done,) = list(produce(ShopFolder(self.folder).open(), **options))
        return done

    def consume(self) -> Counts:
        """Index what is there; what was done."""
        (counts,) = consume(ShopFolder(self.folder).open(), once=True)
        return counts

    @property
    def expected(self) -> dict[str, Item]:
        """What the index must hold, reckoned without the program."""
        return {code: _document(item) for code, item in self.items.items()}

    def indexed(self) -> dict[str, Item]:
        """What the index holds."""
        opened = ShopFolder(self.folder).open()
        url = opened.settings["search.url"]
        (part,) = parts_of(opened)
        name = plan_of(part).name
        if url.startswith("http"):
            return _of_engine(url, name)
        file = self.folder / url.removeprefix("index:") / "index_product.sqlite"
        with closing(sqlite3.connect(file)) as db:
            rows = db.execute(f'SELECT id, document FROM "{name}" WHERE document IS NOT NULL')
            return {code: json.loads(document) for code, document in rows}


def stream_shop(
    folder: Path, items: Iterable[Item] = (), settings: Mapping[str, str] | None = None
) -> StreamShop:
    """A shop with these products, and one maker of each of the first three."""
    shop = ShopFolder(folder)
    shop.write("shop.toml", 'name = "Stream"\n')
    shop.write("policy.toml", POLICY)
    shop.write("tables/product.toml", PRODUCT)
    shop.write("tables/maker.toml", MAKER)
    shop.write("sources/products.toml", PRODUCTS)
    shop.write("sources/makers.toml", MAKERS)
    shop.write("data/makers.csv", "code,name,phone\nM1,Old Mill,555\nM2,Abbey,556\n")
    told = {"stream.prefix": f"test{next(NUMBERS)}.", **(settings or {})}
    lines = [f'{name} = "{value}"' for name, value in told.items()]
    shop.write("alkasba.toml", "\n".join(sorted(lines)) + "\n")
    stream = StreamShop(folder, {item["code"]: item for item in items})
    stream.write()
    return stream


def item(number: int, chance: Random | None = None) -> Item:
    """A product; with `chance` another one each time."""
    chance = chance or Random(number)
    return {
        "code": f"P{number}",
        "name": f"{chance.choice(['Mint', 'Sage', 'Thé', 'شاي'])} {chance.randint(1, 99)}",
        "category": chance.choice(["Tea", "Herb"]),
        "maker": chance.choice(["M1", "M2"]),
        "price": f"{chance.randint(1, 9999) / 100:.2f}",
        "stock": chance.randint(0, 50),
        "added_on": f"2026-0{chance.randint(1, 9)}-11",
        "is_organic": chance.random() < 0.5,
        "cost": "1.00",
    }


def changed(items: dict[str, Item], chance: Random) -> dict[str, Item]:
    """The products after a day on which some were changed, some added, and few taken out."""
    after = dict(items)
    for code in chance.sample(sorted(after), min(3, len(after) // 3)):
        after[code] = item(int(code[1:]), chance)
    for code in chance.sample(sorted(after), min(2, len(after) // 4)):
        del after[code]
    for _ in range(3):
        number = chance.randint(1, 60)
        after[f"P{number}"] = item(number, chance)
    return after


def _document(told: Item) -> Item:
    price = float(told["price"])
    makers = {"M1": "Old Mill", "M2": "Abbey"}
    return {
        "code": told["code"],
        "name": told["name"],
        "category": told["category"],
        "price": price,
        "stock": told["stock"],
        "added_on": told["added_on"],
        "is_organic": told["is_organic"],
        "doubled": round(price * 2, 4),
        "maker": {"code": told["maker"], "name": makers[told["maker"]]},
    }


def _of_engine(url: str, name: str) -> dict[str, Item]:
    with httpx.Client(base_url=url) as client:
        client.post(f"/{name}/_refresh").raise_for_status()
        answer = client.post(f"/{name}/_search", json={"size": 1000})
        hits = answer.raise_for_status().json()["hits"]["hits"]
    return {hit["_id"]: hit["_source"] for hit in hits}
