"""The books: which files are held, and tables of another layout made anew."""

from datetime import timedelta
from pathlib import Path

import duckdb

from alkasba.flows.batch import Clock
from alkasba.warehouse.ledger import forget_later, note_files, open_books
from tests.shop_builder import PRODUCT, SALE, small_shop


def test_the_books_say_how_each_file_was_read(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A1,1,2025-01-01,P1,x,1.00")
    shop.run()
    sql = "SELECT name, records, rejected, duplicates, encoding, delimiter FROM alkasba.files"
    assert shop.rows(f"{sql} WHERE table_name = 'sale'") == [("sales/a.csv", 2, 1, 0, "utf-8", ",")]


def test_what_is_noted_later_stands_behind_what_was_noted_before() -> None:
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        open_books(db)
        for table, file, note in (("sale", 1, "empty"), ("sale", 2, ""), ("stock", 1, None)):
            sql = "INSERT INTO shop.alkasba.files (table_name, file_id, notes) VALUES ($1, $2, $3)"
            db.execute(sql, [table, file, note])
        note_files(db, "sale", {1: "late", 2: "late"})
        sql = "SELECT table_name, file_id, notes FROM shop.alkasba.files ORDER BY ALL"
        found = db.execute(sql).fetchall()
    assert found == [("sale", 1, "empty; late"), ("sale", 2, "late"), ("stock", 1, None)]


def test_a_new_column_fills_the_table_anew(tmp_path: Path):
    shop = small_shop(tmp_path)
    header = "order_id,line,sold_on,product,quantity,price,channel"
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00,web", header=header)
    shop.run()
    columns = '[columns]\nchannel = { type = "text" }\n'
    shop.write("tables/sale.toml", SALE.replace("[columns]\n", columns))
    assert shop.run().files_read == 1
    assert shop.ask("units", by="channel") == [("web", 1)]


def test_rejects_of_a_mended_file_go(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,x,1.00")
    shop.run()
    assert len(shop.rejects()) == 1
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    assert shop.rejects() == []
    assert not (tmp_path / "build/rejects/sale.csv").exists()


def test_the_last_run_is_the_one_that_was_entered_last_though_the_clock_was_put_back(
    tmp_path: Path,
):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    with duckdb.connect(str(tmp_path / "build/warehouse.duckdb")) as db:
        db.execute("UPDATE alkasba.runs SET finished_at = finished_at + INTERVAL 1 YEAR")
    shop.write("tables/product.toml", PRODUCT.replace('label = "name"', 'label = "category"'))
    assert shop.run().has_changed
    assert shop.ask("units", by="category") == [("Tea", 1)]
    assert not shop.run().has_changed


def test_what_was_seen_after_a_day_is_forgotten_and_its_files_are_due(tmp_path: Path):
    shop = small_shop(
        tmp_path, tables__product=PRODUCT.replace("label", 'history = ["name"]\nlabel')
    )
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.write("data/products.csv", "code,name,category\nP1,Mint tea,Tea\n")
    shop.clock = Clock(shop.clock.now + timedelta(days=1))
    shop.run()
    with duckdb.connect() as books:
        books.execute(f"ATTACH '{tmp_path / 'build/warehouse.duckdb'}' AS shop")
        forget_later(books, shop.open().shop.tables["product"], "2026-11-01")
        rows = books.execute(
            "SELECT name, _seen_on::VARCHAR FROM shop.kept.product ORDER BY 1"
        ).fetchall()
        due = books.execute(
            "SELECT table_name FROM shop.alkasba.files WHERE fingerprint = ''"
        ).fetchall()
    assert rows == [("Mint", "2026-11-01"), ("Sage", "2026-11-01")]
    assert due == [("product",)]


def test_what_the_books_say_after_each_run_is_kept(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A1,1,2025-01-01,P1,x,1.00")
    shop.run()
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A1,1,2025-01-01,P1,2,1.00")
    shop.run()
    counts = shop.rows(
        "SELECT c.records, c.rejected, c.duplicates FROM alkasba.counts AS c "
        "JOIN alkasba.runs AS r USING (run_id) WHERE table_name = 'sale' ORDER BY r.rowid"
    )
    assert counts == [(2, 1, 0), (2, 0, 1)]
    rules = "SELECT rule, rows FROM alkasba.rules WHERE table_name = 'sale'"
    assert shop.rows(rules) == [("type:quantity", 1)]
