from datetime import date

from alkasba.derive.web.page import filters_of, page_of
from alkasba.derive.web.state import State
from tests.derive import build
from tests.derive.web.build import dashboard, tile

SHOP = build.shop()
DASHBOARD = dashboard(
    tile("number"), tile(by="channel"), filters=("sold_on", "category", "customer.city", "is_gift")
)


def test_a_page_has_its_tiles_in_order_and_one_period():
    page = page_of(SHOP, DASHBOARD, State(), date(2026, 10, 15))
    assert [view.show for view in page.views] == ["number", "bar"]
    assert page.period.first == date(2025, 11, 1)
    assert page.has_period


def test_declared_values_are_offered_and_others_are_asked_for():
    category, city, gift = filters_of(SHOP, DASHBOARD, State())
    assert category.choices == ("Tea", "Spice", "unknown")
    assert (city.choices, city.question.by) == ((), ("customer.city",))
    assert gift.choices == ("true", "false")


def test_what_a_click_chose_is_a_filter_too():
    terms = [one.term for one in filters_of(SHOP, DASHBOARD, State(chosen={"channel": ("web",)}))]
    assert terms == ["category", "customer.city", "is_gift", "channel"]


def test_a_filter_that_no_tile_knows_offers_nothing():
    (lost,) = filters_of(SHOP, dashboard(tile("number", "stock"), filters=("customer",)), State())
    assert (lost.choices, lost.question) == ((), None)
