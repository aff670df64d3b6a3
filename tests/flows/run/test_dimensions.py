"""Dimensions: history without gap or overlap, sources merged by priority, members inferred."""

import itertools
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from alkasba.flows.batch import Clock
from tests.flows.test_batch import hashes
from tests.shop_builder import ShopFolder, small_shop

CUSTOMER = """
kind = "dimension"
key = ["id"]
day = "seen_on"
history = ["city"]
[columns]
id = { type = "code" }
seen_on = { type = "day" }
city = { type = "text" }
tier = { type = "text" }
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
EXTRACTS = {
    "2025-01.csv": "id,seen_on,city,tier\nC1,2025-01-10,Lyon,a\nC2,2025-01-10,Ghent,a\n",
    "2025-02.csv": "id,seen_on,city,tier\nC1,2025-02-10,Lyon,b\n",
    "2025-03.csv": "id,seen_on,city,tier\nC1,2025-03-10,Nantes,c\nC1,2025-03-20,Lyon,d\n",
}
SALES = "order_id,sold_on,customer\n" + "".join(
    f"A{n},{day},C1\n"
    for n, day in enumerate(["2024-12-01", "2025-02-20", "2025-03-10", "2025-03-19", "2025-03-20"])
)


def shop_with_history(folder: Path) -> ShopFolder:
    shop = small_shop(
        folder,
        tables__customer=CUSTOMER,
        tables__sale=SALE,
        sources__customers='kind = "csv"\nfiles = ["data/customers/*.csv"]\n[feeds.customer]\n',
    )
    shop.write("data/sales/a.csv", SALES)
    return shop


def test_facts_refer_to_the_version_of_their_day(tmp_path: Path) -> None:
    shop = shop_with_history(tmp_path)
    for name, text in EXTRACTS.items():
        shop.write(f"data/customers/{name}", text)
    shop.run()
    assert sorted(shop.ask("orders", by="city")) == [("Lyon", 3), ("Nantes", 2)]
    assert shop.ask("orders", by="city", as_now=True) == [("Lyon", 5)]


def test_versions_have_no_gap_and_no_overlap_and_other_columns_are_overwritten(
    tmp_path: Path,
) -> None:
    shop = shop_with_history(tmp_path)
    for name, text in EXTRACTS.items():
        shop.write(f"data/customers/{name}", text)
    shop.run()
    versions = shop.rows(
        "SELECT city, tier, valid_from::VARCHAR, valid_to::VARCHAR, is_current FROM customer "
        "WHERE id = 'C1' ORDER BY valid_from"
    )
    assert versions == [
        ("Lyon", "d", "1900-01-01", "2025-03-10", False),
        ("Nantes", "d", "2025-03-10", "2025-03-20", False),
        ("Lyon", "d", "2025-03-20", "9999-12-31", True),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(EXTRACTS)), ids="-".join)
def test_history_is_the_same_in_whatever_order_months_arrive(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    one, whole = shop_with_history(tmp_path / "one"), shop_with_history(tmp_path / "all")
    for name in order:
        one.write(f"data/customers/{name}", EXTRACTS[name])
        one.run()
    for name, text in EXTRACTS.items():
        whole.write(f"data/customers/{name}", text)
    whole.run()
    assert hashes(one) == hashes(whole)


def test_a_column_comes_from_the_source_with_priority_and_conflicts_are_counted(
    tmp_path: Path,
) -> None:
    product = (
        'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = { type = "code" }\n'
        'name = { type = "text" }\ncategory = { type = "text" }\n'
        '[merge]\n"*" = ["products", "lab"]\ncategory = ["lab", "products"]\n'
    )
    shop = small_shop(
        tmp_path,
        tables__product=product,
        sources__lab='kind = "json"\nfiles = ["data/lab.json"]\n'
        '[feeds.product.columns]\ncode = "id"\n',
    )
    shop.write(
        "data/lab.json",
        '[{"id": "P1", "name": "Peppermint", "category": "Infusion"}, {"id": "P3", "name": "Rue"}]',
    )
    shop.sales("a.csv", "A1,1,2025-01-01,P3,1,1.00")
    report = shop.run()
    assert shop.rows(
        "SELECT code, name, category FROM product WHERE product_key <> 0 ORDER BY 1"
    ) == [
        ("P1", "Mint", "Infusion"),
        ("P2", "Sage", "Herb"),
        ("P3", "Rue", None),
    ]
    assert report.conflicts == (("product", "category", 1), ("product", "name", 1))
    assert report.orphans == ()


def test_a_dimension_without_feed_has_the_members_that_facts_name(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        tables__sale=SALE,
        tables__customer='kind = "dimension"\nkey = ["id"]\n[columns]\nid = { type = "code" }\n',
    )
    shop.write("data/sales/a.csv", "order_id,sold_on,customer\nA1,2025-01-01,C1\nA2,2025-01-01,\n")
    shop.run()
    assert shop.ask("orders", by="customer") == [("C1", 1), (None, 1)]
    shop.write("data/sales/a.csv", "order_id,sold_on,customer\nA1,2025-01-01,C2\n")
    shop.run()
    assert shop.rows("SELECT id FROM customer ORDER BY customer_key") == [("unknown",), ("C2",)]


PEOPLE = """
kind = "dimension"
key = ["id"]
history = ["city"]
[columns]
id = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact" }
card = { type = "code", personal = "identifier" }
city = { type = "text" }
"""
HEADER = "id,email,card,city"


def shop_of_people(folder: Path) -> ShopFolder:
    source = 'kind = "csv"\nfiles = ["data/people.csv"]\n[feeds.person]\n'
    shop = small_shop(folder, tables__person=PEOPLE, sources__people=source)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    return shop


def people(shop: ShopFolder, *rows: str) -> list[tuple[str, ...]]:
    """Run with these rows; what the vault holds of each member then."""
    shop.write("data/people.csv", "\n".join([HEADER, *rows, ""]))
    shop.run()
    with closing(sqlite3.connect(shop.folder / "build/vault.sqlite")) as vault:
        return vault.execute("SELECT id, email, card FROM person ORDER BY id").fetchall()


def test_who_has_left_the_file_does_not_become_whoever_stands_in_that_row_now(
    tmp_path: Path,
) -> None:
    shop = shop_of_people(tmp_path)
    people(shop, "C1,one@example.org,K1,Lyon", "C2,two@example.org,K2,Ghent")
    shop.clock = Clock(shop.clock.now + timedelta(days=1))
    assert people(shop, "C2,two@example.org,K2,Lyon", "C3,three@example.org,K3,Ghent") == [
        ("C1", "one@example.org", "K1"),
        ("C2", "two@example.org", "K2"),
        ("C3", "three@example.org", "K3"),
    ]


def test_the_vault_holds_what_the_pseudonym_of_today_stands_for(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    for day, card in enumerate(["K9", "K1", "K5"]):
        shop.clock = Clock(shop.clock.now + timedelta(days=day))
        assert people(shop, f"C1,one@example.org,{card},Lyon") == [("C1", "one@example.org", card)]


def test_a_clock_that_was_put_back_changes_nothing(tmp_path: Path) -> None:
    shop = shop_of_people(tmp_path)
    people(shop, "C1,one@example.org,K1,Lyon", "C2,two@example.org,K2,Ghent")
    shop.clock = Clock(shop.clock.now - timedelta(days=1))
    assert people(shop, "C1,uno@example.org,K1,Nantes") == [("C1", "uno@example.org", "K1")]
    assert shop.rows("SELECT city FROM person WHERE person_key <> 0") == [("Nantes",)]
