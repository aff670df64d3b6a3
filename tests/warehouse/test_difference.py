"""Rows without a key are told apart by all their values."""

from pathlib import Path

from alkasba.flows.planning import plan_batch
from alkasba.report import Difference
from tests.shop_builder import SALE, small_shop


def test_without_a_key_a_changed_row_is_one_gone_and_one_new(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, tables__sale=SALE.replace('key = ["order_id", "line"]\n', ""))
    row = "A1,1,2025-01-01,P1,1,1.00"
    shop.sales("a.csv", row, row, row)
    shop.run()
    shop.sales("a.csv", row, row, "A1,1,2025-01-01,P1,2,1.00")
    plan = plan_batch(shop.open(), clock=shop.clock)
    assert plan.differences == (Difference("sale", "2025-01", 1, 0, 1),)
