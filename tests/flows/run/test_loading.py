"""Rows of one feed: joined with another source, nested in JSON, rejected with file and line."""

import json
from pathlib import Path

from tests.shop_builder import SALE, small_shop

LINES = """
kind = "csv"
files = ["data/lines.csv"]
[feeds.sale.joins.heads]
source = "heads"
on = { order_id = "No" }
[feeds.sale.columns]
sold_on = "heads.Placed on"
"""


def test_lines_take_the_day_of_their_order_from_another_file(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        sources__sales=LINES,
        sources__heads='kind = "csv"\nfiles = ["data/heads.csv"]\n',
    )
    shop.write("data/heads.csv", "No,Placed on\nA1,2025-01-01\nA2,2025-01-02\nA2,2025-01-03\n")
    shop.write(
        "data/lines.csv",
        "order_id,line,product,quantity,price\n"
        "A1,1,P1,1,1.00\nA1,2,P2,2,1.00\nA2,1,P1,4,1.00\nA7,1,P1,8,1.00\n",
    )
    shop.run()
    days = [(str(day), units) for day, units in shop.ask("units", by="day")]
    assert days == [("2025-01-01", 3), ("2025-01-03", 4)]
    assert shop.rejects() == [("data/lines.csv", 5, "required:sold_on")]


def test_what_cannot_be_read_in_the_other_file_is_told_once(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path, sources__sales=LINES, sources__heads='kind = "csv"\nfiles = ["data/heads.csv"]\n'
    )
    shop.write("data/heads.csv", "No,Placed on\nA1,2025-01-01\nA2,2025-01-02,x\n")
    shop.write("data/lines.csv", "order_id,line,product,quantity,price\nA1,1,P1,1,1.00\n")
    for text in ("A1,1,P1,1,1.00\n", "A1,1,P1,2,1.00\n"):
        shop.write("data/lines.csv", f"order_id,line,product,quantity,price\n{text}")
        shop.run()
        assert shop.rejects() == [("data/heads.csv", 3, "ragged")]


def test_a_changed_order_file_moves_its_lines(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path, sources__sales=LINES, sources__heads='kind = "csv"\nfiles = ["data/heads.csv"]\n'
    )
    shop.write("data/heads.csv", "No,Placed on\nA1,2025-01-01\n")
    shop.write("data/lines.csv", "order_id,line,product,quantity,price\nA1,1,P1,1,1.00\n")
    shop.run()
    shop.write("data/heads.csv", "No,Placed on\nA1,2025-02-01\n")
    shop.run()
    assert shop.ask("units", by="month") == [("2025-02", 1)]


def test_lines_nested_in_orders_know_the_order_around_them(tmp_path: Path) -> None:
    source = (
        'kind = "json"\nfiles = ["data/orders.json"]\nrows = "data.orders"\n'
        '[feeds.sale]\nrows = "lines"\n[feeds.sale.columns]\norder_id = "^.id"\n'
        'sold_on = "^.placed.on"\nproduct = "item.sku"\nline = "no"\n'
    )
    shop = small_shop(tmp_path, sources__sales=source)
    orders = [
        {
            "id": "A1",
            "placed": {"on": "2025-01-01"},
            "lines": [
                {"no": 1, "item": {"sku": "P1"}, "quantity": 2, "price": 1.10},
                {"no": 2, "item": {"sku": "P2"}, "quantity": 1, "price": "0.30"},
            ],
        },
        {"id": "A2", "placed": {"on": "2025-01-02"}, "lines": []},
    ]
    shop.write("data/orders.json", json.dumps({"data": {"orders": orders}}))
    shop.run()
    assert [str(row[0]) for row in shop.ask("net_sales")] == ["2.5000"]


def test_rejects_name_their_line_in_spite_of_blank_and_quoted_ones(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.write(
        "data/sales/a.csv",
        "order_id,line,sold_on,product,quantity,price,note\n"
        'A1,1,2025-01-01,P1,1,1.00,"two\nlines"\n'
        "\n"
        "A2,1,2025-01-01,P1,x,1.00,\n"
        "A3,1,2025-01-01,P1,1\n"
        "A4,1,2025-01-01,P1,1,1.00001,\n"
        "A5,1,2099-01-01,P1,1,1.00,\n",
    )
    report = shop.run()
    assert shop.rejects() == [
        ("sales/a.csv", 5, "type:quantity"),
        ("sales/a.csv", 6, "ragged"),
        ("sales/a.csv", 7, "decimals:price"),
        ("sales/a.csv", 8, "range:sold_on"),
    ]
    sale = next(feed for feed in report.feeds if feed.table == "sale")
    assert (sale.records, sale.loaded, sale.rejected) == (5, 1, 4)
    written = (tmp_path / "build/rejects/sale.csv").read_text()
    assert "1.00001" in written and "Declare decimals" in written


def test_a_file_without_a_needed_column_is_rejected_whole_and_says_which(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.sales(
        "b.csv", "A2,1,2025-01-01,P1,1,1.00", header="order_id,line,day,product,quantity,price"
    )
    shop.run()
    assert shop.rejects() == [("sales/b.csv", 2, "header:sold_on")]
    assert shop.ask("orders") == [(1,)]


def test_a_quotient_that_is_too_large_is_a_reject_and_one_by_nothing_is_blank(
    tmp_path: Path,
) -> None:
    each = 'each = { type = "money", formula = "price / (quantity - 2)" }\n'
    large = 'large = { type = "money", formula = "price / 0.001" }\n'
    shop = small_shop(tmp_path, tables__sale=SALE.replace("[measures]", f"{each}{large}[measures]"))
    shop.sales(
        "a.csv",
        "A1,1,2025-01-01,P1,3,6.00",
        "A2,1,2025-01-01,P1,2,6.00",
        "A3,1,2025-01-01,P1,1,99999999999999",
    )
    shop.run()
    assert shop.rejects() == [("sales/a.csv", 4, "calculated:large")]
    rows = shop.rows("SELECT order_id, each, large FROM sale ORDER BY order_id")
    assert [(order, str(each), str(large)) for order, each, large in rows] == [
        ("A1", "6.0000", "6000.0000"),
        ("A2", "None", "6000.0000"),
    ]


def test_a_whole_column_rounds_halves_away_from_zero_however_they_came_about(
    tmp_path: Path,
) -> None:
    halves = "".join(
        f'{name} = {{ type = "whole", formula = "{formula}" }}\n'
        for name, formula in (("b", "quantity / 2"), ("c", "quantity * 0.5"))
    )
    shop = small_shop(tmp_path, tables__sale=SALE.replace("[measures]", f"{halves}[measures]"))
    shop.sales("a.csv", *(f"A{n},1,2025-01-01,P1,{n},1" for n in (1, 5, 25)))
    shop.run()
    assert shop.rows("SELECT b, c FROM sale ORDER BY quantity") == [(1, 1), (3, 3), (13, 13)]
