"""Facts of a run: their own rows, and those of runs before when a dimension changed."""

from pathlib import Path

from tests.shop_builder import SALE, small_shop

RETURN = """
kind = "fact"
key = ["return_id"]
day = "returned_on"
[columns]
return_id = { type = "code" }
returned_on = { type = "day" }
product = { refers = "product" }
amount = { type = "money", required = true }
[measures]
returned = { formula = "sum(amount)" }
return_rate = { formula = "returned / net_sales" }
"""


def test_two_facts_meet_on_their_dimension_without_fanning_out(tmp_path: Path):
    shop = small_shop(
        tmp_path,
        tables__sale=SALE,
        tables__back=RETURN,
        sources__returns='kind = "csv"\nfiles = ["data/returns.csv"]\n[feeds.back]\n',
    )
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,6.00", "A2,1,2025-01-02,P1,1,4.00")
    shop.write(
        "data/returns.csv",
        "return_id,returned_on,product,amount\nR1,2025-02-01,P1,1.00\nR2,2025-02-01,P2,3.00\n",
    )
    shop.run()
    found = shop.ask("net_sales", "returned", "return_rate", by="product.name")
    assert [(name, float(sales), float(back)) for name, sales, back, _ in found] == [
        ("Mint", 10.0, 1.0),
        ("Sage", 0.0, 3.0),
    ]
    assert [row[3] for row in found] == [0.1, None]


def test_facts_of_earlier_runs_follow_a_changed_dimension(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,6.00")
    shop.run()
    shop.write("data/products.csv", "code,name,category\nP1,Mint,Infusion\n")
    shop.run()
    assert shop.ask("units", by="category") == [("Infusion", 1)]
