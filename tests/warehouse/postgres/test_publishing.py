"""PostgreSQL is brought to the state of the file whole: only what differs, and nobody waits."""

import threading
from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.flows.batch import run_batch
from alkasba.flows.run.sharing import share
from alkasba.warehouse.postgres import connection
from tests.shop_builder import PRODUCT, SALE, ShopFolder, small_shop
from tests.stores.shared import Shared


@pytest.fixture
def shop(tmp_path: Path, database: Shared) -> ShopFolder:
    """Sales of three months in two years, loaded and shared."""
    shop = small_shop(tmp_path, alkasba=database.settings())
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50", "A2,1,2025-12-31,P2,1,2.25")
    shop.sales("b.csv", "B1,1,2026-01-05,P1,4,1.50")
    shop.run()
    return shop


def places(database: Shared) -> dict[str, Any]:
    """Order -> where its row lies; a row that is written anew lies elsewhere."""
    return dict(database.rows("SELECT order_id, (tableoid, ctid, xmin)::text FROM shop.sale"))


def test_a_month_that_changed_is_replaced_and_no_other_row_is_touched(
    shop: ShopFolder, database: Shared
) -> None:
    before = places(database)
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50", "A2,1,2025-12-31,P2,9,2.25")
    shop.run()
    after = places(database)
    assert {order for order in before if before[order] != after[order]} == {"A2"}
    assert database.rows("SELECT quantity FROM shop.sale WHERE order_id = 'A2'") == [(9,)]


def test_members_that_did_not_change_are_not_touched(shop: ShopFolder, database: Shared) -> None:
    ask = "SELECT code, xmin::text FROM shop.product"
    before = dict(database.rows(ask))
    shop.write("data/products.csv", "code,name,category\nP1,Peppermint,Tea\nP2,Sage,Herb\n")
    shop.run()
    after = dict(database.rows(ask))
    assert {code for code in before if before[code] != after[code]} == {"P1"}


def test_members_and_months_that_are_gone_are_gone_there(
    shop: ShopFolder, database: Shared
) -> None:
    (shop.folder / "data/sales/b.csv").unlink()
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\n")
    run_batch(shop.open(), accepted=("sale", "product"), clock=shop.clock)
    assert database.rows("SELECT order_id FROM shop.sale ORDER BY 1") == [("A1",), ("A2",)]
    assert database.rows("SELECT code FROM shop.product ORDER BY 1") == [("P1",), ("unknown",)]


def test_a_run_that_reads_nothing_changes_nothing_there(shop: ShopFolder, database: Shared) -> None:
    ask = "SELECT * FROM shop_books.publication"
    before = database.rows(ask), places(database)
    shop.run()
    assert (database.rows(ask), places(database)) == before


def test_nobody_who_reads_makes_a_run_wait(shop: ShopFolder, database: Shared) -> None:
    with database.connect() as reader:
        for table in ("sale", "product", "calendar"):
            reader.execute(f"SELECT count(*) FROM shop.{table}")
        shop.sales("c.csv", "C1,1,2027-05-05,P3,1,1.00", "C2,1,2025-11-09,P1,1,1.00")
        shop.write("data/products.csv", "code,name,category\nP1,Mint,Tea\nP3,Rue,Herb\n")
        shop.run()
        assert reader.execute("SELECT count(*) FROM shop.sale").fetchone() == (5,)


def test_a_reader_in_one_transaction_sees_one_state(shop: ShopFolder, database: Shared) -> None:
    with database.connect() as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ask = "SELECT count(*), (SELECT count(*) FROM shop.calendar) FROM shop.sale"
        before = reader.execute(ask).fetchone()
        shop.sales("c.csv", "C1,1,2027-05-05,P1,1,1.00", "C2,1,2025-11-09,P1,1,1.00")
        shop.run()
        assert reader.execute(ask).fetchone() == before
    assert database.rows("SELECT count(*) FROM shop.sale") == [(5,)]


