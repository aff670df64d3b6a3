"""What only a server can do: refuse, lock, go away and come back."""

import re
from pathlib import Path

import pytest

from alkasba.errors import SourceAway, SourceChanged, SourceError
from alkasba.sources.database import fetching, mysql, postgres
from alkasba.sources.database.dialect import snapshot_of
from alkasba.sources.database.troubles import Refused
from tests.origins.databases import SECRET, Origin
from tests.origins.test_databases import (
    failing,
    run_telling,
    sale,
    sales,
    shop_of,
    sold,
)
from tests.shop_builder import ShopFolder

JOIN = """[feeds.sale.joins.heads]
rows = "heads"
source = "sales"
on = { order_id = "order_id" }
[feeds.sale.columns]
product = "heads.day"
"""


@pytest.fixture(scope="session", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, started: dict[str, object]) -> object:
    """Those that are servers."""
    return started[request.param]


@pytest.fixture
def shop(origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShopFolder:
    """A shop of one sale, whose tries follow each other at once."""
    monkeypatch.setattr(fetching, "PAUSES_SECONDS", (0, 0))
    sales(origin, sale("A1"))
    return shop_of(tmp_path, origin)


def redeclared(shop: ShopFolder, pattern: str, other: str) -> ShopFolder:
    path = shop.folder / "sources/sales.toml"
    path.write_text(re.sub(pattern, other, path.read_text()))
    return shop


def test_a_wrong_secret_is_told_without_it(
    shop: ShopFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "guessed-4711")
    error = failing(shop, SourceError, "does not let 'alkasba' in")
    assert "4711" not in f"{error} {error.next_step}"


def test_an_unknown_database_is_told(shop: ShopFolder) -> None:
    failing(redeclared(shop, r"/origin\d+", "/nowhere"), SourceChanged, "no database .*/nowhere")


def test_a_server_that_does_not_answer_is_away(shop: ShopFolder) -> None:
    # Port 9 is that of a service which nobody offers.
    failing(redeclared(shop, r"1:\d+/", "1:9/"), SourceAway, "does not answer")


def test_a_table_that_may_not_be_read_is_told(
    shop: ShopFolder, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin.run(*origin.stranger("stranger", "p4ssw0rd"))
    monkeypatch.setenv(SECRET, "p4ssw0rd")
    redeclared(shop, "alkasba@", "stranger@")
    failing(shop, SourceError, "'stranger' has no right to read 'sales'")


def test_a_locked_table_is_told(
    shop: ShopFolder, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(mysql, "LOCK_SECONDS", 1)
    with origin.connect() as writer:
        writer.cursor().execute(origin.lock("sales"))
        failing(shop, SourceAway, "'sales' is locked")
        writer.rollback()


def test_a_server_lost_in_the_middle_is_asked_again(shop: ShopFolder, origin: Origin) -> None:
    def tell(event: str, **figures: object) -> None:
        told.append(event)
        if told == ["origin.fetched"]:
            origin.server.kill()
        if event == "origin.lost":
            origin.server.start()

    told: list[str] = []
    two_tables(shop, origin)
    run_telling(shop, tell)
    assert told[:3] == ["origin.fetched", "origin.lost", "origin.fetched"]
    assert sold(shop) == [("A1", 1)]


def test_a_server_that_does_not_come_back_leaves_what_was_kept(
    shop: ShopFolder, origin: Origin
) -> None:
    def tell(event: str, **figures: object) -> None:
        if event == "origin.fetched":
            origin.server.kill()

    two_tables(shop, origin)
    shop.run()
    origin.run("UPDATE sales SET quantity = 2")
    before = (shop.folder / "build/extracts/sales/manifest.json").read_bytes()
    try:
        with pytest.raises(SourceAway, match="does not answer"):
            run_telling(shop, tell)
    finally:
        origin.server.start()
    assert (shop.folder / "build/extracts/sales/manifest.json").read_bytes() == before
    assert sold(shop) == [("A1", 1)]
    shop.run()
    assert sold(shop) == [("A1", 2)]


ZONED = {
    "postgresql": ("timestamp with time zone", "SET TIME ZONE 'America/New_York'"),
    "mariadb": ("timestamp", "SET time_zone = '-04:00'"),
}


def test_moments_with_a_zone_are_instants(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    kind, zone = ZONED[origin.dialect]
    origin.run(
        f"ALTER TABLE sales ADD COLUMN stamp {kind} NULL",
        zone,
        "UPDATE sales SET stamp = '2026-05-01 22:30:00'",
    )
    shop = shop_of(tmp_path, origin, feed='[feeds.sale.columns]\nsold_on = "stamp"')
    shop.run()
    # It is half past four of the next day in the shop, which is in Paris.
    assert shop.rows("SELECT sold_on::VARCHAR FROM sale") == [("2026-05-02",)]


def two_tables(shop: ShopFolder, origin: Origin) -> None:
    origin.run(
        "CREATE TABLE heads (order_id varchar(20), day varchar(20))",
        "INSERT INTO heads VALUES ('A1', 'P2')",
    )
    path = shop.folder / "sources/sales.toml"
    path.write_text(path.read_text() + JOIN)


EXACT = {
    "postgresql": {
        "numeric 'NaN'": "NaN",
        "0.1::numeric(40,30)": "0.100000000000000000000000000000",
        "9.8::real": "9.8",
        "1.5e20::float8": "150000000000000000000",
        "'-Infinity'::float8": "-Infinity",
        "0.1::float8 + 0.2::float8": "0.30000000000000004",
        "date '44-03-15 BC'": "0044-03-15 BC",
        "'infinity'::timestamptz": "infinity",
        "timestamp '2024-02-29 23:30:00.000001'": "2024-02-29 23:30:00.000001",
        "timestamptz '2024-02-29 23:30:00+05:30'": "2024-02-29 18:00:00+00",
        "interval '1 month 2 hours'": "P1MT2H",
        "array['a,b', NULL, '\"']": '{"a,b",NULL,"\\""}',
        "'{\"a\": 1.10}'::jsonb": '{"a": 1.10}',
        "'00000000-0000-0000-0000-00000000000a'::uuid": "00000000-0000-0000-0000-00000000000a",
        "12.5::money": "12.50",
        "true": "true",
        "'\\x00ff'::bytea": "00ff",
        "'ab'::char(4)": "ab  ",
        "row(1, 'b')": "(1,b)",
        "''": "",
        "NULL::integer": None,
    },
    "mariadb": {
        "CAST('0.10' AS decimal(40,30))": "0.100000000000000000000000000000",
        "0.1e0 + 0.2e0": "0.30000000000000004",
        "18446744073709551615": "18446744073709551615",
        "b'101' + 0": "5",
        "CAST('2024-02-29 23:30:00.000001' AS datetime(6))": "2024-02-29 23:30:00.000001",
        "CAST('-838:59:59' AS time)": "-838:59:59",
        "JSON_OBJECT('a', 1.10)": '{"a": 1.10}',
        "x'00ff'": "00ff",
        "ST_GeomFromText('POINT(1 2)')": "POINT(1 2)",
        "CONVERT('é' USING latin1)": "é",
        "'a\\\\b\"c,\n'": 'a\\b"c,\n',
        "''": "",
        "CAST(NULL AS integer)": None,
    },
}


def test_values_of_every_type_have_their_exact_text(origin: Origin, tmp_path: Path) -> None:
    exact = EXACT[origin.dialect]
    values = ", ".join(f"{value} AS c{place}" for place, value in enumerate(exact))
    shop = shop_of(tmp_path, origin, rows="exact.sql")
    shop.write("exact.sql", "SELECT 1 AS one")
    address = shop.open().shop.sources["sales"].own.address
    with snapshot_of(address, origin.server.password) as snapshot:
        rows = f"(SELECT {values}) AS exact"
        (batch,) = snapshot.texts(rows, snapshot.columns(rows)).batches
    assert dict(zip(exact, [c[0].as_py() for c in batch.columns], strict=True)) == exact


def test_a_float_of_four_bytes_keeps_all_its_digits(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    kind = {"postgresql": "real", "mariadb": "float"}[origin.dialect]
    origin.run(f"ALTER TABLE sales ADD COLUMN exact {kind}", "UPDATE sales SET exact = 16777213")
    shop = shop_of(tmp_path, origin, feed='[feeds.sale.columns]\nquantity = "exact"')
    shop.run()
    assert sold(shop) == [("A1", 16_777_213)]


SLOW = {"postgresql": "SELECT pg_sleep(9)", "mariadb": "SELECT sleep(9)"}


def test_a_query_that_may_take_no_longer_is_refused_as_slow(origin: Origin, tmp_path: Path) -> None:
    sales(origin, sale("A1"))
    address = shop_of(tmp_path, origin).open().shop.sources["sales"].own.address
    with snapshot_of(address, origin.server.password) as snapshot:
        snapshot.hurry(1)
        with pytest.raises(Refused, match="slow"):
            snapshot.ask(SLOW[origin.dialect])
