"""Tiles, slicers, titles and buttons become visuals that tell what they are."""

import pytest

from alkasba.derive.powerbi.pbir.fields import Named
from alkasba.derive.powerbi.pbir.ids import Ids
from alkasba.derive.powerbi.pbir.pieces import (
    PERIOD,
    about,
    back_button,
    heading,
    period_buttons,
    slicer,
    tile_name,
    tile_piece,
    title_of,
)
from alkasba.errors import NotExpressible
from tests.derive import build
from tests.derive.powerbi.pbir.build import example, literal, model, references
from tests.derive.web.build import tile


def piece(*measures, hints=None, **more):
    show = more.pop("show", "bar")
    return tile_piece(
        model(), Ids(build.shop(), "sales"), tile(show, *measures, **more), hints or {}
    )


def card(**more):
    return piece(show="number", **more).visual["objects"]


def ids():
    return Ids(build.shop(), "page")


def test_a_tile_has_its_title_in_the_language_of_the_report():
    one = tile("bar", by="category", title={"en": "Sales", "fr": "Ventes"})
    assert title_of(model(language="fr"), one) == "Ventes"
    assert title_of(model(), tile("bar", by="category")) == "Net sales · Category"


def test_a_reader_who_does_not_see_it_is_told_what_it_is_and_means():
    told = tile_piece(model(example()), ids(), tile("bar", by="category"), {}).alt
    assert told == (
        "Bar chart: Net sales · Category. "
        "Sales after discounts, before tax, without cancelled orders"
    )


def test_a_meaning_is_told_in_english_alone():
    assert about(example(), "net_sales", "fr") == ""


def test_a_card_tells_last_year_and_the_change_below():
    told = card(compare="last_year")
    below = [next(references(one))[2] for one in told["referenceLabel"]]
    assert below == ["net_sales last year", "net_sales change on last year"]
    names = [literal(one["properties"]["titleText"]) for one in told["referenceLabelTitle"]]
    assert names == ["Last year", "Change"]


def test_each_name_below_a_card_belongs_to_its_number():
    told = card(compare="last_year", target="cost")
    numbers = [one["selector"]["id"] for one in told["referenceLabel"]]
    assert len(set(numbers)) == 3
    assert numbers == [one["selector"]["id"] for one in told["referenceLabelTitle"]]
    assert {one["selector"]["metadata"] for one in told["referenceLabel"]} == {"sale.net_sales"}


def test_a_card_that_compares_nothing_has_nothing_below():
    assert "referenceLabel" not in card()


def test_a_card_with_much_below_is_wide():
    assert piece(show="number").share == 1
    assert piece(show="number", compare="last_year", target="cost").share == 2


def test_a_wide_table_takes_the_room_of_two():
    assert piece("net_sales", show="table", by="product").share == 1
    many = ("net_sales", "cost", "pieces", "orders")
    assert piece(*many, show="table", by="product").share == 2


def test_what_a_tile_leaves_out_is_a_filter_that_readers_cannot_change():
    (found,) = piece(by="product", where="channel = 'web'").filters
    assert found["isLockedInViewMode"]
    assert set(references(found)) == {("Column", "sale", "channel")}


def test_a_condition_that_power_bi_cannot_say_is_refused():
    with pytest.raises(NotExpressible):
        piece(by="product", where="quantity * price > 9")


def test_a_visual_shows_the_page_of_the_member_that_is_pointed_at():
    hints = {"product.name": "the hint"}
    found = piece(by="product", hints=hints).container["visualTooltip"][0]["properties"]
    assert literal(found["section"]) == "the hint"
    assert piece(by="channel", hints=hints).container == {}


def test_what_is_drilled_into_filters_other_visuals_too():
    assert [one.reference for one in piece(by="category").cut] == [
        "product.category",
        "product.name",
    ]


def test_tiles_are_told_apart_by_what_they_show():
    assert tile_name(tile("bar", by="category")) != tile_name(tile("line", by="category"))
    assert tile_name(tile("bar", where="is_gift")) != tile_name(tile("bar"))


def test_a_tile_keeps_its_id_whatever_stands_before_it():
    alone, after = ids(), ids()
    tile_piece(model(), after, tile("line", by="month"), {})
    one = tile("bar", by="category")
    assert tile_piece(model(), alone, one, {}).id == tile_piece(model(), after, one, {}).id


def test_slicers_of_one_column_are_in_step():
    column = model().column(["sale"], "category")
    told = slicer(model(), ids(), column, "choice")
    assert told.visual["syncGroup"]["groupName"] == "product.category"
    assert literal(told.visual["objects"]["data"][0]["properties"]["mode"]) == "Dropdown"


def test_the_slicer_of_days_opens_with_the_last_twelve_months():
    told = slicer(model(), ids(), model().day(), PERIOD)
    assert literal(told.visual["objects"]["data"][0]["properties"]["mode"]) == "Relative"
    assert told.title == "Period"


def test_titles_and_buttons_tell_what_they_are():
    assert heading(model(), ids(), "Sales").alt == "Title: Sales"
    buttons = period_buttons(model(), ids()).visual["objects"]["bookmarks"][0]["properties"]
    assert literal(buttons["bookmarkGroup"]) == ids().report("periods")
    link = back_button(model(), ids()).container["visualLink"][0]["properties"]
    assert literal(link["type"]) == "Back"


def test_each_number_of_a_card_has_its_own_comparison():
    told = card_of("net_sales", "cost", compare="previous")
    of = [one["selector"]["metadata"] for one in told["referenceLabel"]]
    assert of == ["sale.net_sales", "sale.net_sales", "sale.cost", "sale.cost"]
    names = [literal(one["properties"]["titleText"]) for one in told["referenceLabelTitle"]]
    assert names == ["The period before", "Change"] * 2


def card_of(*measures, **more):
    return piece(*measures, show="number", **more).visual["objects"]


def test_other_days_are_chosen_from_one_to_another():
    told = slicer(model(), ids(), Named("sale", "promised_on", "Promised"), "day")
    assert literal(told.visual["objects"]["data"][0]["properties"]["mode"]) == "Between"
