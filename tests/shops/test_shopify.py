"""The ready shop of Shopify, on answers that are made from its documented ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alkasba.sources import KINDS
from alkasba.sources.api import ApiSource, Means
from tests.origins.ready_shop import made
from tests.origins.server import Origin, serve
from tests.origins.shopify import Shopify, answers
from tests.shops.known_answers import Program


@pytest.fixture
def api(shared: Path) -> Shopify:
    return answers(shared / "data/shop-api-payloads/shopify")


@pytest.fixture
def origin(api: Shopify, monkeypatch: pytest.MonkeyPatch) -> Iterator[Origin]:
    api.token = "shpat_hush"
    monkeypatch.setenv("SHOPIFY_TOKEN", api.token)
    monkeypatch.setitem(KINDS, "api", ApiSource(Means(pause=api.purse.restore)))
    with serve(api) as served:
        yield served


@pytest.fixture
def program(tmp_path: Path, origin: Origin) -> Program:
    program = made(tmp_path / "shop", "shopify", origin.url)
    for path in (program.folder / "sources").glob("*.toml"):
        text = path.read_text()
        for size in (25, 50, 100):
            text = text.replace(f"size = {size}", "size = 2")
        path.write_text(text)
    return program


def one(program: Program, *names: str) -> list[Any]:
    (found,) = program.ask(*names)
    return [found[name] for name in names]


def test_figures(program: Program) -> None:
    program.run()
    assert one(program, "net_sales", "orders", "units", "customers") == [597, 1, 3, 1]
    assert one(program, "refunds", "refund_count") == [209, 1]
    assert one(program, "stock_units", "stock_value") == [40, 1000]
    places = {row["location.name"]: row["stock_units"] for row in program.ask(*BY_PLACE)}
    assert places["Fifth Avenue AppleStore"] == 36
    countries = program.ask("net_sales", "--by", "customer.country")
    assert [(row["customer.country"], row["net_sales"]) for row in countries] == [("US", 597)]


BY_PLACE = ("stock_units", "--by", "location.name")


def test_purse_is_never_overdrawn(program: Program, api: Shopify, origin: Origin) -> None:
    api.cost = 400
    program.run()
    assert api.purse.pauses
    assert one(program, "net_sales") == [597]


def test_empty_purse_is_waited_for(program: Program, api: Shopify) -> None:
    api.cost, api.purse.left = 400, 0
    program.run()
    assert api.purse.pauses[0] == 8
    assert one(program, "net_sales") == [597]


def test_second_run_asks_for_later_orders_and_changes_nothing(
    program: Program, origin: Origin
) -> None:
    program.run()
    before = program.hashes()
    assert program.run()["records_read"] == 0
    assert program.hashes() == before
    filters = [asked.body["variables"].get("filter") for asked in origin.asked]
    assert "updated_at:>='2008-01-10T15:00:00Z'" in filters


def test_token_that_is_wrong_is_told_by_its_name(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPIFY_TOKEN", "shpat_other")
    with pytest.raises(AssertionError, match="Check the secret SHOPIFY_TOKEN") as told:
        program.run()
    assert "shpat_other" not in str(told.value)
