"""The books say what is there, which tables are ours, and whose they are."""

import pytest

from alkasba.address import Address
from alkasba.errors import StoreError
from alkasba.settings import SharedWarehouse
from alkasba.warehouse.postgres import books
from alkasba.warehouse.postgres.digests import Digest
from alkasba.warehouse.postgres.names import Schemas
from tests.stores.shared import Shared

SCHEMAS = Schemas("shop")
SOMEWHERE = SharedWarehouse(Address("postgresql", "db.example", database="w"), "", "shop", "")


def test_parts_are_replaced_and_forgotten(database: Shared) -> None:
    with database.connect() as there:
        books.open_books(there, SCHEMAS)
        books.enter_table(there, SCHEMAS, "sale")
        first = {"2025-01-01": Digest("1", 10), "2025-02-01": Digest("2", 20)}
        books.enter_parts(there, SCHEMAS, "sale", changed=first, gone=[], run_id="r1")
        later = {"2025-01-01": Digest("3", 11)}
        books.enter_parts(there, SCHEMAS, "sale", changed=later, gone=["2025-02-01"], run_id="r2")
        assert books.known_parts(there, SCHEMAS) == {"sale": {"2025-01-01": "3"}}
        assert books.known_tables(there, SCHEMAS) == {"sale"}
        books.forget_table(there, SCHEMAS, "sale")
        assert books.known_parts(there, SCHEMAS) == {}
        assert books.known_tables(there, SCHEMAS) == set()


def test_the_publication_is_the_last_one(database: Shared) -> None:
    with database.connect() as there:
        assert books.publication(there, SCHEMAS) is None
        books.open_books(there, SCHEMAS)
        assert books.publication(there, SCHEMAS) is None
        for run in ("r1", "r2"):
            books.enter_publication(there, SCHEMAS, shop="O'Brien's", run_id=run, reader="")
        found = books.publication(there, SCHEMAS)
        assert found is not None
        assert (found.shop, found.run_id, found.reader) == ("O'Brien's", "r2", "")


def test_another_shop_is_refused_and_told_what_to_drop() -> None:
    published = books.Publication("Herbs", "r1", "", "")
    books.refuse_other_shop(published, SOMEWHERE, "Herbs")
    books.refuse_other_shop(None, SOMEWHERE, "Herbs")
    with pytest.raises(StoreError, match="another shop, 'Herbs'") as error:
        books.refuse_other_shop(published, SOMEWHERE, "Spices")
    assert 'DROP SCHEMA "shop", "shop_parts", "shop_books" CASCADE' in error.value.next_step


def test_books_that_are_there_need_no_right_to_make_schemas(database: Shared) -> None:
    with database.connect() as there:
        books.open_books(there, SCHEMAS)
        there.execute(f"CREATE ROLE plain_{database.database}")
        for schema in SCHEMAS.all:
            there.execute(f"GRANT ALL ON SCHEMA {schema} TO plain_{database.database}")
        there.execute(f"SET ROLE plain_{database.database}")
        books.open_books(there, SCHEMAS)
        there.rollback()
