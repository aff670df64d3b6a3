"""What a run has to read: new files, changed ones, and all that another declaration reads."""

from pathlib import Path

import pytest

from alkasba.flows.pending import list_origins, month_in, pending_feeds
from tests.shop_builder import SALE, ShopFolder, small_shop


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("orders/2025-03.csv", "2025-03"),
        ("orders_202503.csv", "2025-03"),
        ("2025-03-31.csv", "2025-03"),
        ("20250331.csv", "2025-03"),
        ("orders 2025.03.csv", "2025-03"),
        ("retail.zip/2010-12-01.csv", "2010-12"),
        ("products.json", None),
        ("2025.csv", None),
        ("order-1202513.csv", None),
        ("2025-13.csv", None),
    ],
)
def test_the_month_that_a_name_speaks_of(name, month):
    assert month_in(name) == month


def due(shop: ShopFolder) -> dict[str, list[str]]:
    opened = shop.open().shop
    feeds = pending_feeds(opened, list_origins(opened), {})
    return {feed.feed.table: [file.name for file in feed.files] for feed in feeds}


def test_everything_is_due_at_first(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("b.csv")
    shop.sales("a.csv")
    assert due(shop) == {
        "product": ["data/products.csv"],
        "sale": ["sales/a.csv", "sales/b.csv"],
    }


def test_only_the_table_whose_declaration_changed_is_read_again(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.write("tables/sale.toml", SALE.replace("at_least = 1", "at_least = 2"))
    report = shop.run()
    assert [feed.table for feed in report.feeds if feed.is_new] == ["sale"]
    assert report.rules[0][1] == "range:quantity"


def test_words_for_people_read_nothing_again(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.write("tables/sale.toml", SALE.replace('kind = "fact"', 'kind = "fact"\nabout = "Sales"'))
    assert not shop.run().has_changed
