from datetime import date

import pytest

from alkasba.derive.web.period import read_period
from alkasba.derive.web.state import State
from alkasba.derive.web.step import step_into
from tests.derive.web.build import shown, tile


def step(by, *row, allowed=("category", "channel")):
    return step_into(shown(tile(by=by), row), State(chosen={"channel": ("web",)}), row, allowed)


def test_a_bar_leads_to_its_value_and_keeps_what_was_chosen():
    assert step("category", "Tea", 1).chosen == {"channel": ("web",), "category": ("Tea",)}


def test_a_blank_value_can_be_chosen():
    assert step("category", None, 1).chosen["category"] == ("",)


def test_what_cannot_be_chosen_leads_nowhere():
    assert step("email", "x", 1) == State(chosen={"channel": ("web",)})


@pytest.mark.parametrize(
    ("by", "value", "period"),
    [
        ("month", "2026-03", "2026-03"),
        ("day", date(2026, 3, 5), "2026-03-05"),
        ("year", 2026, "2026"),
        ("quarter", "2026-Q2", "2026-Q2"),
        ("week", "2026-W10", "2026-03-02..2026-03-08"),
        ("month", None, "last_12_months"),
    ],
)
def test_a_point_in_time_leads_to_its_period(by, value, period):
    found = step(by, value, 1)
    assert found.period == period
    read_period(found.period, None)


def test_the_day_of_a_fact_is_a_period():
    assert step("sold_on", date(2026, 3, 5), 1).period == "2026-03-05"
    assert step("launched_on", date(2026, 3, 5), 1, allowed=("launched_on",)).chosen[
        "launched_on"
    ] == ("2026-03-05",)


def test_a_row_of_two_columns_chooses_both():
    found = step(("month", "category"), "2026-03", "Tea", 1)
    assert (found.period, found.chosen["category"]) == ("2026-03", ("Tea",))
