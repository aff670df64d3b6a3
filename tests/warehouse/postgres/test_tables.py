"""Tables are made as they are wanted, with the keys and indexes that pay."""

from typing import Any

import pytest

from alkasba.derive.served import Served
from alkasba.errors import StoreError
from alkasba.warehouse.postgres.books import open_books
from alkasba.warehouse.postgres.names import Schemas
from alkasba.warehouse.postgres.tables import (
    FEWEST_MEMBERS,
    add_comments,
    add_indexes,
    add_keys,
    make_tables,
)
from tests.stores.shared import Shared

SCHEMAS = Schemas("shop")
PRODUCT = Served("product", {"product_key": "bigint", "name": "text"}, key=("product_key",))
SALE = Served(
    "sale",
    {"day": "date", "product_key": "bigint", "net": "numeric(18,4)"},
    day="day",
    references={"product_key": ("product", "product_key")},
    about="It's a sale",
    abouts={"net": "Before tax"},
)
WANTED = {"product": PRODUCT, "sale": SALE}


def test_what_is_there_is_left_alone(database: Shared) -> None:
    with database.connect() as there:
        open_books(there, SCHEMAS)
        assert make_tables(there, SCHEMAS, WANTED) == {"product", "sale"}
        assert make_tables(there, SCHEMAS, WANTED) == set()


def test_what_is_not_wanted_goes(database: Shared) -> None:
    with database.connect() as there:
        open_books(there, SCHEMAS)
        make_tables(there, SCHEMAS, WANTED)
        add_keys(there, SCHEMAS, SALE)
        assert make_tables(there, SCHEMAS, {"product": PRODUCT}) == set()
        assert make_tables(there, SCHEMAS, WANTED) == {"sale"}


def test_a_table_that_is_not_ours_is_refused(database: Shared) -> None:
    with database.connect() as there:
        open_books(there, SCHEMAS)
        there.execute("CREATE VIEW shop.product AS SELECT 1")
        with pytest.raises(StoreError, match="a table 'product' already"):
            make_tables(there, SCHEMAS, WANTED)


@pytest.mark.parametrize(("members", "indexes"), [(FEWEST_MEMBERS - 1, 0), (FEWEST_MEMBERS, 1)])
def test_only_a_reference_to_many_has_an_index(
    database: Shared, members: int, indexes: int
) -> None:
    with database.connect() as there:
        open_books(there, SCHEMAS)
        make_tables(there, SCHEMAS, WANTED)
        for _ in range(2):
            add_indexes(there, SCHEMAS, SALE, {"product": members})
        found: Any = there.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'sale'")
        assert found.fetchone() == (indexes,)


def test_comments_and_keys_are_added_once(database: Shared) -> None:
    with database.connect() as there:
        open_books(there, SCHEMAS)
        make_tables(there, SCHEMAS, WANTED)
        for _ in range(2):
            add_keys(there, SCHEMAS, SALE)
            add_comments(there, SCHEMAS, SALE)
        place = "'shop.sale'::regclass"
        told: Any = there.execute(f"SELECT obj_description({place}), col_description({place}, 3)")
        assert told.fetchone() == ("It's a sale", "Before tax")
        add_comments(there, SCHEMAS, Served("sale", SALE.columns, abouts={"net": ""}))
        told = there.execute(f"SELECT count(*) FROM pg_description WHERE objoid = {place}")
        assert told.fetchone() == (0,)


def test_keys_of_long_names_are_told_apart(database: Shared) -> None:
    name = "t" * 58
    references = {f"{'c' * 50}_{n}": ("product", "product_key") for n in (1, 2)}
    columns = {"day": "date"} | dict.fromkeys(references, "bigint")
    table = Served(name, columns, day="day", references=references)
    with database.connect() as there:
        open_books(there, SCHEMAS)
        make_tables(there, SCHEMAS, {"product": PRODUCT, name: table})
        for _ in range(2):
            add_keys(there, SCHEMAS, table)
        found: Any = there.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
        assert found.fetchone() == (2,)