def test_readers_who_keep_asking_see_whole_states_alone(shop: ShopFolder, database: Shared) -> None:
    ask = (
        "SELECT (SELECT run_id FROM shop_books.publication), "
        "(SELECT sum(quantity) FROM shop.sale), (SELECT max(name) FROM shop.product)"
    )
    seen: set[tuple[Any, ...]] = set()
    is_over = threading.Event()

    def keep_asking() -> None:
        with database.connect(autocommit=True) as reader:
            while not is_over.is_set():
                seen.update(reader.execute(ask).fetchall())

    reader = threading.Thread(target=keep_asking)
    reader.start()
    told = set(database.rows(ask))
    for number in range(1, 6):
        shop.sales("b.csv", f"B1,1,2026-01-05,P1,{number},1.50", "B2,1,2028-02-01,P2,1,1")
        shop.write("data/products.csv", f"code,name,category\nP1,Z{number},Tea\nP2,A,Herb\n")
        shop.run()
        told |= set(database.rows(ask))
    is_over.set()
    reader.join()
    assert len(told) == 6
    assert seen <= told


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE shop.sale",
        "DROP TABLE shop.product CASCADE",
        "DROP TABLE shop_parts.sale_2025",
        "ALTER TABLE shop.sale DETACH PARTITION shop_parts.sale_2026",
        "ALTER TABLE shop.product DROP CONSTRAINT product_pkey CASCADE",
        "ALTER TABLE shop.sale DROP COLUMN price",
        "ALTER TABLE shop.sale ADD COLUMN mine text",
        "ALTER TABLE shop.product ALTER COLUMN name TYPE varchar(40)",
        "DROP SCHEMA shop, shop_parts, shop_books CASCADE",
        "DROP INDEX shop.sale_sold_on_idx",
        "ALTER TABLE shop.sale DROP CONSTRAINT sale_product_key_fkey",
    ],
)
def test_what_somebody_took_away_there_comes_back(
    shop: ShopFolder, database: Shared, harm: str
) -> None:
    state = (
        "SELECT 'row', s::text FROM shop.sale AS s UNION ALL "
        "SELECT 'member', p::text FROM shop.product AS p UNION ALL "
        "SELECT 'key', conrelid::regclass || conname FROM pg_constraint WHERE conname LIKE 's%' "
        "UNION ALL SELECT 'index', indexrelid::regclass::text FROM pg_index "
        "WHERE indrelid = 'shop.sale'::regclass ORDER BY 1, 2"
    )
    before = database.rows(state)
    database.do(harm)
    shop.run()
    assert database.rows(state) == before


def test_a_table_that_is_declared_otherwise_is_made_anew(
    shop: ShopFolder, database: Shared
) -> None:
    shop.write("tables/sale.toml", SALE.replace("price = {", "price = { decimals = 2,"))
    shop.write("tables/product.toml", PRODUCT + 'colour = { type = "text" }\n')
    shop.write("data/products.csv", "code,name,category,colour\nP1,Mint,Tea,green\nP2,Sage,Herb,\n")
    shop.run()
    assert database.rows("SELECT code, colour FROM shop.product WHERE colour = 'green'") == [
        ("P1", "green")
    ]
    (form,) = database.rows(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'shop.sale'::regclass AND attname = 'price'"
    )
    assert form == ("numeric(18,2)",)


def test_a_table_that_is_declared_no_more_goes_and_tables_of_others_stay(
    shop: ShopFolder, database: Shared
) -> None:
    database.do("CREATE TABLE shop.notes (text text)")
    shop.write("tables/sale.toml", SALE.replace('product = { refers = "product" }\n', ""))
    for name in ("tables/product.toml", "sources/products.toml"):
        (shop.folder / name).unlink()
    shop.run()
    tables = database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'shop' ORDER BY 1")
    assert [name for (name,) in tables] == ["calendar", "holiday", "notes", "sale"]


def test_a_view_that_needs_a_table_is_told_and_stays(shop: ShopFolder, database: Shared) -> None:
    database.do("CREATE VIEW mine AS SELECT price FROM shop.sale")
    shop.write("tables/sale.toml", SALE.replace("price = {", "price = { decimals = 2,"))
    with pytest.raises(StoreError, match="something of yours needs it") as error:
        shop.run()
    assert "Drop the views" in error.value.next_step
    assert database.rows("SELECT count(*) FROM mine") == [(3,)]
    database.do("DROP VIEW mine")
    shop.run()
    assert database.rows("SELECT sum(price) FROM shop.sale")[0][0].as_tuple().exponent == -2


