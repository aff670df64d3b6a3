"""The ready shop of DummyJSON, fetched from a server of this machine that pages as the API does."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from alkasba.ports import OriginFile
from alkasba.sources.files import chunks
from tests.origins.paged import dummyjson
from tests.origins.ready_shop import made
from tests.origins.server import Origin, serve
from tests.shops.known_answers import Program

RESOURCES = ("products", "carts", "users")


@pytest.fixture(scope="module")
def origin(shared: Path) -> Iterator[Origin]:
    folder = shared / "data/dummyjson"
    rows = {name: json.loads((folder / f"{name}.json").read_text()) for name in RESOURCES}
    with serve(dummyjson(**rows)) as served:
        yield served


@pytest.fixture(scope="module")
def program(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Program:
    shop = made(tmp_path_factory.mktemp("dummyjson") / "shop", "dummyjson", origin.url)
    shop.run()
    return shop


def test_every_row_is_fetched_and_loaded(program: Program) -> None:
    feeds = {feed["table"]: (feed["read"], feed["loaded"]) for feed in program.run()["feeds"]}
    rows = {"product": 194, "review": 582, "stock": 194, "sale": 800, "customer": 208}
    assert feeds == {table: (count, count) for table, count in rows.items()}


def test_carts(program: Program) -> None:
    names = ("carts", "customers", "cart_lines", "units", "sales", "discounted_sales")
    (found,) = program.ask(*names)
    told = [208, 208, 800, 2_417, Decimal("3834278.63"), Decimal("3456709.58")]
    assert [found[name] for name in names] == told


def test_products_and_stock(program: Program) -> None:
    (found,) = program.ask("products", "stock_units", "price_sum", "reviews")
    told = [194, 9_779, Decimal("304599.96"), 582]
    assert [found[name] for name in ("products", "stock_units", "price_sum", "reviews")] == told
    assert len(program.ask("products", "--by", "category")) == 24
    assert len(program.ask("products", "--by", "product.sku")) == 194
    (unbranded,) = program.ask("products", "--where", "product.brand is null")
    assert unbranded["products"] == 92
    states = {row["availability"]: row["products"] for row in program.ask(*BY_STATE)}
    assert states == {"In Stock": 176, "Low Stock": 14, "Out of Stock": 4}


BY_STATE = ("products", "--by", "availability")


def test_nobody_is_lost_and_no_cart_without_its_user(program: Program) -> None:
    assert [orphan for orphan in program.run()["orphans"] if orphan["rows"]] == []


def test_second_run_changes_nothing(program: Program, origin: Origin) -> None:
    asked, hashes = len(origin.asked), program.hashes()
    assert program.run()["records_read"] == 0
    assert len(origin.asked) > asked
    assert program.hashes() == hashes


def test_what_is_left_out_is_nowhere_on_the_disk(program: Program, shared: Path) -> None:
    users = json.loads((shared / "data/dummyjson/users.json").read_text())
    secret = [user[name] for user in users for name in ("password", "ssn", "macAddress")]
    secret += [user["bank"][name] for user in users for name in ("iban", "cardNumber")]
    kept = [path for path in program.folder.rglob("*") if path.is_file()]
    read = b"".join(content(path) for path in kept)
    assert b"Emily" in read
    assert [value for value in secret if len(value) > 8 and value.encode() in read] == []


def content(path: Path) -> bytes:
    return b"".join(chunks(OriginFile(path.name, path, "", 0)))
