"""The catalogue holds all that is declared, and says who may see what is about people."""

from dataclasses import replace

import pytest

from alkasba.derive.catalogue import COLUMNS, catalogue, found_by, personal_class, sheet
from alkasba.model.policy import PersonalClass, Policy, Role
from alkasba.model.source import Feed, Field, Source
from tests.derive import build

CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
owner = "customer service"
about = "Who buys"
[columns]
customer_id = { type = "code", personal = "identifier" }
email       = { type = "text", personal = "contact", about = "To answer" }
city        = { type = "text", personal = "location" }
note        = { type = "text", personal = "none" }
"""
FEED = Feed("crm", "customer", {"email": Field("email", ("E-mail", "Mail"))})
POLICY = Policy(
    {
        "identifier": PersonalClass("identifier"),
        "contact": PersonalClass("contact"),
        "location": PersonalClass("location", analytic=True),
    },
    {"owner": Role("owner", ("contact", "location")), "analyst": Role("analyst", ("location",))},
)
SHOP = replace(
    build.shop({"customer": CUSTOMER}),
    policy=POLICY,
    sources={"crm": Source("crm", "csv", ("*.csv",), feeds={"customer": FEED})},
)
ITEMS = {item.word: item for item in catalogue(SHOP)}


def test_every_table_column_and_measure_is_in_it_once():
    declared = [f"table:{name}" for name in SHOP.tables]
    declared += [f"column:{t.name}.{c}" for t in SHOP.tables.values() for c in t.columns]
    declared += [f"measure:{name}" for name in SHOP.measures]
    assert sorted(item.word for item in catalogue(SHOP)) == sorted(declared)


@pytest.mark.parametrize(
    ("column", "personal", "kept", "seen_by"),
    [
        ("customer.customer_id", "identifier", "pseudonym", ()),
        ("customer.email", "contact", "vault", ("owner",)),
        ("customer.city", "location", "warehouse", ("owner", "analyst")),
        ("customer.note", "", "warehouse", ("everyone",)),
        # A reference holds the key of a person.
        ("sale.customer", "identifier", "pseudonym", ()),
        ("sale.net", "", "warehouse", ("everyone",)),
    ],
)
def test_it_says_who_may_see_a_column_and_where_it_is_kept(column, personal, kept, seen_by):
    item = ITEMS[f"column:{column}"]
    assert (item.personal, item.kept, item.seen_by) == (personal, kept, seen_by)


def test_it_says_where_a_column_comes_from_and_who_answers_for_it():
    item = ITEMS["column:customer.email"]
    assert item.origins == ("crm: E-mail", "crm: Mail")
    assert (item.owner, item.about) == ("customer service", "To answer")


def test_it_says_what_is_calculated_how_and_what_uses_it():
    item = ITEMS["column:sale.net"]
    assert (item.made_of, item.origins) == ("quantity * price", ())
    assert item.used_by[:2] == ("measure:net_sales", "measure:web_sales")
    assert ITEMS["measure:web_sales"].made_of == "sum(net) where channel = 'web'"
    assert ITEMS["measure:stock"].type == "last over time"


@pytest.mark.parametrize("search", ["E-MAIL", "answer", "to  e-mail", "contact", "crm: mail"])
def test_a_search_finds_what_holds_every_word_and_its_table(search):
    found = [item.word for item in found_by(catalogue(SHOP), search)]
    assert found == ["table:customer", "column:customer.email"]


def test_a_search_for_nothing_finds_all_and_one_for_nonsense_nothing():
    assert found_by(catalogue(SHOP), " ") == catalogue(SHOP)
    assert found_by(catalogue(SHOP), "no such thing") == []


def test_a_table_that_is_found_itself_stands_alone():
    assert [item.word for item in found_by(catalogue(SHOP), "who buys")] == ["table:customer"]


def test_a_sheet_has_a_cell_for_every_column():
    rows = sheet(catalogue(SHOP))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    row = next(row for row in rows if row[1] == "email")
    assert row[COLUMNS.index("origins")] == "crm: E-mail, crm: Mail"


def test_a_reference_to_a_person_is_personal():
    table = SHOP.tables["sale"]
    assert personal_class(SHOP, table, table.columns["customer"]) == "identifier"
    assert personal_class(SHOP, table, table.columns["product"]) == ""
