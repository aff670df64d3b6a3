"""Each declared table has one layout in the warehouse; what is hidden is not in it."""

import duckdb
import pytest

from alkasba.derive.ddl import (
    DUCKDB,
    column_list,
    dimension_layout,
    fact_layout,
    layout_of,
    loaded_columns,
    loaded_layout,
    sql_type,
    stored_columns,
    stored_type,
    told_columns,
    vaulted_columns,
)
from alkasba.model.table import TYPES, Column
from tests.model.build import CUSTOMER, SALE, shop_of

MONEY = SALE.replace("[measures]", 'net = { type = "money", decimals = 2 }\n[measures]')


@pytest.fixture
def shop(tmp_path):
    customer = 'history = ["city"]\n' + CUSTOMER + 'guide = { refers = "guide" }'
    guide = 'kind = "dimension"\nkey = ["id"]\n[columns]\nid = { type = "whole" }'
    files = {"tables/sale.toml": MONEY, "tables/customer.toml": customer}
    return shop_of(tmp_path, files | {"tables/guide.toml": guide})


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_one_of_the_stores(kind):
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE t (x {sql_type(Column('x', kind, decimals=3))})")
        told = db.execute("SELECT data_type FROM information_schema.columns").fetchall()[0][0]
    assert told.startswith(DUCKDB[kind].partition("(")[0].replace("TIMESTAMPTZ", "TIMESTAMP"))


def test_amounts_are_exact_in_their_declared_decimals():
    assert sql_type(Column("x", "money", decimals=2)) == "DECIMAL(18,2)"


def test_a_fact_has_its_columns_a_key_beside_each_reference_and_its_lineage(shop):
    assert fact_layout(shop, shop.tables["sale"]) == {
        "order_id": "VARCHAR",
        "sold_on": "DATE",
        "customer": "VARCHAR",
        "customer_key": "BIGINT",
        "quantity": "BIGINT",
        "net": "DECIMAL(18,2)",
        "_file": "BIGINT",
        "_row": "BIGINT",
    }


def test_what_facts_tell_is_stored_in_a_dimension_and_calculated_in_a_fact(tmp_path):
    sale = SALE.replace(
        "[measures]", 'age = { type = "text", formula = "customer.city" }\n[measures]'
    )
    customer = CUSTOMER + 'bought = { type = "whole", measure = "pieces" }\n'
    shop = shop_of(tmp_path, {"tables/sale.toml": sale, "tables/customer.toml": customer})
    fact, dimension = shop.tables["sale"], shop.tables["customer"]
    assert "age" in told_columns(shop, fact)
    assert "age" not in fact_layout(shop, fact)
    assert dimension_layout(shop, dimension)["bought"] == "BIGINT"
    assert "bought" not in loaded_layout(shop, dimension)
    assert [*loaded_columns(shop, dimension)] == ["code", "city", "level"]


def test_a_dimension_has_its_key_and_the_days_a_version_held(shop):
    assert dimension_layout(shop, shop.tables["customer"]) == {
        "customer_key": "BIGINT",
        "code": "VARCHAR",
        "city": "VARCHAR",
        "level": "BIGINT",
        "guide": "VARCHAR",
        "guide_key": "BIGINT",
        "valid_from": "DATE",
        "valid_to": "DATE",
        "is_current": "BOOLEAN",
    }
    assert "valid_from" not in dimension_layout(shop, shop.tables["guide"])


def test_the_layout_of_a_table_is_that_of_its_kind(shop):
    sale, customer = shop.tables["sale"], shop.tables["customer"]
    assert layout_of(shop, sale) == fact_layout(shop, sale)
    assert layout_of(shop, customer) == dimension_layout(shop, customer)


def test_a_column_is_in_the_warehouse_or_in_the_vault(shop):
    customer = shop.tables["customer"]
    stored, vaulted = stored_columns(shop, customer), vaulted_columns(shop, customer)
    assert list(vaulted) == ["email"]
    assert {**stored, **vaulted} == customer.columns
    assert not set(stored) & set(vaulted)


def test_no_hidden_column_is_in_any_layout(shop):
    for table in shop.tables.values():
        assert not set(vaulted_columns(shop, table)) & set(layout_of(shop, table))


def test_a_pseudonym_is_a_text_whatever_stood_there(tmp_path):
    numbered = CUSTOMER.replace('code = { type = "code"', 'code = { type = "whole"')
    shop = shop_of(tmp_path, {"tables/customer.toml": numbered})
    customer = shop.tables["customer"]
    assert sql_type(customer.columns["code"]) == "BIGINT"
    assert stored_type(shop, customer, customer.columns["code"]) == "VARCHAR"


def test_a_layout_makes_a_table(shop):
    layout = layout_of(shop, shop.tables["sale"])
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE sale ({column_list(layout)})")
        found = db.execute("SELECT column_name FROM information_schema.columns").fetchall()
    assert [name for (name,) in found] == list(layout)
