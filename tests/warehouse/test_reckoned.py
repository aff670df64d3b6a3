"""What facts tell is stored in every version of a member, and in none of the unknown one."""

from datetime import date

import duckdb
import pytest

from alkasba.derive.ddl import column_list, layout_of
from alkasba.derive.query.spans import Days
from alkasba.warehouse.reckoned import ends_of, store_reckoned
from tests.model.build import CUSTOMER, SALE, shop_of
from tests.shop_builder import small_shop


@pytest.fixture
def shop(tmp_path):
    customer = 'history = ["city"]\n' + CUSTOMER.replace(', personal = "identifier"', "")
    customer += 'bought = { type = "whole", measure = "pieces" }\n'
    return shop_of(tmp_path, {"tables/sale.toml": SALE, "tables/customer.toml": customer})


@pytest.fixture
def db(shop):
    with duckdb.connect() as db:
        db.execute("ATTACH ':memory:' AS shop")
        db.execute("USE shop")
        for name, table in shop.tables.items():
            db.execute(f"CREATE TABLE {name} ({column_list(layout_of(shop, table))})")
        members = ((0, "unknown"), (1, "C1"), (2, "C1"), (3, "C2"), (4, "unknown"))
        for key, code in members:
            db.execute("INSERT INTO customer (customer_key, code) VALUES (?, ?)", [key, code])
        yield db


TOLD = "SELECT * FROM (VALUES ('C1', 5), ('C2', NULL), ('unknown', 7)) AS t(code, bought)"


def test_all_versions_say_the_same_and_the_unknown_member_nothing(db, shop):
    assert store_reckoned(db, shop, shop.tables["customer"], ["bought"], TOLD) == 3
    found = db.execute("SELECT customer_key, bought FROM customer ORDER BY 1").fetchall()
    # Whoever is called 'unknown' is a member as any other.
    assert found == [(0, None), (1, 5), (2, 5), (3, None), (4, 7)]


def test_what_says_the_same_changes_nothing(db, shop):
    for changed in (3, 0):
        assert store_reckoned(db, shop, shop.tables["customer"], ["bought"], TOLD) == changed


def test_columns_and_tables_may_be_called_as_the_steps_are(tmp_path):
    head = 'kind = "dimension"\nkey = ["d"]\n[columns]\nd = { type = "code" }\n'
    member = head + (
        'r = { type = "whole" }\nmember = { type = "text" }\n'
        'reckoned = { type = "whole", measure = "pieces" }\n'
        'rank = { type = "whole", formula = "quantile(reckoned + r, 2)" }\n'
    )
    tables = {"member": member, "reckoned": SALE.replace('"customer"', '"member"')}
    shop = small_shop(tmp_path)
    for path in (*(shop.folder / "tables").glob("*"), *(shop.folder / "sources").glob("*")):
        path.unlink()
    for name, text in tables.items():
        shop.write(f"tables/{name}.toml", text)
        source = f'kind = "csv"\nfiles = ["data/{name}.csv"]\n[feeds.{name}]\n'
        shop.write(f"sources/{name}.toml", source)
    shop.write("data/member.csv", "d,r,member\nC1,1,x\nC2,2,y\n")
    shop.write("data/reckoned.csv", "order_id,sold_on,customer,quantity\n1,2025-01-01,C2,5\n")
    shop.run()
    found = shop.rows("SELECT d, reckoned, rank FROM member WHERE member_key <> 0 ORDER BY 1")
    assert found == [("C1", 0, 1), ("C2", 5, 2)]


def test_the_layout_stays(db, shop):
    store_reckoned(db, shop, shop.tables["customer"], ["bought"], TOLD)
    found = dict(
        db.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'customer' "
            "ORDER BY column_index"
        ).fetchall()
    )
    assert found == layout_of(shop, shop.tables["customer"])


def test_the_days_of_each_fact(db, shop):
    assert ends_of(db, shop) == {"sale": None}
    db.execute("INSERT INTO sale (sold_on) VALUES ('2025-01-03'), ('2025-01-01')")
    assert ends_of(db, shop) == {"sale": Days(date(2025, 1, 1), date(2025, 1, 3))}
