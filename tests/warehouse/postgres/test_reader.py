"""The reader sees the tables and nothing of the books, where names of files and rejects stand."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from alkasba.flows.batch import run_batch
from tests.shop_builder import ShopFolder, small_shop
from tests.stores.shared import Shared, as_user


@pytest.fixture
def shop(tmp_path: Path, database: Shared) -> ShopFolder:
    shop = small_shop(tmp_path, alkasba=database.settings(f'reader = "{reader(database)}"\n'))
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50", "A2,1,2025-11-03,P1,nothing,1.50")
    return shop


def reader(database: Shared) -> str:
    """Roles are of the whole server, so each test has one of its own."""
    return f"reader of {database.database}"


def told(shop: ShopFolder) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    run_batch(shop.open(), clock=shop.clock, tell=lambda e, **f: found.append((e, f)))
    return found


def test_the_reader_reads_tables_and_no_books(shop: ShopFolder, database: Shared) -> None:
    with as_user(database, "ada") as ada:
        shop.run()
        database.do(f'GRANT "{reader(database)}" TO ada')
        assert ada.execute("SELECT sum(net) FROM shop.sale").fetchone()[0] == 3
        assert ada.execute("SELECT count(*) FROM shop.calendar").fetchone() == (365,)
        for hidden in ("shop_books.rejects", "shop_books.parts", "shop_parts.sale_2025"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ada.execute(f"SELECT * FROM {hidden}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ada.execute("DELETE FROM shop.sale")


def test_tables_that_come_later_may_be_read_too(shop: ShopFolder, database: Shared) -> None:
    shop.run()
    database.do("DROP TABLE shop.sale")
    shop.run()
    ask = "SELECT has_table_privilege(%s, 'shop.sale', 'SELECT')"
    assert database.rows(ask, reader(database)) == [(True,)]


def test_who_is_the_reader_no_more_reads_no_more(shop: ShopFolder, database: Shared) -> None:
    shop.run()
    shop.write("alkasba.toml", database.settings())
    shop.run()
    ask = (
        "SELECT has_table_privilege(%s, 'shop.sale', 'SELECT'), "
        "has_schema_privilege(%s, 'shop', 'USAGE')"
    )
    assert database.rows(ask, reader(database), reader(database)) == [(False, False)]


def test_a_reader_that_may_not_be_made_is_told_and_the_rest_is_published(
    shop: ShopFolder, database: Shared
) -> None:
    with as_user(database, "keeper", database.server.password):
        database.do(f"GRANT CREATE ON DATABASE {database.database} TO keeper")
        shop.write(
            "alkasba.toml",
            database.settings('reader = "nobody yet"\n').replace("//alkasba@", "//keeper@"),
        )
        assert ("reader.missing", {"role": "nobody yet"}) in told(shop)
        assert database.rows("SELECT count(*) FROM shop.sale") == [(1,)]
        database.do('CREATE ROLE "nobody yet"')
        assert "reader.missing" not in {event for event, _ in told(shop)}
        ask = "SELECT has_table_privilege('nobody yet', 'shop.sale', 'SELECT')"
        assert database.rows(ask) == [(True,)]
