"""What a run has to read: new files, changed ones, and all that another declaration reads."""

from pathlib import Path

import pytest

from alkasba.errors import StoreBehind
from alkasba.flows.run.pending import (
    file_id,
    list_origins,
    month_in,
    outdated_feeds,
    pending_feeds,
    together,
)
from tests.shop_builder import PRODUCT, SALE, ShopFolder, small_shop


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


def test_outdated_files_are_read_with_those_that_changed_each_once(tmp_path: Path):
    shop = small_shop(tmp_path)
    for name in ("2025-01.csv", "2025-02.csv", "2025-03.csv"):
        shop.sales(name)
    opened = shop.open().shop
    origins = list_origins(opened)
    first, second, _ = origins.files["sales"]
    outdated = {("sale", file_id("sales", first)), ("sale", file_id("sales", second))}
    found = outdated_feeds(opened, origins, outdated)
    assert [feed.files for feed in found] == [(first, second)]
    (one,) = outdated_feeds(opened, origins, outdated, months=["2025-02"])
    assert one.files == (second,)
    changed = [feed for feed in pending_feeds(opened, origins, {}) if feed.feed.table == "product"]
    both = together(opened, [*found, one], changed)
    assert [(feed.feed.table, len(feed.files)) for feed in both] == [("product", 1), ("sale", 2)]


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


def test_a_renamed_file_does_not_count_twice(tmp_path: Path):
    text = SALE.replace('key = ["order_id", "line"]\n', "")
    shop = small_shop(tmp_path, tables__sale=text)
    path = shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00", "A2,1,2025-01-01,P1,3,1.00")
    shop.run()
    path.rename(path.with_name("b.csv"))
    shop.run()
    assert shop.ask("units") == [(5,)]


def test_a_file_that_is_gone_takes_its_rows_along_and_losers_come_back(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00")
    gone = shop.sales("b.csv", "A1,1,2025-01-01,P1,9,1.00", "A2,1,2025-01-01,P1,4,1.00")
    shop.run()
    assert shop.ask("units") == [(13,)]
    gone.unlink()
    report = shop.run()
    assert (report.has_changed, report.gone) == (True, (("sale", 1),))
    assert shop.ask("units") == [(2,)]
    assert not shop.run().has_changed


def test_a_table_that_comes_or_goes_is_followed(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00")
    shop.run()
    extra = 'kind = "dimension"\nkey = ["id"]\n[columns]\nid = { type = "code" }\n'
    shop.write("tables/extra.toml", extra)
    with pytest.raises(StoreBehind, match="declarations have changed"):
        shop.ask("units")
    shop.run()
    assert shop.rows("SELECT id FROM extra") == [("unknown",)]
    for name in ("tables/extra.toml", "tables/sale.toml", "sources/sales.toml"):
        (tmp_path / name).unlink()
    shop.write("data/products.csv", "code,name,category\nP3,Rue,Herb\n")
    shop.run()
    assert shop.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'kept'") == [
        ("product",)
    ]


def test_another_history_makes_the_versions_anew(tmp_path: Path):
    product = PRODUCT.replace('label = "name"', 'label = "name"\nday = "on"\nhistory = ["name"]')
    product += 'on = { type = "day" }\n'
    shop = small_shop(tmp_path, tables__product=product)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00")
    rows = "P1,Mint,Tea,2025-01-01\nP1,Mint,Herb,2025-02-01\n"
    shop.write("data/products.csv", f"code,name,category,on\n{rows}")
    shop.run()
    count = "SELECT count(*) FROM product WHERE product_key <> 0"
    assert shop.rows(count) == [(1,)]
    shop.write("tables/product.toml", product.replace('["name"]', '["name", "category"]'))
    shop.run()
    assert shop.rows(count) == [(2,)]
    assert shop.ask("units", by="category") == [("Tea", 2)]


STEPS = "{{ from = 1, to = 3, step = 1, default = {} }}"


def test_another_default_tells_members_anew_where_they_depend_on_it(tmp_path: Path):
    def declared(default: int) -> str:
        return f'name = "Test"\n[parameters]\nweight = {STEPS.format(default)}\n'

    shop = small_shop(
        tmp_path,
        shop=declared(1),
        tables__sale=SALE + 'weighed = { formula = "units * weight" }\n',
        tables__product=PRODUCT + 'worth = { type = "whole", measure = "weighed" }\n',
    )
    shop.sales("2025-01.csv", "S1,1,2025-01-10,P1,2,10")
    shop.run()
    asked = "SELECT worth FROM product WHERE code = 'P1'"
    assert shop.rows(asked) == [(2,)]
    shop.write("shop.toml", declared(3))
    shop.run()
    assert shop.rows(asked) == [(6,)]
