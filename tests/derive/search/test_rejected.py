"""A member whose row broke a rule is not gone; one that no row has is, whatever others say."""

import json
from pathlib import Path

import pytest

from tests.stream_shop import StreamShop, item, stream_shop

KEYED = ('code = { type = "code" }', 'code = { type = "whole" }')


def changed(shop: StreamShop, old: str, new: str) -> None:
    path = shop.folder / "tables/product.toml"
    path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def shop(tmp_path: Path) -> StreamShop:
    return stream_shop(tmp_path, [item(n) for n in (5, 6, 125, 9)])


def test_digits_inside_of_another_value_are_no_key(shop: StreamShop) -> None:
    for name, told in shop.items.items():
        told["code"] = int(name[1:])
    changed(shop, *KEYED)
    shop.write()
    shop.produce()
    shop.items = {
        "P6": shop.items["P6"],
        "P9": shop.items["P9"] | {"price": "7.12599999", "name": "5 of 125"},
    }
    shop.write()
    done = shop.produce()
    assert (done.sent, done.gone, done.kept) == (0, 2, 1)


def test_a_key_of_several_parts_is_known(shop: StreamShop) -> None:
    changed(shop, 'key = ["code"]', 'key = ["code", "category"]')
    shop.write()
    shop.produce()
    shop.items["P9"]["price"] = "free"
    del shop.items["P5"]
    shop.write()
    done = shop.produce()
    assert (done.gone, done.kept) == (1, 1)


@pytest.mark.parametrize("code", ['a"b', "a\\b", "A b", "شاي", "a/b", "a~b", " P7 "])
def test_any_key_is_known(shop: StreamShop, code: str) -> None:
    shop.items["odd"] = item(7) | {"code": code}
    shop.write()
    shop.produce()
    shop.items["odd"]["price"] = "free"
    shop.write()
    done = shop.produce()
    assert (done.gone, done.kept) == (0, 1)


def test_a_key_that_stands_under_another_name_is_known(shop: StreamShop) -> None:
    (shop.folder / "sources/products.toml").write_text(
        'kind = "json"\nfiles = ["data/products.json"]\n[feeds.product.columns]\n'
        'code = "id.of/it"\nname = "name"\ncategory = "category"\nmaker = "maker"\n'
        'price = "price"\n'
    )

    def write() -> None:
        rows = [{**told, "id": {"of/it": told["code"]}} for told in shop.items.values()]
        (shop.folder / "data/products.json").write_text(json.dumps(rows))

    write()
    assert shop.produce().sent == 4
    shop.items["P9"]["price"] = "free"
    del shop.items["P5"]
    write()
    done = shop.produce()
    assert (done.gone, done.kept) == (1, 1)
