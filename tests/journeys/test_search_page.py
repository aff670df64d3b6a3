"""Products are searched in a browser: typed, narrowed, sorted, turned, by everyone."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.accessibility import violations
from tests.browser import Browser
from tests.searched_shop import searched_shop, told_shop
from tests.shop_builder import ShopFolder

ADDRESS = "/search/products"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    folder = tmp_path_factory.mktemp("search") / "shop"
    searched_shop(told_shop(folder), "index:build/search").searching.close()
    return ShopFolder(folder)


def names(browser: Browser) -> list[str]:
    return browser.texts("tbody th")


def test_names_are_offered_while_one_types_and_found_by_enter(browser: Browser) -> None:
    browser.go(ADDRESS)
    box = browser.one("input[type=search]")
    box.send_keys("pepp")
    browser.wait(lambda: browser.all("#suggested option"))
    offered = [one.get_attribute("value") for one in browser.all("#suggested option")]
    assert "Peppermint leaves" in offered
    browser.leave(lambda: box.send_keys("ermint", Keys.ENTER))
    assert sorted(names(browser)) == ["Peppermint essential oil", "Peppermint leaves"]
    assert "Peppermint" in browser.texts("mark")


def test_what_is_chosen_narrows_and_is_taken_away(browser: Browser) -> None:
    browser.go(f"{ADDRESS}?q=menthe")
    every = names(browser)
    browser.one("details.filter summary").click()
    browser.one("input[name=category][value=Oils]").click()
    browser.leave(lambda: browser.one("form.filters button").click())
    assert names(browser) == ["Peppermint essential oil"]
    browser.leave(lambda: browser.one(".chips a").click())
    assert names(browser) == every


def test_pages_and_orders_are_links(browser: Browser) -> None:
    browser.go(f"{ADDRESS}?order=-list_price")
    first = names(browser)
    browser.leave(lambda: browser.one("a[rel=next]").click())
    assert not set(first) & set(names(browser))
    browser.leave(lambda: browser.one("a[rel=prev]").click())
    assert names(browser) == first


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_the_page_keeps_nobody_out(
    browser: Browser, width: int, scheme: str, language: str
) -> None:
    browser.look(width=width, scheme=scheme)
    for query in ("q=mint&category=Teas", "q=lavendar&order=name", "q=unicorn"):
        browser.go(f"{ADDRESS}?{query}&lang={language}")
        assert violations(browser) == []
        assert browser.run("return document.documentElement.scrollWidth") <= width
