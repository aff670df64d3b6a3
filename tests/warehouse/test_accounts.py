"""Records that are not accounted for stop the publication."""

from pathlib import Path

import pytest

from alkasba.errors import StoreError
from alkasba.warehouse import facts
from tests.shop_builder import small_shop


def test_a_lost_row_stops_the_run_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    shop.sales("b.csv", "A2,1,2025-01-01,P1,1,1.00", "A3,1,2025-01-01,P1,1,1.00")

    def lose_one(db, shop, table, *, rows):
        insert(db, shop, table, rows=f"(FROM {rows} LIMIT 1)")

    insert = facts.insert_fact
    monkeypatch.setattr("alkasba.flows.run.facts.insert_fact", lose_one)
    with pytest.raises(StoreError, match=r"sales/b.csv has 2 records of sale, and 1"):
        shop.run()
    assert shop.ask("orders") == [(1,)]
