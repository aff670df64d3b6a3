"""A new column, a new source and a new tile each change one place of the shop, never the engine."""

import json
from pathlib import Path

from tests.shop_builder import SALE, ShopFolder, small_shop

TILE = '[[tiles]]\nshow = "bar"\nmeasure = "units"\nby = "category"\n'


def declarations(shop: ShopFolder) -> dict[str, str]:
    return {path.name: path.read_text() for path in shop.folder.rglob("*.toml")}


def changed_files(before: dict[str, str], shop: ShopFolder) -> list[str]:
    after = declarations(shop)
    return [name for name in after if after[name] != before.get(name)]


def running_shop(folder: Path) -> ShopFolder:
    shop = small_shop(folder, dashboards__sales=TILE)
    header = "order_id,line,sold_on,product,quantity,price,channel"
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00,web", header=header)
    shop.run()
    return shop


def test_a_new_column_is_one_line_of_one_file(tmp_path: Path):
    shop = running_shop(tmp_path)
    before = declarations(shop)
    line = 'channel = { type = "choice", choices = ["web", "shop"] }'
    shop.write("tables/sale.toml", SALE.replace("[columns]", f"[columns]\n{line}"))
    shop.run()
    assert shop.ask("units", by="channel") == [("web", 2)]
    assert changed_files(before, shop) == ["sale.toml"]


def test_a_new_source_is_at_most_two_files(tmp_path: Path):
    shop = running_shop(tmp_path)
    before = declarations(shop)
    source = 'kind = "json"\nfiles = ["data/market.json"]\n[feeds.sale.columns]\nprice = "paid"\n'
    shop.write("sources/market.toml", source)
    row = {"order_id": "M1", "line": 1, "sold_on": "2025-01-02", "product": "P2", "quantity": 3}
    shop.write("data/market.json", json.dumps([row | {"paid": "2.00"}]))
    shop.run()
    assert shop.ask("units", by="product.name") == [("Mint", 2), ("Sage", 3)]
    assert len(changed_files(before, shop)) <= 2


def test_a_new_tile_is_at_most_two_files(tmp_path: Path):
    shop = running_shop(tmp_path)
    before = declarations(shop)
    shop.write("dashboards/sales.toml", TILE + TILE.replace("bar", "table"))
    assert len(shop.open().shop.dashboards["sales"].tiles) == 2
    assert len(changed_files(before, shop)) <= 2
