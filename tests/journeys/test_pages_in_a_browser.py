"""A shop owner looks at the pages: charts, filters, drill, languages, a phone, the keyboard."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from alkasba.derive.figures import figures
from tests.browser import Browser
from tests.served_shop import HOSTILE, served_shop
from tests.shop_builder import ShopFolder

SALES = "/dashboards/sales"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found = served_shop(tmp_path_factory.mktemp("browsed"))
    found.run()
    return found


def number(browser: Browser) -> str:
    return browser.one("#tile-1 .number bdi").text


def net_sales(shop: ShopFolder, where: str) -> str:
    ((value,),) = shop.ask("net_sales", where=where)
    return figures([value])[0]


def test_every_chart_is_drawn_and_nothing_comes_from_elsewhere(browser: Browser) -> None:
    browser.go(SALES)
    charts = browser.all(".chart")
    assert [chart.get_attribute("data-drawn") for chart in charts] == ["yes"] * 3
    assert len(browser.all(".chart svg")) == 3
    loaded = browser.run("return performance.getEntriesByType('resource').map((e) => e.name)")
    assert loaded
    assert all(name.startswith(browser.address) for name in loaded)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", SALES, f"{SALES}/tiles/3", f"{SALES}/tiles/1/rows/sale"])
def test_a_page_fits_its_screen(
    browser: Browser, path: str, width: int, scheme: str, language: str
) -> None:
    browser.look(width=width, scheme=scheme)
    browser.go(f"{path}?lang={language}")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    for chart in browser.all(".chart svg"):
        assert chart.rect["width"] <= width


def test_a_click_on_a_bar_filters_the_rest(browser: Browser, shop: ShopFolder) -> None:
    browser.go(SALES)
    whole = number(browser)
    bars = browser.all("#tile-3 .chart path[aria-roledescription='bar']")
    assert len(bars) == len(browser.all("#tile-3 tbody tr"))
    browser.leave(lambda: ActionChains(browser.driver).move_to_element(bars[0]).click().perform())
    category = shop.ask("net_sales", by="category", order=("-net_sales",), limit=1)[0][0]
    assert browser.query == f"category={category}"
    found = net_sales(shop, f"category = '{category}' and day >= '2025-11-01'")
    assert number(browser) == found != whole
    browser.leave(browser.one(".chips a").click)
    assert number(browser) == whole


def test_a_click_on_a_month_shows_its_days(browser: Browser, shop: ShopFolder) -> None:
    browser.go(SALES)
    points = browser.all("#tile-2 .chart path[aria-roledescription='point']")
    last = max(points, key=lambda point: point.rect["x"])
    browser.leave(lambda: ActionChains(browser.driver).move_to_element(last).click().perform())
    assert browser.query == "period=2026-10"
    assert number(browser) == net_sales(shop, "month = '2026-10'")
    browser.one("#tile-2 details.data summary").click()
    assert browser.texts("#tile-2 tbody th") == ["10 Oct 2026", "11 Oct 2026"]


def test_filters_are_chosen_by_keyboard_alone(browser: Browser, shop: ShopFolder) -> None:
    browser.go(SALES)
    summary = browser.one(".filter summary")
    browser.run("arguments[0].focus()", summary)
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    tea = browser.one(".filter input[value='Tea']")
    while browser.driver.switch_to.active_element != tea:
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    keys = ActionChains(browser.driver).send_keys(Keys.SPACE, Keys.ENTER)
    browser.leave(keys.perform)
    assert "category=Tea" in browser.query
    assert number(browser) == net_sales(shop, "category = 'Tea' and day >= '2025-11-01'")


def test_a_view_survives_a_change_of_language(browser: Browser) -> None:
    browser.go(f"{SALES}?period=2026-10&category=Tea")
    english = number(browser)
    browser.leave(browser.one(".languages a[lang='ar']").click)
    page = browser.one("html")
    assert (page.get_attribute("dir"), page.get_attribute("lang")) == ("rtl", "ar")
    assert {"period=2026-10", "category=Tea", "lang=ar"} == set(browser.query.split("&"))
    assert number(browser) == english.translate(str.maketrans(",.", ".,"))
    assert browser.texts("h1") == ["المبيعات"]


def test_a_menu_opens_and_closes_by_keyboard_and_leads_to_the_definition(browser: Browser) -> None:
    browser.go(SALES)
    summary = browser.one("#tile-4 .menu summary")
    browser.run("arguments[0].focus()", summary)
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert browser.texts("#tile-4 .menu a") == ["What it means", "Its rows", "SQL", "CSV"]
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    assert browser.texts("#tile-4 .menu a") == [""] * 4
    assert browser.driver.switch_to.active_element == summary
    ActionChains(browser.driver).send_keys(Keys.ENTER, Keys.TAB).perform()
    browser.leave(ActionChains(browser.driver).send_keys(Keys.ENTER).perform)
    assert "Orders for each piece" in browser.one("#definition").text


def test_the_first_key_leads_to_the_content(browser: Browser) -> None:
    browser.go(SALES)
    ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    assert browser.driver.switch_to.active_element == browser.one(".skip")
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert browser.driver.switch_to.active_element == browser.one("main")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_and_does_nothing(browser: Browser, name: str) -> None:
    browser.go(SALES)
    drawn = browser.run(
        "return [...document.querySelectorAll('#tile-3 .chart text')].map((t) => t.textContent)"
    )
    assert name in drawn
    bars = browser.all("#tile-3 .chart path[aria-roledescription='bar']")
    bar = next(one for one in bars if name in one.get_attribute("aria-label"))
    ActionChains(browser.driver).move_to_element(bar).perform()
    browser.wait(lambda: name in browser.one("#vg-tooltip-element").get_attribute("textContent"))
    assert browser.all("#vg-tooltip-element script") == []


def test_on_paper_everything_is_dark_on_white_whatever_the_room(browser: Browser) -> None:
    browser.look(scheme="dark")
    browser.go(SALES)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    colours = "const s = getComputedStyle(document.querySelector(arguments[0])); "
    ink = browser.run(f"{colours} return s.color", "h1")
    paper = browser.run(f"{colours} return s.backgroundColor", ".tile")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert not browser.one(".filters").is_displayed()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_what_was_never_in_sight_is_on_paper(browser: Browser) -> None:
    browser.look(width=390)
    browser.driver.get(browser.address + SALES)
    browser.run("window.printed = 0; window.print = () => { window.printed = seen(); };")
    browser.run("window.seen = () => document.querySelectorAll('.chart[data-drawn=yes]').length")
    browser.one("button.print").click()
    browser.wait(lambda: browser.run("return window.printed") == len(browser.all(".chart")))


def test_a_dashboard_is_taken_away_in_its_view(browser: Browser) -> None:
    browser.go(f"{SALES}?period=2026-10&category=Tea")
    links = {link.text: link.get_attribute("href") for link in browser.all(".away a")}
    assert links == {
        name: f"{browser.address}{SALES}.{ending}?period=2026-10&category=Tea"
        for name, ending in (("Excel", "xlsx"), ("PDF", "pdf"))
    }
