"""The ready shop of WooCommerce, on the documented answers, paged as the shop system pages."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.origins.paged import woocommerce
from tests.origins.ready_shop import made
from tests.origins.server import Origin, fails, serve
from tests.shops.known_answers import Program

FILES = {
    "orders": "orders",
    "refunds": "order-refunds",
    "products": "products",
    "variations": "product-variations",
    "customers": "customers",
}


@pytest.fixture
def rows(shared: Path) -> dict[str, list[Any]]:
    folder = shared / "data/shop-api-payloads/woocommerce"
    return {name: json.loads((folder / f"{f}.list.json").read_text()) for name, f in FILES.items()}


@pytest.fixture
def origin(rows: dict[str, list[Any]]) -> Iterator[Origin]:
    with serve(woocommerce(**rows)) as served:
        yield served


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOO_KEY", "ck_hush")
    monkeypatch.setenv("WOO_SECRET", "cs_hush")


def shop(folder: Path, origin: Origin, *, size: int = 100) -> Program:
    program = made(folder, "woocommerce", origin.url)
    about = folder / "shop.toml"
    about.write_text(about.read_text().replace('"EUR"', '"USD"'))
    for path in (folder / "sources").glob("*.toml"):
        path.write_text(path.read_text().replace("size = 100", f"size = {size}"))
    return program


def test_figures(tmp_path: Path, origin: Origin) -> None:
    program = shop(tmp_path / "shop", origin)
    program.run()
    names = ("net_sales", "orders", "units", "billed", "shipping_sales", "refunds", "refund_count")
    (found,) = program.ask(*names)
    told = [47, 2, 5, Decimal("68.35"), 20, 19, 2]
    assert [found[name] for name in names] == told
    (out,) = program.ask("out_of_stock", "customers")
    assert (out["out_of_stock"], out["customers"]) == (0, 1)


def test_orders_in_another_currency_are_rejected_not_added(
    tmp_path: Path, rows: dict[str, list[Any]]
) -> None:
    rows["orders"][0]["currency"] = "GBP"
    with serve(woocommerce(**rows)) as origin:
        program = shop(tmp_path / "shop", origin)
        report = program.run()
    rules = {(one["table"], one["rule"]): one["rows"] for one in report["rejected"]}
    assert rules == {("sale", "rate:gross"): 2, ("bill", "rate:shipping"): 1}
    (found,) = program.ask("net_sales", "billed")
    assert (found["net_sales"], found["billed"]) == (29, 39)


def test_rows_are_the_same_whatever_the_size_of_pages(tmp_path: Path, origin: Origin) -> None:
    found = []
    for size in (1, 3):
        program = shop(tmp_path / f"by_{size}", origin, size=size)
        # Pseudonyms are made with a key; with the same key they are the same.
        (program.folder / "alkasba.key").write_bytes(b"0" * 64)
        program.run()
        found.append(program.hashes())
    assert found[0] == found[1]


def test_second_run_asks_for_later_orders_and_changes_nothing(
    tmp_path: Path, origin: Origin
) -> None:
    program = shop(tmp_path / "shop", origin)
    program.run()
    before = program.hashes()
    assert program.run()["records_read"] == 0
    assert program.hashes() == before
    (later,) = [one for one in origin.asked if "modified_after" in one.query]
    assert later.query["modified_after"] < "2017-03-22T19:28:08"


def test_line_that_is_taken_out_of_an_order_is_gone(
    tmp_path: Path, origin: Origin, rows: dict[str, list[Any]]
) -> None:
    program = shop(tmp_path / "shop", origin)
    program.run()
    order = rows["orders"][0]
    del order["line_items"][1]
    order["date_modified_gmt"] = "2017-03-22T20:00:00"
    program.run()
    (found,) = program.ask("net_sales", "units")
    assert (found["net_sales"], found["units"]) == (35, 4)


def test_run_that_ended_in_the_middle_goes_on(tmp_path: Path, origin: Origin) -> None:
    program = shop(tmp_path / "shop", origin, size=1)
    origin.faults[4] = fails(404)
    with pytest.raises(AssertionError, match="nothing at this address"):
        program.run()
    asked = len(origin.asked)
    program.run()
    (found,) = program.ask("orders", "refunds")
    assert (found["orders"], found["refunds"]) == (2, 19)
    paths = [one.path.rpartition("/")[2] for one in origin.asked[asked:]]
    # What was fetched whole before it ended is not asked for again.
    assert len(set(paths)) < len(FILES)


def test_no_secret_is_on_the_disk(tmp_path: Path, origin: Origin) -> None:
    program = shop(tmp_path / "shop", origin)
    program.run()
    kept = [path for path in program.folder.rglob("*") if path.is_file()]
    assert [path.name for path in kept if b"s_hush" in path.read_bytes()] == []
    assert all("authorization" in one.headers for one in origin.asked)
