"""What is published here comes to PostgreSQL, at once or with the next run, and never half."""

from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.flows.batch import run_batch
from alkasba.flows.run import sharing
from alkasba.flows.run.replaying import replay
from alkasba.flows.run.sharing import PAUSES, share
from tests.services import Server
from tests.shop_builder import ShopFolder, small_shop
from tests.stores.shared import Shared


@pytest.fixture
def shop(tmp_path: Path, database: Shared) -> ShopFolder:
    shop = small_shop(tmp_path, alkasba=database.settings())
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    return shop


def units(database: Shared) -> Any:
    return database.rows("SELECT sum(quantity) FROM shop.sale")[0][0]


def test_a_file_alone_is_shared_with_nobody(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50")
    shop.run()
    share(shop.open())


def test_a_server_that_is_away_is_tried_so_often_and_then_told(
    shop: ShopFolder, database: Shared, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(sharing, "sleep", waited.append)
    postgres.kill()
    try:
        with pytest.raises(StoreAway, match="does not answer") as error:
            shop.run()
    finally:
        postgres.start()
    assert [0.5 * p <= w <= 1.5 * p for p, w in zip(PAUSES, waited, strict=True)] == [True] * 3
    assert "The next run brings it there" in error.value.next_step
    assert shop.ask("units") == [(2,)], "here it is published"
    shop.run()
    assert units(database) == 2


def test_a_server_that_restarts_meanwhile_is_waited_for(
    shop: ShopFolder, database: Shared, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = iter([postgres.start])
    monkeypatch.setattr(sharing, "sleep", lambda _: next(starts)())
    postgres.kill()
    shop.run()
    assert units(database) == 2


@pytest.mark.parametrize("at", ["product", "sale", "rejects"])
def test_a_server_that_falls_in_the_middle_ends_whole(
    shop: ShopFolder,
    database: Shared,
    postgres: Server,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    shop.run()
    shop.sales("a.csv", "A1,1,2025-11-03,P1,7,1.50", "A2,1,2026-11-03,P1,1,bad")
    shop.write("data/products.csv", "code,name,category\nP1,Peppermint,Tea\n")
    seen: list[Any] = []

    def fall(event: str, **figures: object) -> None:
        if event == "table.shared" and figures["table"] == at and not seen:
            postgres.kill()
            postgres.start()
            seen.append((units(database), database.rows("SELECT count(*) FROM shop.product")))

    monkeypatch.setattr(sharing, "sleep", lambda _: None)
    run_batch(shop.open(), accepted=("product",), clock=shop.clock, tell=fall)
    assert seen == [(2, [(3,)])], "after the fall the old state is there"
    assert (units(database), database.rows("SELECT count(*) FROM shop.product")) == (7, [(2,)])


def test_a_connection_that_somebody_ends_is_made_again(
    shop: ShopFolder, database: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def end(event: str, **_: object) -> None:
        if event == "table.shared" and not ended:
            ended.append(event)
            database.do(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'alkasba'"
            )

    monkeypatch.setattr(sharing, "sleep", lambda _: None)
    run_batch(shop.open(), clock=shop.clock, tell=end)
    assert ended
    assert units(database) == 2


def test_what_earlier_runs_did_not_bring_comes_with_one_that_reads_nothing(
    shop: ShopFolder, database: Shared
) -> None:
    settings = database.settings()
    shop.run()
    shop.write("alkasba.toml", "")
    shop.sales("b.csv", "B1,1,2026-11-03,P1,5,1.50")
    shop.run()
    shop.write("alkasba.toml", settings)
    assert units(database) == 2
    assert not shop.run().has_changed
    assert units(database) == 7


def test_a_replayed_run_is_shared_too(shop: ShopFolder, database: Shared) -> None:
    shop.write("policy.toml", "[extracts]\nfiles = true\n")
    first = shop.run().run_id
    shop.sales("a.csv", "A1,1,2025-11-03,P1,9,1.50")
    shop.run()
    assert units(database) == 9
    replay(shop.open(), first, clock=shop.clock)
    assert units(database) == 2


def test_without_the_driver_it_says_what_to_install(
    shop: ShopFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name="pgpq.encoders")

    monkeypatch.setattr(sharing, "import_module", missing)
    with pytest.raises(StoreError, match="is not installed") as error:
        shop.run()
    assert "alkasba[postgres]" in error.value.next_step
    assert shop.ask("units") == [(2,)]


def test_another_module_that_is_missing_is_a_mistake_of_ours(
    shop: ShopFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name="alkasba.nowhere")

    monkeypatch.setattr(sharing, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        shop.run()
