"""An origin that looks otherwise than before: noted, put aside or stopped, as it is declared."""

from pathlib import Path

import pytest

from alkasba.flows.batch import run_batch
from tests.shop_builder import SALES_SOURCE, ShopFolder, small_shop

SALE = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
product = { refers = "product" }
price = { type = "money", required = true }
note = { type = "text" }
[measures]
total = { formula = "sum(price)" }
orders = { formula = "count(*)" }
notes = { formula = "count_distinct(note)" }
"""
HEADER = "order_id,sold_on,product,price,note"


def month(
    shop: ShopFolder, number: int, *, header: str = HEADER, price: str = "{}.50", note: str = "n{}"
) -> None:
    """A file of thirty lines."""
    rows = [
        f"{number}-{n},2025-{number:02}-01,P1,{price.format(10 + n)},{note.format(n)}"
        for n in range(30)
    ]
    shop.sales(f"2025-{number:02}.csv", *rows, header=header)


def shop_of(folder: Path, changes: str = "") -> ShopFolder:
    source = SALES_SOURCE.replace("[feeds", f"[changes]\n{changes}\n[feeds")
    shop = small_shop(folder, tables__sale=SALE, sources__sales=source)
    month(shop, 1)
    shop.run()
    return shop


def test_a_column_that_is_not_there_any_more_stops_its_table(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 2, header="order_id,sold_on,product,price,remark")
    (hold,) = shop.run().held
    assert hold.what.startswith(
        "sales/2025-02.csv has no column 'note', as other files have, but 'remark', which nothing"
    )
    assert shop.ask("orders") == [(30,)]
    report = run_batch(shop.open(), accepted=["sale"], clock=shop.clock)
    assert report.held == ()
    assert shop.ask("orders") == [(60,)]


def test_a_column_that_is_blank_all_at_once_is_missing_too(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 2, note="")
    assert [hold.table for hold in shop.run().held] == ["sale"]


def test_a_needed_column_that_is_gone_stops_its_table(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 2, header="order_id,sold_on,product,amount,note")
    assert [hold.what for hold in shop.run().held] == [
        "sales/2025-02.csv: price is blank in every row, and was not before"
    ]


def test_what_is_missing_may_be_put_aside(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'missing = "quarantine"')
    month(shop, 2, note="")
    report = shop.run()
    assert report.held == ()
    assert ("sale", "changed:missing", "note is blank in every row, and was not before", 30) in (
        report.rules
    )
    assert shop.ask("orders") == [(30,)]


def test_what_is_missing_may_be_taken_as_it_is_and_is_noted(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'missing = "evolve"')
    month(shop, 2, note="")
    assert ("sales", "note is blank in every row, and was not before", 1) in shop.run().notes
    assert shop.ask("orders") == [(60,)]


def test_a_field_that_is_declared_optional_may_be_missing(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    source = SALES_SOURCE + '[feeds.sale.columns]\nnote = { from = "note", optional = true }\n'
    shop.write("sources/sales.toml", source)
    shop.run()
    month(shop, 2, header="order_id,sold_on,product,price,other")
    assert shop.run().held == ()


def test_a_new_column_is_noted(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 2, header=f"{HEADER},colour", note="n{},green")
    assert ("sales", "there is a new column 'colour'; nothing uses it", 1) in shop.run().notes
    assert shop.run().held == ()


def test_a_new_column_may_stop_its_table(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, 'new = "stop"')
    month(shop, 2, header=f"{HEADER},colour", note="n{},green")
    assert [h.what for h in shop.run().held] == [
        "sales/2025-02.csv: there is a new column 'colour'; nothing uses it"
    ]


@pytest.mark.parametrize(
    ("price", "what"),
    [
        ("{}50", "price is about 100 times what it was; has its unit changed?"),
        ("0.{}", "price is about 1/"),
        ("{},5 EUR", "most values of price are of another type than before"),
    ],
)
def test_another_unit_or_sign_stops_its_table(tmp_path: Path, price: str, what: str) -> None:
    shop = shop_of(tmp_path)
    month(shop, 2, price=f'"{price}"')
    (hold,) = shop.run().held
    assert hold.what.startswith(f"sales/2025-02.csv: {what}")
    assert shop.ask("orders") == [(30,)]


def test_another_declaration_makes_everything_anew_and_is_no_change(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 1, price='"{},50"')
    shop.write(
        "sources/sales.toml", SALES_SOURCE.replace("[feeds", '[format]\ndecimal = ","\n[feeds')
    )
    assert shop.run().held == ()
    assert shop.ask("orders") == [(30,)]


def test_few_rows_say_nothing(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    shop.sales("2025-02.csv", "X1,2025-02-01,P1,9000,", header=HEADER)
    assert shop.run().held == ()


def test_a_file_that_is_replaced_is_compared_with_what_it_was(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    month(shop, 1, note="")
    assert [hold.table for hold in shop.run().held] == ["sale"]
    assert shop.ask("notes") == [(30,)]
