"""Promotions do not overlap, so that a day has one code at most."""

from datetime import date
from itertools import pairwise

from alkasba.example.promotions import PROMOTIONS, promotion_on


def test_promotions_do_not_overlap():
    assert all(one.last_day < other.first_day for one, other in pairwise(PROMOTIONS))


def test_day_has_its_promotion():
    assert promotion_on(date(2025, 1, 8)).code == "HIVER25"
    assert promotion_on(date(2025, 2, 8)) is None
