"""The shop tells which tables it has, who feeds them, and what stays out of the warehouse."""

import pytest

from tests.model.build import CUSTOMER, CUSTOMERS, SALE, shop_of

NOTE = SALE.replace(
    "[measures]",
    """note = { type = "text", personal = "contact" }
    card = { type = "code", personal = "identifier" }
    site = { type = "text", personal = "location" }
    plain = { type = "text", personal = "none" }
    [measures]""",
)


@pytest.fixture
def shop(tmp_path):
    return shop_of(tmp_path, {"tables/sale.toml": NOTE})


def test_facts_and_dimensions_are_told_apart(shop):
    assert (list(shop.facts), list(shop.dimensions)) == (["sale"], ["customer"])


def test_measures_of_all_facts_are_the_shops(shop):
    assert list(shop.measures) == ["pieces"]


def test_feeds_of_a_table_come_in_the_order_of_their_sources(tmp_path):
    shop = shop_of(tmp_path, {"sources/a_crm.toml": CUSTOMERS, "sources/z_old.toml": CUSTOMERS})
    assert [feed.source for feed in shop.feeds_of("customer")] == ["a_crm", "customers", "z_old"]
    assert shop.feeds_of("nothing") == []


def test_a_dimension_that_nothing_feeds_is_inferred(tmp_path):
    assert shop_of(tmp_path, {}).inferred == set()
    files = {"tables/site.toml": 'kind = "dimension"\nkey = ["id"]\n[columns.id]\ntype = "code"'}
    assert shop_of(tmp_path, files).inferred == {"site"}


@pytest.mark.parametrize(
    ("name", "hidden", "pseudonym", "vaulted"),
    [
        ("quantity", False, False, False),
        ("note", True, False, True),
        ("card", True, True, False),
        ("site", False, False, False),
        ("plain", False, False, False),
        ("customer", False, True, False),  # it holds what the customer's key holds
    ],
)
def test_what_a_fact_keeps_out_of_the_warehouse(shop, name, hidden, pseudonym, vaulted):
    sale = shop.tables["sale"]
    column = sale.columns[name]
    assert shop.is_hidden(column) is hidden
    assert shop.is_pseudonym(sale, column) is pseudonym
    assert shop.is_vaulted(sale, column) is vaulted


@pytest.mark.parametrize(
    ("name", "pseudonym", "vaulted"),
    [
        ("code", True, False),
        ("email", False, True),
        ("city", False, False),
        ("level", False, False),
    ],
)
def test_what_a_dimension_keeps_out_of_the_warehouse(shop, name, pseudonym, vaulted):
    customer = shop.tables["customer"]
    column = customer.columns[name]
    assert shop.is_pseudonym(customer, column) is pseudonym
    assert shop.is_vaulted(customer, column) is vaulted


def test_a_hidden_key_is_a_pseudonym_whatever_its_class(tmp_path):
    by_email = CUSTOMER.replace('key = ["code"]', 'key = ["email"]')
    shop = shop_of(tmp_path, {"tables/customer.toml": by_email})
    customer, sale = shop.tables["customer"], shop.tables["sale"]
    assert shop.is_pseudonym(customer, customer.columns["email"])
    assert shop.is_pseudonym(sale, sale.columns["customer"])


def test_a_reference_to_what_is_no_person_is_no_pseudonym(tmp_path):
    plain = CUSTOMER.replace(', personal = "identifier"', "")
    shop = shop_of(tmp_path, {"tables/customer.toml": plain})
    sale = shop.tables["sale"]
    assert not shop.is_pseudonym(sale, sale.columns["customer"])


def test_no_column_is_both_in_the_warehouse_and_in_the_vault_alone(shop):
    for table in shop.tables.values():
        for column in table.columns.values():
            assert not (shop.is_pseudonym(table, column) and shop.is_vaulted(table, column))


def test_places_of_a_source_are_those_of_its_feeds(tmp_path):
    shop = shop_of(tmp_path, {"tables/sale.toml": NOTE})
    assert all(shop.places_of(name) == ("",) for name in shop.sources)
    assert shop.places_of("nowhere") == ()
