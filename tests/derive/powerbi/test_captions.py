"""Names in the languages of the shop."""

from dataclasses import replace

import pytest

from alkasba.derive.names import CALENDAR
from alkasba.derive.powerbi import captions
from alkasba.derive.powerbi.captions import (
    caption,
    caption_of_measure,
    caption_of_table,
    culture_of,
    languages_of,
)
from alkasba.derive.powerbi.roles import roles_of
from alkasba.model.words import Words
from tests.derive import build


@pytest.fixture
def shop():
    return replace(build.shop(), words=Words({"fr": {"net_sales": "Ventes nettes"}}))


def test_a_measure_is_read_as_words_say(shop):
    assert caption_of_measure(shop, "net_sales", "fr") == "Ventes nettes"
    assert caption_of_measure(shop, "net_sales", "en") == "Net sales"
    assert caption_of_measure(shop, "net_sales last year", "fr") == (
        "Ventes nettes, année précédente"
    )
    assert caption_of_measure(shop, "net_sales by sold_on", "fr") == "Ventes nettes selon sold on"


def test_the_calendar_is_read_in_every_language_of_the_pages(shop):
    for column in CALENDAR:
        told = {caption(shop, column, language) for language in ("en", "fr", "ar")}
        assert len(told) == 3, column


def test_words_of_the_model_are_in_every_language():
    assert all(set(told) == {"fr", "ar"} for told in captions.WORDS.values())


def test_languages_are_those_that_the_shop_speaks(shop):
    assert languages_of(shop) == ["en", "fr"]
    assert [culture_of(language) for language in ("ar", "de")] == ["ar-DZ", "de"]


def test_a_title_is_no_place_for_a_path():
    sale = build.SALE.replace("day =", 'title = { "../x" = "Sales" }\nday =')
    assert languages_of(build.shop({"sale": sale})) == ["en"]


def test_a_further_part_of_a_dimension_is_read_by_its_references(shop):
    roles = roles_of(shop)
    assert caption_of_table(shop, roles, "product supplier", "en") == "Product · Supplier"
    assert caption_of_table(shop, roles, "sale", "en") == "Sale"
