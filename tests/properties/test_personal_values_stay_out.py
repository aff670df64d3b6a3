"""Personal values never enter the warehouse, its rejects, or anything told."""

import sqlite3
from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from tests.shop_builder import ShopFolder, small_shop

CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
[columns]
customer_id = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact", pattern = '.+@.+' }
city = { type = "text", personal = "location" }
"""
SALE = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
customer = { refers = "customer" }
[measures]
orders = { formula = "count()" }
"""
SECRETS = ("CUST-77", "ada@example.org", "Ada Blum", "broken-mail", "CUST-88")


def shop_of_people(folder: Path) -> ShopFolder:
    shop = small_shop(
        folder,
        tables__customer=CUSTOMER,
        tables__sale=SALE,
        sources__customers='kind = "csv"\nfiles = ["data/customers.csv"]\n[feeds.customer]\n',
    )
    shop.write(
        "data/customers.csv",
        "customer_id,email,city,full_name\nCUST-77,ada@example.org,Lyon,Ada Blum\n"
        "CUST-88,broken-mail,Nantes,Ada Blum\nCUST-99,ada@example.org,Ghent,Ada Blum,too,many\n",
    )
    shop.write(
        "data/sales/a.csv",
        "order_id,sold_on,customer\nA1,2025-01-01,CUST-77\nA2,2025-13-01,CUST-77\n",
    )
    return shop


def test_no_personal_value_is_in_the_warehouse_or_in_rejects(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    shop.run()
    files = [p for p in (tmp_path / "build").rglob("*") if p.is_file() and "vault" not in p.name]
    assert any(path.suffix == ".csv" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [secret for secret in SECRETS if secret.encode() in content], path.name


def test_facts_and_dimension_meet_by_the_pseudonym(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    shop.run()
    assert shop.ask("orders", by="city") == [("Lyon", 1)]


def test_a_lost_key_stops_the_run_and_a_lost_vault_is_filled_anew(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    shop.run()
    (tmp_path / "build/vault.sqlite").unlink()
    assert shop.run().has_changed
    with sqlite3.connect(tmp_path / "build/vault.sqlite") as vault:
        assert vault.execute("SELECT count(*) FROM customer").fetchall() == [(1,)]
    vault.close()
    (tmp_path / "alkasba.key").unlink()
    shop.write("data/sales/b.csv", "order_id,sold_on,customer\nA3,2025-01-01,CUST-77\n")
    with pytest.raises(SettingsError, match="the key for pseudonyms is missing"):
        shop.run()


def test_the_vault_holds_what_the_pseudonym_stands_for(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    shop.run()
    member = shop.rows("SELECT customer FROM sale")[0][0]
    with sqlite3.connect(tmp_path / "build/vault.sqlite") as vault:
        found = vault.execute("SELECT * FROM customer WHERE member = ?", [member]).fetchall()
    vault.close()
    assert found == [(member, "CUST-77", "ada@example.org")]
    assert (tmp_path / "build/vault.sqlite").stat().st_mode & 0o077 == 0
    assert (tmp_path / "alkasba.key").stat().st_mode & 0o077 == 0
