"""[parameters] of shop.toml becomes numbers that a reader may set."""

from decimal import Decimal

import pytest

from alkasba.model.parameter import Parameter
from alkasba.model.read_parameters import read_parameters
from tests.model.build import entry, mistakes

RIGHT = "from = 0.05, to = 0.5, step = 0.05, default = 0.25"


def read(text):
    part = entry(f"[parameters]\nrate = {{ {text} }}")
    return read_parameters(part), mistakes(part)


def test_a_parameter_is_read_exactly():
    found, wrong = read(f"{RIGHT}, unit = '%', about = 'A year'")
    numbers = [Decimal(text) for text in ("0.05", "0.5", "0.05", "0.25", "0.25")]
    assert found == {"rate": Parameter("rate", *numbers, about="A year", unit="%")}
    assert wrong == []


def test_a_shop_without_parameters_has_none():
    assert read_parameters(entry("")) == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("from = 1, to = 2, step = 1", "rate.default: a number is needed, without quotes."),
        ("from = '1', to = 2, step = 1, default = 1", "rate.from: a number is needed"),
        ("from = true, to = 2, step = 1, default = 1", "rate.from: a number is needed"),
        ("from = nan, to = 2, step = 1, default = 1", "rate.from: a number of at most 4"),
        ("from = 1, to = inf, step = 1, default = 1", "rate.to: a number of at most 4"),
        ("from = 1, to = 2, step = 0.00001, default = 1", "rate.step: a number of at most 4"),
        ("from = 1, to = 1e30, step = 1, default = 1", "rate.to: a number of at most 4"),
        ("from = 2, to = 1, step = 1, default = 1", "rate.to: a parameter goes up"),
        ("from = 1, to = 2, step = 0, default = 1", "rate.step: a parameter goes up"),
        ("from = 1, to = 2, step = -1, default = 1", "rate.step: a parameter goes up"),
        ("from = 1, to = 2, step = 0.3, default = 1", "steps of 0.3 do not lead from 1 to 2"),
        ("from = 0, to = 1000, step = 1, default = 1", "more than 200 steps"),
        ("from = 1, to = 2, step = 1, default = 1.5", "rate.default: 1.5 is none of the steps"),
        (f"{RIGHT}, defualt = 1", "Did you mean 'default'?"),
    ],
)
def test_what_nobody_could_choose_is_told(text, what):
    assert what in "\n".join(read(text)[1])
