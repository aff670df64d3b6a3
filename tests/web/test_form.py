from datetime import date
from decimal import Decimal

import pytest

from alkasba.derive.web.page import page_of
from alkasba.derive.web.state import State
from alkasba.flows.dashboards import ShownPage
from alkasba.web.cards import Reader
from alkasba.web.form import form_of, period_text
from tests.derive import build
from tests.derive.web.build import dashboard, tile

SHOP = build.shop()
DASHBOARD = dashboard(tile("number"), tile(by="channel"))


def form(state, language="en", of=DASHBOARD):
    page = page_of(SHOP, of, state, date(2026, 10, 15))
    choices = {one.term: [(value, value) for value in one.choices] for one in page.filters}
    return form_of(Reader(SHOP, of, state, language), ShownPage(page, None, choices, ()))


def chosen(choices):
    return [choice.value for choice in choices if choice.is_chosen]


def test_a_form_shows_what_is_chosen():
    found = form(State("this_year", "previous", {"category": ("Tea",)}))
    assert chosen(found.periods) == ["this_year"]
    assert chosen(found.compares) == ["previous"]
    assert (found.fields[0].summary, chosen(found.fields[0].choices)) == ("Tea", ["Tea"])


def test_nothing_chosen_is_all():
    found = form(State(), "fr")
    assert (found.fields[0].summary, found.chips) == ("Tout", [])


def test_a_period_that_is_not_offered_is_one_more_choice():
    found = form(State("2026-03"))
    assert chosen(found.periods) == ["2026-03"]
    assert (found.periods[-1].text, found.first) == ("Mar 2026", "")


def test_two_days_stand_in_their_fields():
    found = form(State("2026-03-05..2026-03-09"))
    assert (found.first, found.last, chosen(found.periods)) == ("2026-03-05", "2026-03-09", [""])


def test_each_chip_leads_to_the_page_without_it():
    found = form(State("2026-03", chosen={"category": ("Tea", "Spice"), "channel": ("",)}))
    assert {chip.text: chip.href for chip in found.chips} == {
        "Mar 2026": "?category=Tea&category=Spice&channel=",
        "Category: Tea": "?period=2026-03&category=Spice&channel=",
        "Category: Spice": "?period=2026-03&category=Tea&channel=",
        "Channel: (blank)": "?period=2026-03&category=Tea&category=Spice",
    }


def form_with_a_rate(state, language="en"):
    shop, shown = build.shop_with_a_rate(), dashboard(tile("number", "kept"))
    page = page_of(shop, shown, state, date(2026, 10, 15))
    choices = {one.term: [] for one in page.filters}
    return form_of(Reader(shop, shown, state, language), ShownPage(page, None, choices, ()))


def test_a_parameter_offers_its_steps_and_shows_the_usual_one():
    (rate,) = form_with_a_rate(State()).numbers
    assert (rate.word, rate.title, chosen(rate.choices)) == ("rate", "Rate", ["0.25"])
    assert [choice.text for choice in rate.choices] == ["0 %", "25 %", "50 %", "75 %", "100 %"]


def test_a_parameter_that_is_set_is_a_chip_and_is_reset():
    found = form_with_a_rate(State(numbers={"rate": Decimal("0.75")}))
    assert [(chip.text, chip.href) for chip in found.chips] == [("Rate: 75 %", "?")]
    assert chosen(found.numbers[0].choices) == ["0.75"]
    assert found.reset == "?"


def test_a_page_that_uses_no_parameter_offers_none():
    assert form(State()).numbers == []


def test_a_value_that_is_not_offered_is_when_it_is_chosen():
    found = form(State(chosen={"category": ("<b>Tisane</b>",)}))
    assert chosen(found.fields[0].choices) == ["<b>Tisane</b>"]


def test_a_page_without_a_period_offers_none():
    found = form(State(), of=dashboard(tile("number", "stock"), filters=("category",)))
    assert found.periods == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("this_month", "This month"),
        ("2026-03", "Mar 2026"),
        ("2026-03-05", "5 Mar 2026"),
        ("2026-03-05..2026-03-09", "5 Mar 2026 – 9 Mar 2026"),
    ],
)
def test_a_period_is_told(word, text):
    assert period_text(word, "en") == text
