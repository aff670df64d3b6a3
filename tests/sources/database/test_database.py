"""A database feeds a shop: declared, fetched, listed and landed."""

from decimal import Decimal
from pathlib import Path

import pytest

from alkasba.errors import DeclarationError, SourceAway, WrongValue
from tests.origins.databases import Sqlite
from tests.shop_builder import ShopFolder, small_shop

SOURCE = """
kind = "database"
url = "sqlite:{data}/erp.db"
[feeds.sale]
rows = "lines"
[feeds.sale.joins.heads]
source = "sales"
rows = "heads"
on = { order_id = "order_id" }
[feeds.sale.columns]
sold_on = "heads.day"
"""


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    (tmp_path / "data").mkdir()
    Sqlite(tmp_path / "data/erp.db").run(
        "CREATE TABLE lines (order_id, line, product, quantity, price)",
        "CREATE TABLE heads (order_id, day)",
        "INSERT INTO lines VALUES ('A1', 1, 'P1', 2, 1.5), ('A2', 1, 'P2', 1, 7.25)",
        "INSERT INTO heads VALUES ('A1', '2026-05-01'), ('A2', '2026-05-02')",
    )
    return small_shop(tmp_path, alkasba='[places]\ndata = "data"\n', sources__sales=SOURCE)


def test_tables_are_joined_and_asked(shop: ShopFolder) -> None:
    shop.run()
    assert shop.ask("net_sales", "orders") == [(Decimal("10.25"), 2)]
    assert not shop.run().has_changed


def test_what_a_column_types_is_read_so_across_a_join(shop: ShopFolder) -> None:
    Sqlite(shop.folder / "data/erp.db").run(
        "ALTER TABLE heads ADD COLUMN paid", "UPDATE heads SET paid = 1.234"
    )
    shop.write(
        "sources/sales.toml",
        SOURCE.replace("[feeds.sale]", '[format]\ndecimal = ","\nthousands = "."\n[feeds.sale]')
        + 'price = "heads.paid"\n',
    )
    shop.run()
    assert shop.rejects() == []
    assert shop.rows("SELECT DISTINCT price FROM sale") == [(Decimal("1.234"),)]


def test_rejects_are_told_with_the_number_of_their_row(shop: ShopFolder) -> None:
    Sqlite(shop.folder / "data/erp.db").run("UPDATE lines SET quantity = 0 WHERE order_id = 'A2'")
    shop.run()
    assert shop.rejects() == [("sales/lines", 2, "range:quantity")]


def test_a_query_that_is_none_is_told_before_anything_is_fetched(shop: ShopFolder) -> None:
    path = shop.folder / "sources/sales.toml"
    path.write_text(path.read_text().replace('"lines"', '"lines.sql"'))
    shop.write("lines.sql", "DROP TABLE lines")
    with pytest.raises(WrongValue, match=r"lines\.sql: a SELECT is needed"):
        shop.open()


def test_a_password_in_the_url_is_told_before_anything_is_fetched(shop: ShopFolder) -> None:
    path = shop.folder / "sources/sales.toml"
    url = "postgresql://reader:hush@db.example/erp"
    path.write_text(path.read_text().replace("sqlite:{data}/erp.db", url))
    with pytest.raises(DeclarationError, match=r"sales\.toml, url: a password does not") as caught:
        shop.open()
    assert "hush" not in str(caught.value)


def test_a_database_that_is_gone_leaves_what_was_loaded(shop: ShopFolder) -> None:
    shop.run()
    (shop.folder / "data/erp.db").unlink()
    with pytest.raises(SourceAway, match="no database in"):
        shop.run()
    assert shop.ask("orders") == [(2,)]
