"""A parameter has a name of its own, and a measure that uses it."""

import pytest

from tests.model.build import SALE, shop_of, wrong

STEPS = "{ from = 0, to = 1, step = 0.5, default = 0.5 }"
USED = SALE + 'kept = { formula = "pieces * rate" }\n'


def files(name="rate", sale=USED):
    return {
        "shop.toml": f'name = "Test"\n[parameters]\n"{name}" = {STEPS}\n',
        "tables/sale.toml": sale.replace("* rate", f"* {name}"),
    }


def test_a_parameter_that_a_measure_uses_is_right(tmp_path):
    assert list(shop_of(tmp_path, files()).parameters) == ["rate"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("quantity", "parameters.quantity: a column is called so already. Rename it."),
        ("customer", "parameters.customer: a table is called so already. Rename it."),
        ("pieces", "parameters.pieces: a measure is called so already. Rename it."),
    ],
)
def test_a_name_that_something_has_is_refused(tmp_path, name, what):
    assert what in "\n".join(wrong(tmp_path, files(name)))


def test_a_name_that_is_no_word_is_refused(tmp_path):
    told = "\n".join(wrong(tmp_path, files("a rate", SALE)))
    assert "parameters.a rate: its name must be a word" in told


def test_a_parameter_that_nothing_uses_is_told(tmp_path):
    (mistake,) = wrong(tmp_path, files(sale=SALE))
    assert mistake == (
        "shop.toml, parameters.rate: no measure uses it. Use it in one, or leave it out."
    )


def test_a_parameter_stands_outside_of_what_is_added_up(tmp_path):
    inside = SALE + 'kept = { formula = "rate * sum(quantity * rate)" }\n'
    (mistake,) = wrong(tmp_path, files(sale=inside))
    assert "'rate' is a parameter; use it outside of what is added up: rate * sum(...)." in mistake


@pytest.mark.parametrize("share", ["0.95", "0.001"])
def test_a_quantile_of_a_share_is_right(tmp_path, share):
    asked = SALE + f'kept = {{ formula = "pieces * normal_quantile({share})" }}\n'
    shop_of(tmp_path, {"tables/sale.toml": asked})


@pytest.mark.parametrize(
    "what", ["0", "1", "-0.5", "1.5", "'0.5'", "rate", "pieces", "sum(quantity)", "0.5 + 0.1"]
)
def test_a_quantile_of_what_need_be_no_share_is_refused(tmp_path, what):
    asked = USED + f'other = {{ formula = "pieces * normal_quantile({what})" }}\n'
    told = "\n".join(wrong(tmp_path, files(sale=asked)))
    assert "measures.other: normal_quantile takes a number between 0 and 1" in told


def test_a_quantile_is_not_asked_of_rows(tmp_path):
    column = 'odd = { type = "number", formula = "normal_quantile(quantity)" }\n[measures]'
    told = "\n".join(wrong(tmp_path, {"tables/sale.toml": SALE.replace("[measures]", column)}))
    assert "columns.odd: normal_quantile takes a number between 0 and 1" in told


def test_a_name_that_is_nearly_a_parameter_is_told_so(tmp_path):
    near = USED + 'other = { formula = "pieces * rte" }\n'
    assert "Did you mean 'rate'?" in "\n".join(wrong(tmp_path, files(sale=near)))
