from decimal import Decimal

import pytest

from alkasba.derive.web.answer import Compared, change_of, compared
from tests.derive.web.build import shown, tile


@pytest.mark.parametrize(("rows", "is_empty"), [((), True), (((None,),), True), (((0,),), False)])
def test_a_tile_of_blanks_is_empty_and_a_zero_is_not(rows, is_empty):
    assert shown(tile("number"), *rows).is_empty is is_empty


def test_a_number_alone_is_compared_with_nothing():
    assert compared(shown(tile("number"), (5,))) == Compared(5)


def test_a_number_that_was_asked_with_last_year_stands_beside_it():
    columns = ("net_sales", "net_sales_last_year", "net_sales_change")
    last_year = tile("number", compare="last_year")
    found = compared(shown(last_year, (Decimal(6), Decimal(4), 0.5), columns=columns))
    assert found == Compared(Decimal(6), Decimal(4), 0.5)


def test_a_number_of_the_period_before_was_asked_on_its_own():
    found = compared(shown(tile("number"), (Decimal(6),), earlier=(Decimal(4),)))
    assert found == Compared(Decimal(6), Decimal(4), 0.5)


def test_nothing_grows_from_nothing():
    assert change_of(5, Decimal(0)) is None


def test_a_key_is_read_by_its_label_and_a_blank_has_none():
    found = shown(tile(by="product"), ("mint", 1), labels={"product": {"mint": "Mint"}})
    labels = [found.label("product", key) for key in ("mint", "lost", None)]
    assert labels == ["Mint", "lost", None]
