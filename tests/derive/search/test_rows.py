import json
from pathlib import Path
from typing import Any

from alkasba.derive.search.rows import rows_plan, rows_sql
from alkasba.model.search import counted
from alkasba.warehouse.working_copy import open_published
from tests.shop_builder import ShopFolder, small_shop

SALE = """
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day" }
product = { refers = "product" }
customer = { refers = "customer" }
quantity = { type = "whole", required = true }
price = { type = "money", required = true, decimals = 2 }
phone = { type = "text", personal = "contact" }
net = { type = "money", formula = "quantity * price", decimals = 2 }
since = { type = "whole", formula = "days_between(product.added_on, sold_on)" }
[measures]
net_sales = { formula = "sum(net)" }
last_sale = { formula = "max(sold_on)" }
"""
PRODUCT = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
name = { type = "text" }
maker = { refers = "maker" }
added_on = { type = "day" }
last_sold_on = { type = "day", measure = "last_sale" }
"""
MAKER = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
town = { type = "text" }
chief = { type = "text", personal = "contact" }
"""
CUSTOMER = """
kind = "dimension"
key = ["number"]
[columns]
number = { type = "code", personal = "identifier" }
newsletter = { type = "flag" }
"""


def counting_shop(folder: Path, search: str = "[search]\n") -> ShopFolder:
    """A shop whose sales stand in an index, with members of members, and people."""
    shop = small_shop(
        folder,
        tables__sale=SALE + search,
        tables__product=PRODUCT,
        tables__maker=MAKER,
        tables__customer=CUSTOMER,
        sources__makers='kind = "csv"\nfiles = ["data/makers.csv"]\n[feeds.maker]\n',
        sources__customers='kind = "csv"\nfiles = ["data/customers.csv"]\n[feeds.customer]\n',
    )
    shop.write("data/makers.csv", "code,town,chief\nM1,Fès,Rita\nM2,Ghent,Omar\n")
    shop.write("data/customers.csv", "number,newsletter\nC1,yes\n")
    added = "code,name,maker,added_on\nP1,Mint,M1,2025-01-01\nP2,Sage,,\n"
    shop.write("data/products.csv", added)
    shop.sales(
        "a.csv",
        "A1,1,2025-11-03,P1,C1,2,1.50,555",
        "A1,2,2025-11-03,P2,,1,0.10,",
        'A"2,1,2025-11-04,,C1,1,7.00,',
        header="order_id,line,sold_on,product,customer,quantity,price,phone",
    )
    return shop


def documents(shop: ShopFolder) -> dict[str, Any]:
    """What the index is to hold of the rows."""
    shop.run()
    opened = shop.open()
    (table,) = counted(opened.shop).values()
    db = open_published(opened.settings.warehouse_file)
    try:
        found = db.execute(rows_sql(opened.shop, table)).fetchall()
        return {name: json.loads(document) for name, document in found}
    finally:
        db.close()


def test_a_row_tells_of_members_and_their_members(tmp_path: Path) -> None:
    maker = {"code": "M1", "town": "Fès"}
    assert documents(counting_shop(tmp_path))['["A1","1"]'] == {
        "order_id": "A1",
        "line": 1,
        "sold_on": "2025-11-03",
        "product": {"code": "P1", "name": "Mint", "added_on": "2025-01-01", "maker": maker},
        "quantity": 2,
        "price": 1.5,
        "net": 3.0,
    }


def test_what_is_unknown_or_blank_is_left_out(tmp_path: Path) -> None:
    found = documents(counting_shop(tmp_path))
    assert found['["A1","2"]']["product"] == {"code": "P2", "name": "Sage"}
    assert "product" not in found['["A\\"2","1"]']


def test_people_are_in_no_row(tmp_path: Path) -> None:
    shop = counting_shop(tmp_path).open().shop
    names = [field.name for field in rows_plan(shop, shop.tables["sale"]).fields]
    assert names == [
        "order_id",
        "line",
        "sold_on",
        "quantity",
        "price",
        "net",
        "product.code",
        "product.name",
        "product.added_on",
        "product.maker.code",
        "product.maker.town",
    ]


def test_what_is_left_out_is_nowhere(tmp_path: Path) -> None:
    left = '[search]\nleave_out = ["price", "product.name", "product.maker.town"]\n'
    shop = counting_shop(tmp_path, left)
    row = documents(shop)['["A1","1"]']
    assert "price" not in row
    assert row["product"] == {
        "code": "P1",
        "added_on": "2025-01-01",
        "maker": {"code": "M1"},
    }


def test_the_index_has_a_place_for_each_field(tmp_path: Path) -> None:
    shop = counting_shop(tmp_path).open().shop
    plan = rows_plan(shop, shop.tables["sale"])
    told = plan.body["mappings"]["properties"]
    assert plan.alias == "index_sale"
    assert told["net"] == {"type": "scaled_float", "scaling_factor": 100}
    assert told["product"]["properties"]["maker"]["properties"]["town"]["type"] == "text"
    assert told["product"]["properties"]["maker"]["dynamic"] == "strict"
