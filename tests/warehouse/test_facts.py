"""Facts: surrogate keys of their day, duplicates aside, keys renewed."""

from pathlib import Path

from alkasba.derive.keys import surrogate_of
from tests.shop_builder import SALE, SALES_SOURCE, small_shop


def test_keys_are_the_same_in_every_rebuild(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P2,1,1.00", "A2,1,2025-01-01,,1,1.00")
    shop.run()
    assert shop.rows("SELECT product_key FROM sale ORDER BY order_id") == [
        (surrogate_of("P2"),),
        (0,),
    ]


def test_the_last_the_first_or_the_highest_stays(tmp_path: Path):
    rows = ("A1,1,2025-01-01,P1,2,1.00", "A1,1,2025-01-01,P1,9,1.00", "A1,1,2025-01-01,P1,4,1.00")
    for keep, left in (
        ('keep = "last"', 4),
        ('keep = "first"', 2),
        ('keep = "highest", order = "quantity"', 9),
    ):
        rule = f'duplicates = {{ by = ["order_id", "line"], {keep} }}\n'
        shop = small_shop(tmp_path / str(left), sources__sales=SALES_SOURCE + rule)
        shop.sales("a.csv", *rows)
        shop.run()
        assert shop.ask("units") == [(left,)]
        assert shop.rows("SELECT _fate, count(*) FROM kept.sale GROUP BY ALL") == [("by key", 2)]


def test_exact_duplicates_are_told_from_others(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,2,1.00", "A1,1,2025-01-01,P1,3,1.00")
    shop.sales("b.csv", "A1,1,2025-01-01,P1,3,1.0")
    assert shop.run().duplicates == (("sale", "by key", 1), ("sale", "exact", 1))


def test_a_table_without_key_keeps_every_row(tmp_path: Path):
    text = SALE.replace('key = ["order_id", "line"]\n', "")
    shop = small_shop(tmp_path, tables__sale=text)
    shop.sales("a.csv", *["A1,1,2025-01-01,P1,1,1.00"] * 3)
    shop.run()
    assert shop.ask("units") == [(3,)]
