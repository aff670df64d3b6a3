"""What the model believes, looked at in a browser by everyone."""

from datetime import timedelta

import pytest
from selenium.webdriver.common.keys import Keys

from alkasba.flows.batch import Clock
from alkasba.flows.recommend.training import train_model
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.accessibility import violations
from tests.browser import Browser
from tests.recommend_shop import WITHDRAWN, trained_shop
from tests.shop_builder import ShopFolder

ADDRESS = "/recommendations"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found, _ = trained_shop(tmp_path_factory.mktemp("believed"))
    later = Clock(found.clock.now + timedelta(days=1))
    train_model(found.open(), accept=True, clock=later)
    return found


def test_a_product_is_found_by_its_name_and_leads_to_what_goes_with_it(browser: Browser) -> None:
    browser.go(ADDRESS)
    box = browser.one("input[name=q]")
    browser.leave(lambda: box.send_keys("tea t1", Keys.ENTER))
    browser.leave(lambda: browser.one("tbody th a").click())
    assert browser.texts("h1") == ["Tea T1"]
    browser.leave(lambda: browser.one("[aria-labelledby=source_together] tbody a").click())
    assert browser.texts("h1") == ["Tea T2"]


def test_a_number_is_typed_and_stands_in_no_address(browser: Browser, shop: ShopFolder) -> None:
    browser.go(ADDRESS)
    box = browser.one("input[name=number]")
    browser.leave(lambda: box.send_keys("C0", Keys.ENTER))
    key = pseudonym("C0", read_key(shop.folder / "alkasba.key"))
    assert browser.driver.current_url == f"{browser.address}{ADDRESS}/customers/{key}"
    assert "Tea" in browser.texts("tbody th")[0]


def test_quality_over_time_is_a_chart_that_says_which_line_is_which(browser: Browser) -> None:
    browser.go(ADDRESS)
    assert {"Suggestions", "What is popular"} <= set(browser.texts(".chart .role-legend text"))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_the_pages_keep_nobody_out(
    browser: Browser, shop: ShopFolder, width: int, scheme: str, language: str
) -> None:
    key = pseudonym("C0", read_key(shop.folder / "alkasba.key"))
    browser.look(width=width, scheme=scheme)
    paths = ("", "/products?q=tea", "/products?q=unicorn", "/products/T2", f"/products/{WITHDRAWN}")
    for path in (*paths, f"/customers/{key}", "/customers/nobody"):
        browser.go(f"{ADDRESS}{path}{'&' if '?' in path else '?'}lang={language}")
        assert violations(browser) == [], path
        assert browser.run("return document.documentElement.scrollWidth") <= width, path


PLACES_OF_SIGNS = """
const text = document.querySelector(".chart .role-axis-label text");
return [...text.textContent].map((_, at) => text.getExtentOfChar(at).x);
"""


def test_in_arabic_a_day_of_the_chart_is_read_from_the_right(browser: Browser) -> None:
    browser.go(f"{ADDRESS}?lang=ar")
    label = browser.one(".chart .role-axis-label text").text
    day, month, year, time = label.split()
    assert day.isdecimal() and time.count(":") == 1
    places = browser.run(PLACES_OF_SIGNS)
    begins = [places[label.index(part)] for part in (f"{day} ", month, year, time)]
    assert begins == sorted(begins, reverse=True)
