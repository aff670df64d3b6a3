"""A formula gives what it is to hold; what does not fit is told when the shop is read."""

import pytest

from alkasba.errors import WrongValue
from alkasba.model.meaning import check_calculated, check_measure, check_reckoned_kind
from tests.model.build import CUSTOMER, SALE, shop_of

COLUMNS = """
channel = { type = "code" }
price = { type = "number", decimals = 12 }
is_gift = { type = "flag" }
sent_at = { type = "moment" }
"""
MEASURES = """
pieces = { formula = "sum(quantity)" }
paid = { formula = "sum(price)" }
latest = { formula = "max(sold_on)" }
"""


@pytest.fixture
def shop_with(tmp_path):
    def shop_with(column="", measure=""):
        columns, measures = f"{COLUMNS}{column}\n", f"{MEASURES}{measure}\n"
        head = SALE.partition("[measures]")[0]
        return shop_of(tmp_path, {"tables/sale.toml": f"{head}{columns}[measures]\n{measures}"})

    return shop_with


def calculated(shop_with, formula, kind="number"):
    shop = shop_with(column=f'x = {{ type = "{kind}", formula = "{formula}" }}')
    check_calculated(shop, shop.tables["sale"], shop.tables["sale"].columns["x"])


def measured(shop_with, formula):
    shop = shop_with(measure=f'm = {{ formula = "{formula}" }}')
    check_measure(shop, shop.measures["m"])


@pytest.mark.parametrize(
    ("column", "mistake"),
    [
        (
            'type = "day", measure = "pieces"',
            "it is to hold a day, but its measure gives a number.",
        ),
        (
            'type = "number", measure = "last", per = "month", take = "stddev"',
            "stddev needs a number, but the measure is a day.",
        ),
    ],
)
def test_a_measure_that_a_column_cannot_hold_is_told(tmp_path, column, mistake):
    sale = SALE + 'last = { formula = "max(sold_on)" }\n'
    customer = CUSTOMER + f"x = {{ {column} }}\n"
    shop = shop_of(tmp_path, {"tables/sale.toml": sale, "tables/customer.toml": customer})
    with pytest.raises(WrongValue) as raised:
        check_reckoned_kind(shop, shop.tables["customer"].columns["x"])
    assert raised.value.what == mistake


@pytest.mark.parametrize(
    "formula",
    [
        "case when is_gift then 'web' when quantity > 3 then 'wbe' end",
        "coalesce(case when is_gift then 'web' end, 'wbe')",
        "'wbe'",
    ],
)
def test_a_choice_is_given_no_text_that_is_not_among_its_choices(shop_with, formula):
    column = f'x = {{ type = "choice", choices = ["web", "shop"], formula = "{formula}" }}'
    shop = shop_with(column=column)
    with pytest.raises(WrongValue, match="Did you mean 'web'") as raised:
        check_calculated(shop, shop.tables["sale"], shop.tables["sale"].columns["x"])
    assert "its formula gives 'wbe'; its choices are web, shop." in raised.value.what


@pytest.mark.parametrize(
    ("formula", "kind", "mistake"),
    [
        ("channel * 2", "number", "* needs a number, but channel is a text."),
        ("year(quantity)", "whole", "year needs a day, but quantity is a number."),
        (
            "case when is_gift then 1 else channel end",
            "whole",
            "1 does not fit channel, which is a text",
        ),
        ("sold_on", "money", "it is to hold a number, but its formula gives a day."),
        ("quantity", "day", "it is to hold a day, but its formula gives a number."),
        ("quantity", "flag", "it is to hold a flag, but its formula gives a number."),
        (
            "price * price * price",
            "number",
            "price * price * price has 36 decimals, and only 26 fit: declare fewer decimals for",
        ),
    ],
)
def test_a_formula_that_a_column_cannot_hold_is_told(shop_with, formula, kind, mistake):
    with pytest.raises(WrongValue) as told:
        calculated(shop_with, formula, kind)
    assert mistake in told.value.what


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("quantity * price * price", "number"),
        ("round(price * price, 2) * price * 1.25", "number"),
        ("price / quantity * price", "number"),
        ("sent_at", "day"),
        ("quantity", "text"),
        ("quantity > 1 and is_gift", "flag"),
        ("coalesce(channel, 'none')", "code"),
    ],
)
def test_what_fits_is_let_through(shop_with, formula, kind):
    calculated(shop_with, formula, kind)


@pytest.mark.parametrize(
    ("formula", "mistake"),
    [
        ("sum(quantity) + max(channel)", "+ needs a number, but max(channel) is a text."),
        ("pieces + latest", "+ needs a number, but latest is a day."),
        ("sum(price * price * price)", "only 26 fit"),
        ("paid * paid * paid", "paid * paid * paid has 36 decimals"),
        ("sum(customer.city)", "sum needs a number, but customer.city is a text."),
    ],
)
def test_parts_of_a_measure_that_do_not_fit_are_told(shop_with, formula, mistake):
    with pytest.raises(WrongValue) as told:
        measured(shop_with, formula)
    assert mistake in told.value.what


@pytest.mark.parametrize(
    "formula",
    ["pieces / count()", "sum(customer.level * price)", "latest", "pieces * avg(price)"],
)
def test_measures_of_measures_are_let_through(shop_with, formula):
    measured(shop_with, formula)


@pytest.mark.parametrize(
    ("formula", "over_time", "mistake"),
    [
        ("max(quantity > 1)", '"avg"', "max(quantity > 1) gives a flag"),
        ("max(quantity > 1)", '"min"', "max(quantity > 1) gives a flag"),
        ("max(channel)", '"avg"', "max(channel) gives a text"),
        ("max(channel)", '{ take = "max", per = ["channel"] }', "max(channel) gives a text"),
    ],
)
def test_days_that_have_no_mean_or_sum_are_told(shop_with, formula, over_time, mistake):
    shop = shop_with(measure=f'm = {{ formula = "{formula}", over_time = {over_time} }}')
    with pytest.raises(WrongValue) as told:
        check_measure(shop, shop.measures["m"])
    assert mistake in told.value.what


@pytest.mark.parametrize(
    ("formula", "over_time"),
    [("max(quantity > 1)", "last"), ("max(channel)", "min"), ("sum(quantity)", "avg")],
)
def test_days_that_can_be_told_are_let_through(shop_with, formula, over_time):
    shop = shop_with(measure=f'm = {{ formula = "{formula}", over_time = "{over_time}" }}')
    check_measure(shop, shop.measures["m"])
