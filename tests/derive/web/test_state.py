from decimal import Decimal

import pytest

from alkasba.derive.web.state import MOST_VALUES, State, read_state, word_of
from alkasba.errors import UnknownName, WrongValue
from tests.derive import build
from tests.derive.web.build import dashboard, tile

DASHBOARD = dashboard(tile(by="category"), tile(by="channel"), tile("line", by="month"))


def read(*pairs):
    return read_state(build.shop(), DASHBOARD, pairs)


def test_an_address_without_words_is_the_usual_view():
    assert read() == State()
    assert State().pairs() == []


@pytest.mark.parametrize(
    "state",
    [
        State("2026-03", "previous", {"category": ("Tea", "Spice"), "channel": ("",)}),
        State("all", "none", {"product": ("mint",)}),
        State(chosen={"category": ("<script>", "a&b=c", "'; drop table sale")}),
    ],
)
def test_a_view_is_read_from_the_address_that_it_writes(state):
    assert read(*state.pairs()) == state


def test_a_parameter_is_set_in_the_address():
    shop, shown = build.shop_with_a_rate(), dashboard(tile("number", "kept"))
    state = read_state(shop, shown, [("rate", "0.5"), ("category", "Tea")])
    assert state.numbers == {"rate": Decimal("0.5")}
    assert read_state(shop, shown, state.pairs()) == state
    assert state.choose("category").pairs() == [("rate", "0.5")]


def test_a_parameter_that_is_as_declared_does_not_stand_in_the_address():
    shop, shown = build.shop_with_a_rate(), dashboard(tile("number", "kept"))
    assert read_state(shop, shown, [("rate", "0.250")]) == State()


@pytest.mark.parametrize("text", ["0.3", "2", "", "x", "1e99"])
def test_a_value_that_a_parameter_does_not_offer_is_told(text):
    with pytest.raises(WrongValue):
        read_state(build.shop_with_a_rate(), dashboard(tile("number", "kept")), [("rate", text)])


def test_a_parameter_that_no_tile_uses_cannot_be_set():
    with pytest.raises(UnknownName):
        read_state(build.shop_with_a_rate(), dashboard(tile("number")), [("rate", "0.5")])


def test_two_days_of_a_form_win_over_the_word():
    assert read(("period", "2026"), ("from", "2026-01-05"), ("to", "")).period == (
        "2026-01-05..2026-01-05"
    )
    assert read(("period", "2026"), ("from", ""), ("to", "")).period == "2026"


def test_a_column_that_is_called_like_a_word_of_the_address_has_an_underscore():
    changes = {"sale": build.SALE.replace("is_gift", "period")}
    cut = dashboard(tile(by="period"))
    state = read_state(build.shop(changes), cut, [("period_", "true"), ("period", "2026")])
    assert state == State("2026", chosen={"period": ("true",)})
    assert word_of("period") == "period_"


def test_what_cannot_be_chosen_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="mean 'category'") as told:
        read(("categori", "Tea"))
    assert "period, compare, category" in told.value.next_step


@pytest.mark.parametrize(
    ("pair", "said"),
    [(("compare", "last_yaer"), "mean 'last_year'"), (("compare", "x"), "no comp")],
)
def test_what_is_no_comparison_is_told(pair, said):
    with pytest.raises(WrongValue, match=said):
        read(pair)


def test_a_filter_chooses_so_many_values_and_no_more():
    with pytest.raises(WrongValue, match="101 values are chosen"):
        read(*(("category", str(n)) for n in range(MOST_VALUES + 1)))


def test_choosing_replaces_and_choosing_nothing_clears():
    state = State().choose("category", "Tea").choose("channel", "web").choose("category", "Spice")
    assert state.chosen == {"channel": ("web",), "category": ("Spice",)}
    assert state.choose("category").chosen == {"channel": ("web",)}
