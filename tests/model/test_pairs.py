from pathlib import Path

import pytest

from alkasba.model.finding import ShopWrong
from tests.shop_builder import SALE, small_shop

RIGHT = 'kind = "fact"\npairs = { of = "sale", same = "order_id", item = "product" }\n'


def wrong(folder: Path, text: str, **files: str) -> dict[str, str]:
    with pytest.raises(ShopWrong) as caught:
        small_shop(folder, tables__pair=text, **files).open()
    return {finding.key: finding.what for finding in caught.value.findings}


def test_a_table_of_pairs_has_the_columns_that_they_make(tmp_path: Path) -> None:
    table = small_shop(tmp_path, tables__pair=RIGHT).open().shop.tables["pair"]
    assert list(table.columns) == ["sold_on", "product", "with_product", "together"]
    assert table.day == "sold_on"
    assert table.key == ("sold_on", "product", "with_product")
    assert table.references == {"product": "product", "with_product": "product"}


@pytest.mark.parametrize(
    ("change", "key", "told"),
    [
        (("sale", "sales"), "pairs.of", "Did you mean 'sale'?"),
        (("order_id", "order"), "pairs.same", "Did you mean 'order_id'?"),
        (('"product"', '"order_id"'), "pairs.item", "it has: product"),
        (('"product" }', '"product", where = "prise > 1" }'), "pairs.where", "'price'"),
        (
            ('"product" }', '"product", where = "product.name = 1" }'),
            "pairs.where",
            "another table",
        ),
        (('same = "order_id", ', ""), "pairs.same", "what rows that meet have in common"),
        (('"fact"', '"dimension"'), "kind", "pairs are facts"),
        (("pairs =", 'day = "sold_on"\npairs ='), "pairs", "declares none itself"),
    ],
)
def test_what_cannot_meet_is_told(tmp_path: Path, change, key, told) -> None:
    found = wrong(tmp_path, RIGHT.replace(*change))
    assert told in found[key]


def test_no_source_feeds_pairs(tmp_path: Path) -> None:
    source = 'kind = "csv"\nfiles = ["data/pairs.csv"]\n[feeds.pair]\n'
    assert "no source can feed it" in wrong(tmp_path, RIGHT, sources__pairs=source)["pairs"]


def test_what_stays_out_of_the_warehouse_meets_nothing(tmp_path: Path) -> None:
    text = RIGHT.replace('same = "order_id"', 'same = "phone"')
    sale = SALE.replace("[measures]", 'phone = { type = "text", personal = "contact" }\n[measures]')
    assert "stays out" in wrong(tmp_path, text, tables__sale=sale)["pairs.same"]
