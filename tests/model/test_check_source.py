"""Every feed gives a known table what it needs, by names that exist."""

import pytest

from tests.model.build import CUSTOMER, CUSTOMERS, SALE, SALES, shop_of, wrong


def feed(folder, text, *, head=""):
    """The mistakes in a source that feeds sales, without its file's name."""
    found = wrong(folder, {"sources/sales.toml": head + SALES + text})
    return [told.removeprefix("sources/sales.toml, ") for told in found]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            'columns = { quantty = "Qty" }',
            "feeds.sale.columns: nothing is called 'quantty'. Did you mean 'quantity'?",
        ),
        (
            'duplicates = { by = ["order"] }',
            "feeds.sale.duplicates: nothing is called 'order'.",
        ),
        (
            'duplicates = { by = ["order_id"], order = "updated" }',
            "feeds.sale.duplicates: nothing is called 'updated'.",
        ),
        (
            'duplicates = { by = ["quantity"] }',
            "feeds.sale.duplicates.by: the key of sale is order_id.",
        ),
        (
            'deleted = "gone"\nduplicates = { by = ["order_id"], keep = "first" }',
            "feeds.sale.deleted: the first row stays, so that a later mark says nothing.",
        ),
        (
            'duplicates = "keep"',
            "feeds.sale.duplicates: sale has a key, so it cannot keep rows that share it.",
        ),
        (
            'joins = { orders = { source = "order", on = { a = "b" } } }',
            "feeds.sale.joins.orders: there is no source 'order'.",
        ),
        (
            'joins = { c = { source = "custmers", on = { a = "b" } } }',
            "feeds.sale.joins.c: there is no source 'custmers'. Did you mean 'customers'?",
        ),
        ('rows = "lines"', "feeds.sale.rows: a csv has no nested rows."),
        (
            "columns = { quantity = { file = 'stock' } }",
            "feeds.sale.columns.quantity.file: put what is to be cut out in parentheses",
        ),
        (
            "columns = { quantity = { file = '(stock' } }",
            "feeds.sale.columns.quantity.file: this is no regular expression",
        ),
        (
            'unpivot = { name = "order_id", value = "order_id" }',
            "feeds.sale.unpivot: the header and its value need names of their own.",
        ),
        (
            'unpivot = { name = "product", value = "quantty" }',
            "feeds.sale.unpivot: no column of sale is fed by 'quantty'. Did you mean 'quantity'?",
        ),
        (
            'unpivot = { name = "order_id", value = "quantity" }\ncolumns = { quantity = "Qty" }',
            "feeds.sale.unpivot: no column of sale is fed by 'quantity'.",
        ),
    ],
)
def test_a_mistake_in_a_feed_is_told(tmp_path, text, mistake):
    assert mistake in "\n".join(feed(tmp_path, text))


def test_only_what_has_columns_is_unpivoted(tmp_path):
    unpivot = 'unpivot = { name = "order_id", value = "quantity" }'
    wide = {"sources/sales.toml": SALES + unpivot}
    assert shop_of(tmp_path, wide).sources["sales"].feeds["sale"].unpivot is not None
    (mistake,) = wrong(tmp_path, {"sources/sales.toml": SALES.replace("csv", "json", 1) + unpivot})
    assert "feeds.sale.unpivot: only csv, parquet, spreadsheet have columns to unpivot." in mistake


def test_an_unknown_table_is_told(tmp_path):
    source = SALES.replace("feeds.sale", "feeds.sales")
    assert wrong(tmp_path, {"sources/sales.toml": source}) == [
        "sources/sales.toml, feeds.sales: nothing is called 'sales'. Did you mean 'sale'?"
    ]


def test_a_calculated_column_is_fed_by_nothing(tmp_path):
    files = {
        "tables/customer.toml": CUSTOMER + 'double = { type = "whole", formula = "level * 2" }',
        "sources/customers.toml": 'files = "x"\n[feeds.customer.columns]\ndouble = "Double"',
    }
    (mistake,) = wrong(tmp_path, files)
    assert "columns.double: it is calculated, so no source feeds it." in mistake


def test_a_rule_by_the_key_is_right(tmp_path):
    text = SALES + 'duplicates = { by = ["order_id"], keep = "highest", order = "quantity" }'
    shop_of(tmp_path, {"sources/sales.toml": text})


RULE = 'duplicates = { by = ["order_id"], keep = "first" }'


def test_one_rule_on_duplicates_holds_for_all_feeds_of_a_fact(tmp_path):
    both = {"sources/sales.toml": SALES + RULE, "sources/shop.toml": SALES + RULE}
    shop_of(tmp_path, both)
    assert wrong(tmp_path, {**both, "sources/shop.toml": SALES}) == [
        (
            "sources/shop.toml, feeds.sale.duplicates: sales feeds sale with another rule. "
            "Declare the same at each."
        )
    ]


def test_a_dimension_takes_the_rule_that_any_of_its_feeds_declares(tmp_path):
    rule = 'duplicates = {{ by = ["code"], keep = "{}" }}'
    files = {"sources/crm.toml": CUSTOMERS + rule.format("first")}
    shop_of(tmp_path, files)
    files["sources/old.toml"] = CUSTOMERS + rule.format("last")
    (mistake,) = wrong(tmp_path, files)
    assert "sources/old.toml, feeds.customer.duplicates: crm feeds customer" in mistake


def keyless(more):
    return SALE.replace('key = ["order_id"]', "").replace("[measures]", f"{more}\n[measures]")


@pytest.mark.parametrize(
    ("rule", "is_right"),
    [
        ('"exact"', False),
        ('{ by = ["order_id", "note"] }', False),
        ('{ by = ["order_id"], order = "note" }', False),
        ('{ by = ["order_id", "customer"] }', True),
        ('"keep"', True),
    ],
)
def test_rows_of_a_fact_are_not_compared_by_what_the_vault_holds(tmp_path, rule, is_right):
    files = {
        "tables/sale.toml": keyless('note = { type = "text", personal = "contact" }'),
        "sources/sales.toml": SALES + f"duplicates = {rule}",
    }
    if is_right:
        shop_of(tmp_path, files)
        return
    (mistake,) = wrong(tmp_path, files)
    assert "feeds.sale.duplicates: 'note' stays in the vault and cannot be compared." in mistake


def test_rows_of_a_fact_may_be_compared_by_a_pseudonym(tmp_path):
    files = {
        "tables/sale.toml": keyless('card = { type = "code", personal = "identifier" }'),
        "sources/sales.toml": SALES + 'duplicates = "exact"',
    }
    shop_of(tmp_path, files)
