"""A parameter offers its steps and nothing between."""

from decimal import Decimal

import pytest

from alkasba.errors import WrongValue
from alkasba.model.parameter import Parameter

RATE = Parameter("rate", Decimal("0.1"), Decimal("0.5"), Decimal("0.2"), *[Decimal("0.3")] * 2)


def test_it_is_offered_step_by_step():
    assert RATE.choices == [Decimal("0.1"), Decimal("0.3"), Decimal("0.5")]
    assert RATE.decimals == 1


def test_it_is_set_to_one_of_its_steps_however_that_is_written():
    assert RATE.at(Decimal("0.50")).value == Decimal("0.5")
    assert RATE.at(Decimal("0.5")).usual == Decimal("0.3")


@pytest.mark.parametrize("value", ["0.2", "0.7", "-0.1", "1e20"])
def test_what_it_does_not_offer_is_refused_with_what_it_does(value):
    with pytest.raises(WrongValue, match=r"from 0\.1 to 0\.5 in steps of 0\.2") as told:
        RATE.at(Decimal(value))
    assert "0.3" in str(told.value.next_step)