def test_a_table_of_somebody_else_is_never_replaced(tmp_path: Path, database: Shared) -> None:
    database.do("CREATE SCHEMA shop", "CREATE TABLE shop.sale (mine text)")
    shop = small_shop(tmp_path, alkasba=database.settings())
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    with pytest.raises(StoreError, match="has a table 'sale' already"):
        shop.run()
    assert database.rows("SELECT * FROM shop.sale") == []
    assert database.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'shop_books'") == [(0,)]


def test_two_shops_do_not_share_a_schema(
    shop: ShopFolder, database: Shared, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = small_shop(tmp_path_factory.mktemp("other"), alkasba=database.settings())
    other.write("shop.toml", 'name = "Other"\ncurrency = "EUR"\n')
    other.sales("a.csv", "X1,1,2025-11-03,P1,2,1.50")
    with pytest.raises(StoreError, match="holds the warehouse of another shop, 'Test'"):
        other.run()
    other.write("alkasba.toml", database.settings('schema = "other"\n'))
    other.run()
    assert database.rows("SELECT order_id FROM other.sale") == [("X1",)]
    assert database.rows("SELECT count(*) FROM shop.sale") == [(3,)]


def test_who_holds_a_table_that_must_go_is_waited_for_and_then_told(
    shop: ShopFolder, database: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.SESSION, "lock_timeout", "50ms")
    shop.write("tables/sale.toml", SALE.replace("price = {", "price = { decimals = 2,"))
    with database.connect() as reader:
        reader.execute("SELECT count(*) FROM shop.sale")
        with pytest.raises(StoreAway, match="somebody has held"):
            shop.run()
    shop.run()
    assert database.rows("SELECT sum(price) FROM shop.sale")[0][0].as_tuple().exponent == -2


def test_two_who_publish_at_once_come_one_after_the_other(
    shop: ShopFolder, database: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.SESSION, "lock_timeout", "50ms")
    with database.connect() as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('shop_books', 0))")
        with pytest.raises(StoreAway, match="somebody has held"):
            share(shop.open())
    share(shop.open())


def test_comments_tell_what_the_declaration_says(tmp_path: Path, database: Shared) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings())
    table = 'about = "A line\'s sale"\n' + SALE.replace(
        'price = { type = "money",', 'price = { type = "money", unit = "EUR", about = "Before tax",'
    )
    shop.write("tables/sale.toml", table)
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    shop.run()
    ask = "SELECT obj_description('shop.sale'::regclass), col_description('shop.sale'::regclass, 7)"
    assert database.rows(ask) == [("A line's sale", "Before tax (EUR)")]
    shop.write("tables/sale.toml", table.replace("Before tax", "After tax"))
    shop.run()
    assert database.rows(ask) == [("A line's sale", "After tax (EUR)")]


def test_a_text_with_a_nul_in_it_comes_without_it(tmp_path: Path, database: Shared) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings())
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    shop.write("data/products.csv", "code,name,category\nP1,Mi\0nt,Tea\n")
    shop.run()
    assert database.rows("SELECT name FROM shop.product WHERE code = 'P1'") == [("Mint",)]
    shop.run()


def test_names_may_be_anything_that_a_declaration_allows(tmp_path: Path, database: Shared) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings('schema = "Mein \\"Laden\\" %s {x}"\n'))
    shop.write("tables/order.toml", SALE.replace("quantity", "user"))
    (shop.folder / "tables/sale.toml").unlink()
    shop.write("sources/sales.toml", 'kind = "csv"\nfiles = ["data/sales/*.csv"]\n[feeds.order]\n')
    header = "order_id,line,sold_on,product,user,price"
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50", header=header)
    shop.run()
    ask = 'SELECT "user" FROM "Mein ""Laden"" %s {x}"."order"'
    assert database.rows(ask) == [(2,)]
    shop.sales("a.csv", "A1,1,2025-11-03,P1,3,1.50", header=header)
    shop.run()
    assert database.rows(ask) == [(3,)]
