"""A plan tells what the run does, to the row, and changes nothing."""

from pathlib import Path

from alkasba.flows.planning import plan_batch
from alkasba.report import Difference, Plan
from tests.shop_builder import ShopFolder, small_shop


def planned(shop: ShopFolder) -> Plan:
    return plan_batch(shop.open(), clock=shop.clock)


def test_the_first_run_adds_everything(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00", "A2,1,2025-02-01,P1,1,1.00")
    plan = planned(shop)
    assert plan.differences == (
        Difference("product", "", 2, 0, 0),
        Difference("sale", "2025-01", 1, 0, 0),
        Difference("sale", "2025-02", 1, 0, 0),
    )
    assert ("sale", "sales", "sales/a.csv") in plan.files
    assert not (tmp_path / "build/warehouse.duckdb").exists()


def test_rows_added_changed_and_deleted_are_told_by_month(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales(
        "a.csv",
        "A1,1,2025-01-01,P1,1,1.00",
        "A2,1,2025-01-02,P1,1,1.00",
        "A3,1,2025-02-01,P1,1,1.00",
    )
    shop.run()
    shop.sales(
        "a.csv",
        "A1,1,2025-01-01,P1,7,1.00",
        "A4,1,2025-01-03,P1,1,1.00",
        "A5,1,2025-01-03,P1,1,1.00",
        "A3,1,2025-02-01,P1,1,1.00",
    )
    assert planned(shop).differences == (Difference("sale", "2025-01", 2, 1, 1),)
    assert shop.ask("units") == [(3,)]
    shop.run()
    assert planned(shop).differences == ()


def test_a_row_that_moves_to_another_month_leaves_the_one_it_was_in(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.sales("a.csv", "A1,1,2025-02-01,P1,1,1.00")
    assert planned(shop).differences == (
        Difference("sale", "2025-01", 0, 0, 1),
        Difference("sale", "2025-02", 1, 0, 0),
    )


def test_a_new_column_changes_the_rows_that_have_it(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    table = (tmp_path / "tables/product.toml").read_text()
    shop.write("tables/product.toml", table + 'origin = { type = "text" }\n')
    assert planned(shop).differences == ()
    assert {name for name, _, _ in planned(shop).files} == {"product"}


def test_what_a_run_would_hold_back_is_told(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.sales("a.csv")
    assert [hold.table for hold in planned(shop).report.held] == ["sale"]
