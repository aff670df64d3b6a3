"""[rates] as its owner would declare it."""

from decimal import Decimal
from pathlib import Path

import pytest

from alkasba.model.rates import Rates
from alkasba.model.read_rates import read_rates
from tests.model.build import entry, mistakes, shop_of
from tests.model.test_check_rates import RATE, RATES


def test_what_is_not_said_has_the_usual_name():
    read = read_rates(entry('currency = "MAD"\n[rates]\nquoted = "base per currency"\n'))
    assert read == Rates("rate", "currency", "rate", "MAD", "base per currency", 7)


def test_everything_can_be_said():
    told = """
[rates]
table = "course"
currency = "code"
rate = "value"
base = "EUR"
quoted = "currency per base"
within_days = 3
"""
    assert read_rates(entry(told)) == Rates(
        "course", "code", "value", "EUR", "currency per base", 3
    )


def test_a_shop_without_rates_has_none():
    assert read_rates(entry('currency = "EUR"\n')) is None


@pytest.mark.parametrize(
    ("told", "mistake"),
    [
        (
            "",
            (
                'rates.quoted: say how rates are told: "currency per base" (1 EUR is 1.08 USD) or '
                '"base per currency" (1 USD is 0.92 EUR).'
            ),
        ),
        (
            'quoted = "base per currencies"\n',
            (
                "rates.quoted: 'base per currencies' is not one of currency per base, "
                "base per currency. Did you mean 'base per currency'?"
            ),
        ),
        (RATES[8:] + 'tabel = "rate"\n', "rates.tabel: unknown key 'tabel'. Did you mean 'table'?"),
        (
            RATES[8:] + 'within_days = "7"\n',
            "rates.within_days: a whole number is needed, not '7'.",
        ),
    ],
)
def test_a_guess_is_never_made(told: str, mistake: str):
    about = entry(f"[rates]\n{told}")
    read_rates(about)
    assert mistakes(about) == [mistake]


@pytest.mark.parametrize(
    ("limit", "least"),
    [("", "0.000001"), (", at_least = 0", "0.000001"), (", at_least = 0.5", "0.5")],
)
def test_a_rate_is_above_zero_whatever_is_declared(tmp_path: Path, limit: str, least: str):
    rate = RATE.replace('"number"', f'"number"{limit}')
    shop = shop_of(tmp_path, {"shop.toml": RATES, "tables/rate.toml": rate})
    assert shop.tables["rate"].columns["rate"].at_least == Decimal(least)
