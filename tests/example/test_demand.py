"""What is wanted follows the season, the weekday, promotions and the life of a product."""

from dataclasses import replace
from datetime import date

import pytest

from alkasba.example.demand import QUANTITIES, SEASONS, day_weight
from alkasba.example.products import read_products

PRODUCTS = {product.name: product for product in read_products()}
BASIL = PRODUCTS["Basil 'Genovese' seeds"]


def test_seeds_are_wanted_in_spring_and_teas_in_winter():
    tea = PRODUCTS["Peppermint leaves"]
    assert day_weight(BASIL, date(2025, 4, 1)) > 3 * day_weight(BASIL, date(2025, 12, 2))
    assert day_weight(tea, date(2025, 12, 2)) > 2 * day_weight(tea, date(2025, 7, 1))


def test_nothing_is_wanted_before_the_launch_or_after_the_end():
    product = replace(
        BASIL, launched_on=date(2025, 4, 10), discontinued_on=date(2025, 4, 20), pattern="steady"
    )
    days = [date(2025, 4, 9), date(2025, 4, 10), date(2025, 4, 20), date(2025, 4, 21)]
    assert [day_weight(product, day) > 0 for day in days] == [False, True, True, False]


def test_promotion_raises_demand():
    assert day_weight(BASIL, date(2025, 11, 25)) > day_weight(BASIL, date(2025, 11, 18))


def test_intermittent_product_is_wanted_in_few_weeks():
    product = PRODUCTS["Long pepper"]
    weeks = [day_weight(product, date(2025, month, 5)) > 0 for month in range(1, 13)]
    assert 0 < sum(weeks) < 6 or not any(weeks)


@pytest.mark.parametrize("season", SEASONS)
def test_season_has_twelve_months_around_a_hundred(season):
    assert len(SEASONS[season]) == 12
    assert 90 <= sum(SEASONS[season]) / 12 <= 110


def test_most_lines_are_for_one_piece():
    assert QUANTITIES.count(1) * 2 >= len(QUANTITIES)
