"""The measures of the model: each has a format, a description and a folder."""

import pytest

from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures, other_days
from alkasba.derive.powerbi.roles import roles_of
from alkasba.errors import NotExpressible
from tests.derive import build

ORDERED = """
kind = "fact"
day = "received_on"
[columns]
received_on = { type = "day" }
promised_on = { type = "day" }
quantity    = { type = "whole" }
[measures]
received = { formula = "sum(quantity)", about = "Pieces\\nthat came" }
late     = { formula = "received / net_sales", unit = "%" }
first    = { formula = "min(received_on)" }
"""


def offered(changes=None):
    shop = build.shop({"delivery": ORDERED, **(changes or {})})
    return {m.name: m for m in offered_measures(shop, Measures(shop, roles_of(shop)))}


def test_figures_are_shown_as_what_they_are():
    found = offered()
    assert found["received"].format == "#,0"
    assert found["net_sales"].format == "#,0.00"
    assert found["late"].format == "0.0 %"
    assert found["first"].format == "yyyy-mm-dd"
    assert found["net_sales change on last year"].format == "0.0 %"


def test_each_says_in_one_line_what_it_is():
    for measure in offered().values():
        assert measure.about
        assert measure.about.isprintable()
        assert measure.folder
    assert offered()["received"].about == "Pieces that came"


def test_another_day_of_a_fact_has_measures_of_its_own():
    found = offered()
    assert "received by promised_on" in found
    # It is of two facts, of which the other knows no such day.
    assert "late by promised_on" not in found
    shop = build.shop({"delivery": ORDERED})
    assert other_days(shop, shop.tables["delivery"]) == ["promised_on"]


def test_days_and_wholes_have_no_earlier_period():
    found = offered()
    assert "first last year" not in found
    assert "share last year" not in found
    assert "stock last year" in found
    assert "stock running total" not in found


def test_names_that_differ_in_case_only_are_refused():
    twice = ORDERED + 'Received = { formula = "count()" }\n'
    with pytest.raises(NotExpressible, match="'received' and 'Received' apart"):
        offered({"delivery": twice})
    column = ORDERED + 'Quantity = { formula = "count()" }\n'
    with pytest.raises(NotExpressible, match="'Quantity' from the column 'quantity'"):
        offered({"delivery": column})
