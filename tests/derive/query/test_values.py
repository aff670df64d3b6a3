"""What a reader sets is a name and a number."""

from decimal import Decimal

import pytest

from alkasba.derive.query.values import read_value, read_values
from alkasba.errors import WrongValue


def test_each_name_is_set_once_and_the_last_word_holds():
    assert read_values(["a=1", "b = -0.25", "a=2"]) == (("a", Decimal(2)), ("b", Decimal("-0.25")))
    assert read_values([]) == ()


@pytest.mark.parametrize("word", ["a", "", "rate 0.3"])
def test_a_word_without_a_value_sets_nothing(word):
    with pytest.raises(WrongValue, match="sets nothing") as told:
        read_values([word])
    assert "holding_rate=0.3" in told.value.next_step


@pytest.mark.parametrize(
    "text", ["", "x", "0,3", "nan", "inf", "1e999999", "9" * 1000, "0.3; drop"]
)
def test_what_is_no_number_is_refused_and_told_in_short(text):
    with pytest.raises(WrongValue, match="is set to a number") as told:
        read_value("rate", text)
    assert len(told.value.what) < 100
