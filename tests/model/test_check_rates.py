"""Every way in which amounts in several currencies, or their rates, can be declared wrongly."""

from pathlib import Path

import pytest

from tests.model.build import SALE, shop_of, wrong, wrong_table

RATE = """
kind = "fact"
key = ["day", "currency"]
day = "day"
[columns]
day = { type = "day" }
currency = { type = "code" }
rate = { type = "number" }
"""
RATES = '[rates]\nquoted = "currency per base"\n'


def wrong_rates(folder: Path, *, told: str = RATES, rate: str = RATE, shop: str = "") -> list[str]:
    files = {"shop.toml": shop + told, "tables/rate.toml": rate}
    return wrong(folder, files)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            'paid = { type = "money", currency = "currencys" }\ncurrency = { type = "code" }',
            "columns.paid.currency: nothing is called 'currencys'. Did you mean 'currency'?",
        ),
        (
            'paid = { type = "money", currency = "quantity" }',
            "columns.paid.currency: 'quantity' says a currency, so it must be a code or a choice.",
        ),
        (
            'paid = { type = "number", currency = "order_id" }',
            "columns.paid.currency: only money has a currency, and this is a number.",
        ),
        (
            'paid = { type = "money", currency = "customer" }',
            (
                "columns.paid.currency: 'customer' stays out of the warehouse, and a currency must "
                "be in it."
            ),
        ),
        (
            (
                'paid = { type = "money", currency = "kind" }\n'
                'kind = { type = "code", formula = "coalesce(order_id, \'EUR\')" }'
            ),
            "columns.paid.currency: 'kind' says a currency, so it must be read, not calculated.",
        ),
        (
            'paid = { type = "money", currency = "order_id", formula = "quantity * 2" }',
            (
                "columns.paid.currency: a calculated amount is in the currency of what it is "
                "calculated from."
            ),
        ),
        (
            'paid = { type = "money", currency = "order_id", personal = "contact" }',
            (
                "columns.paid.currency: its class stays out of the warehouse, and what is "
                "converted lives in it."
            ),
        ),
        (
            'paid = { type = "money", currency = "order_id" }\npaid_written = { type = "money" }',
            (
                "columns.paid_written: 'paid_written' holds what was written for paid. "
                "Choose another name."
            ),
        ),
        (
            (
                'paid = { type = "money", currency = "order_id" }\n'
                'twice = { type = "money", formula = "paid_written * 2" }'
            ),
            "columns.twice: 'paid_written' is in several currencies; use 'paid'.",
        ),
    ],
)
def test_an_amount_needs_a_currency_that_can_be_known(tmp_path: Path, columns: str, told: str):
    assert wrong_table(tmp_path, columns) == [told]


@pytest.mark.parametrize(
    ("formula", "is_right"),
    [
        ('formula = "sum(paid_written)"', False),
        ('formula = "max(paid_written)", where = "quantity > 1"', False),
        ('formula = "sum(quantity * paid_written)"', False),
        ('formula = "sum(paid_written)", where = "order_id = \'USD\'"', True),
        ("formula = \"sum(paid_written) filter (where order_id = 'USD')\"", True),
        ('formula = "sum(paid_written)", where = "order_id <> \'USD\'"', False),
        ('formula = "sum(paid_written)", where = "order_id = \'USD\' or quantity > 1"', False),
        ('formula = "sum(paid_written)", where = "quantity > 1 and \'USD\' = order_id"', True),
        ('formula = "sum(paid)"', True),
    ],
)
def test_what_was_written_is_added_up_only_for_a_currency(
    tmp_path: Path, formula: str, is_right: bool
):
    columns = 'paid = { type = "money", currency = "order_id" }'
    measures = f'taken = {{ {formula} }}\nbroken = {{ formula = "sum(nothing)" }}'
    told = [one for one in wrong_table(tmp_path, columns, measures=measures) if "taken" in one]
    expected = (
        "measures.taken: 'paid_written' is in several currencies; "
        "say which: where = \"order_id = 'USD'\"."
    )
    assert told == ([] if is_right else [expected])


def test_a_dimension_has_no_day_for_a_rate(tmp_path: Path):
    product = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
