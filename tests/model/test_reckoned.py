"""What late columns need, and so in what order and after which tables they are reckoned."""

from alkasba.model.expression import Name
from alkasba.model.reckoned import facts_of, is_latest, needs, rounds, tables_needed
from tests.model.build import CUSTOMER, SALE, shop_of

SOLD = SALE.replace(
    "quantity =",
    'months = { type = "whole", formula = "months_between(customer.first, sold_on)" }\nquantity =',
)
MEASURES = """
first_sale = { formula = "min(sold_on)" }
fresh = { formula = "sum(quantity)", where = "months = 0" }
share = { formula = "fresh / pieces" }
"""
LATE = """
rank = { type = "whole", formula = "quantile(fresh_pieces, 5)" }
first = { type = "day", measure = "first_sale" }
fresh_pieces = { type = "whole", measure = "fresh" }
age = { type = "whole", formula = "days_between(first, refund.latest)" }
"""
REFUND = 'kind = "fact"\nday = "on_day"\n[columns]\non_day = { type = "day" }\n'


def shop_with_late(folder):
    files = {
        "tables/sale.toml": SOLD + MEASURES,
        "tables/customer.toml": CUSTOMER + LATE,
        "tables/refund.toml": REFUND,
    }
    return shop_of(folder, files)


def test_columns_need_measures_and_measures_need_columns(tmp_path):
    found = needs(shop_with_late(tmp_path))
    assert found["customer.rank"] == ["customer.fresh_pieces"]
    assert found["customer.fresh_pieces"] == ["fresh"]
    assert found["fresh"] == ["sale.months"]
    assert found["sale.months"] == ["customer.first"]
    assert found["share"] == ["fresh", "pieces"]


def test_what_a_fact_must_see_is_stored_in_an_earlier_round(tmp_path):
    assert rounds(shop_with_late(tmp_path)) == [
        {"customer": ["first", "age"]},
        {"customer": ["fresh_pieces", "rank"]},
    ]


def test_the_tables_that_decide(tmp_path):
    shop = shop_with_late(tmp_path)
    assert tables_needed(shop, shop.tables["customer"]) == {"customer", "sale", "refund"}


def test_the_facts_of_a_measure_and_of_those_it_uses(tmp_path):
    assert facts_of(shop_with_late(tmp_path), "share") == ["sale"]


def test_the_last_day_of_a_fact_has_its_name(tmp_path):
    shop = shop_with_late(tmp_path)
    assert is_latest(shop, Name("latest", "sale"))
    assert not is_latest(shop, Name("latest", "customer"))
    assert not is_latest(shop, Name("sold_on", "sale"))


def test_what_pairs_tell_changes_with_the_rows_they_are_made_of(tmp_path):
    pairs = """
        kind = "fact"
        pairs = { of = "sale", same = "order_id", item = "customer" }
        [measures]
        met = { formula = "sum(together)" }
        """
    customer = CUSTOMER + 'met = { type = "whole", measure = "met", by = "customer" }\n'
    shop = shop_of(tmp_path, {"tables/pair.toml": pairs, "tables/customer.toml": customer})
    assert tables_needed(shop, shop.tables["customer"]) == {"customer", "pair", "sale"}
