"""Whoever asks how things stand learns which run is published there."""

from pathlib import Path

from alkasba.warehouse.postgres.state import state
from tests.shop_builder import small_shop
from tests.stores.shared import Shared


def test_the_state_is_that_of_the_last_run(tmp_path: Path, database: Shared) -> None:
    shop = small_shop(tmp_path, alkasba=database.settings())
    shared = shop.open().settings.shared_warehouse
    assert shared is not None
    assert state(shared, database.server.password) is None
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    run = shop.run().run_id
    found = state(shared, database.server.password)
    assert found is not None
    assert (found.shop, found.run_id) == ("Test", run)