currency = { type = "code" }
price = { type = "money", currency = "currency" }
"""
    assert wrong(tmp_path, {"tables/product.toml": product}) == [
        (
            "tables/product.toml, columns.price.currency: a dimension has no day that decides the "
            "rate. Keep such amounts in a fact."
        )
    ]


def test_a_key_does_not_change_with_a_rate(tmp_path: Path):
    sale = SALE.replace('key = ["order_id"]', 'key = ["paid"]').replace(
        "[measures]", 'paid = { type = "money", currency = "order_id" }\n[measures]'
    )
    assert wrong(tmp_path, {"tables/sale.toml": sale}) == [
        "tables/sale.toml, columns.paid.currency: what changes with a rate is no key."
    ]


def test_a_day_that_stays_out_of_the_warehouse_decides_no_rate(tmp_path: Path):
    columns = 'paid = { type = "money", currency = "order_id" }\n[measures]'
    sale = SALE.replace("[measures]", columns).replace('"day" }', '"day", personal = "contact" }')
    assert wrong(tmp_path, {"tables/sale.toml": sale}) == [
        (
            "tables/sale.toml, columns.paid.currency: 'sold_on' decides the rate, and stays out of "
            "the warehouse."
        )
    ]


def test_what_is_written_for_an_amount_is_fed_by_the_amount(tmp_path: Path):
    feed = 'kind = "csv"\nfiles = ["x"]\n[feeds.sale.columns]\npaid_written = "Paid"\n'
    sale = """
kind = "fact"
day = "day"
[columns]
day = { type = "day" }
currency = { type = "code" }
paid = { type = "money", currency = "currency" }
"""
    files = {"tables/sale.toml": sale, "sources/sales.toml": feed}
    assert wrong(tmp_path, files) == [
        (
            "sources/sales.toml, feeds.sale.columns.paid_written: it holds what was written for "
            "paid; feed that."
        )
    ]


@pytest.mark.parametrize(
    ("told", "rate", "mistake"),
    [
        (
            RATES + 'table = "rates"\n',
            RATE,
            "rates.table: there is no table 'rates'. Did you mean 'rate'?",
        ),
        (
            RATES + 'table = "customer"\n',
            RATE,
            "rates.table: 'customer' must be a fact: a rate holds on a day.",
        ),
        (
            RATES + 'rate = "rat"\n',
            RATE,
            "rates.rate: nothing is called 'rat'. Did you mean 'rate'?",
        ),
        (
            RATES + 'rate = "day"\n',
            RATE,
            "rates.rate: 'day' must be a number that is read, not calculated.",
        ),
        (
            RATES,
            RATE.replace('type = "number"', 'type = "number", formula = "1 / 2"'),
            "rates.rate: 'rate' must be a number that is read, not calculated.",
        ),
        (
            RATES,
            RATE.replace(
                'rate = { type = "number" }', 'rate = { type = "number", personal = "contact" }'
            ),
            "rates.rate: 'rate' stays out of the warehouse.",
        ),
        (
            RATES,
            RATE.replace('"number"', '"number", missing = 1'),
            "rates.rate: a blank is no rate, so 'rate' must not say missing.",
        ),
        (
            RATES,
            RATE.replace('currency = { type = "code" }', 'currency = { type = "whole" }'),
            "rates.currency: 'currency' says a currency, so it must be a code or a choice.",
        ),
        (
            RATES,
            RATE.replace('key = ["day", "currency"]', 'key = ["day"]'),
            (
                "rates.table: the key of 'rate' must be its day and its currency: "
                "one rate a day for each."
            ),
        ),
        (
            RATES,
            RATE + 'fee = { type = "money", currency = "currency" }\n',
            "rates.table: amounts of 'rate' would be converted by rates of its own.",
        ),
        (
            RATES + "within_days = -1\n",
            RATE,
            "rates.within_days: between 0 and 366 days are possible.",
        ),
        (
            RATES + "within_days = 367\n",
            RATE,
            "rates.within_days: between 0 and 366 days are possible.",
        ),
        (RATES + 'base = "euro"\n', RATE, "rates.base: 'euro' is no currency; write it as EUR."),
    ],
)
def test_rates_must_be_such_that_they_can_be_used(
    tmp_path: Path, told: str, rate: str, mistake: str
):
    assert wrong_rates(tmp_path, told=told, rate=rate) == [f"shop.toml, {mistake}"]


def test_the_shops_own_currency_is_known_where_rates_are_used(tmp_path: Path):
    told = wrong_rates(tmp_path, shop='currency = "Euro"\n', told=RATES + 'base = "USD"\n')
    assert told == ["shop.toml, currency: 'Euro' is no currency; write it as EUR."]


def test_a_shop_with_rates_and_amounts_in_several_currencies_is_right(tmp_path: Path):
    rate = RATE.replace('{ type = "code" }', '{ type = "choice", choices = ["USD", "GBP"] }')
    files = {"shop.toml": RATES, "tables/rate.toml": rate}
    assert shop_of(tmp_path, files).rates is not None
