"""Dimensions: the unknown member, references between dimensions, keys of several columns."""

from pathlib import Path

from tests.shop_builder import PRODUCT, PRODUCTS_SOURCE, small_shop

SUPPLIER = """
kind = "dimension"
key = ["id"]
[columns]
id = { type = "code" }
country = { type = "text" }
"""


def test_the_unknown_member_has_key_0_and_says_unknown(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv")
    shop.run()
    assert shop.rows("SELECT * FROM product WHERE product_key = 0") == [
        (0, "unknown", "unknown", "unknown")
    ]


def test_a_dimension_reaches_the_one_it_refers_to(tmp_path: Path):
    shop = small_shop(
        tmp_path,
        tables__product=PRODUCT + 'supplier = { refers = "supplier" }\n',
        tables__supplier=SUPPLIER,
        sources__suppliers='kind = "csv"\nfiles = ["data/suppliers.csv"]\n[feeds.supplier]\n',
    )
    shop.write("data/suppliers.csv", "id,country\nS1,FR\n")
    shop.write(
        "data/products.csv", "code,name,category,supplier\nP1,Mint,Tea,S1\nP2,Sage,Herb,S9\n"
    )
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A2,1,2025-01-01,P2,1,1.00")
    assert shop.run().orphans == (("product", "supplier", 1),)
    assert shop.ask("units", by="supplier.country") == [("FR", 1), ("unknown", 1)]
    shop.write("data/suppliers.csv", "id,country\nS1,BE\nS9,DE\n")
    assert shop.run().orphans == ()
    assert shop.ask("units", by="supplier.country") == [("BE", 1), ("DE", 1)]


def test_a_reference_is_written_in_the_case_of_the_key(tmp_path: Path):
    upper = PRODUCT.replace('code = { type = "code" }', 'code = { type = "code", case = "upper" }')
    shop = small_shop(tmp_path, tables__product=upper)
    shop.sales("a.csv", "A1,1,2025-01-01,p1,1,1.00")
    assert shop.run().orphans == ()


def test_keys_of_several_columns_do_not_run_into_each_other(tmp_path: Path):
    text = PRODUCT.replace('key = ["code"]', 'key = ["code", "name"]')
    sale = 'kind = "fact"\nday = "on"\n[columns]\non = { type = "day" }\n'
    shop = small_shop(
        tmp_path,
        tables__product=text,
        tables__sale=sale,
        sources__sales='kind = "csv"\nfiles = ["data/sales/*.csv"]\n[feeds.sale]\n',
        sources__products=PRODUCTS_SOURCE,
    )
    shop.write("data/sales/a.csv", "on\n2025-01-01\n")
    shop.write("data/products.csv", "code,name,category\na|b,c,x\na,b|c,y\n")
    shop.run()
    assert shop.rows("SELECT count(DISTINCT product_key) FROM product WHERE product_key <> 0") == [
        (2,)
    ]
