"""Every page can be used by everyone: WCAG 2.2 AA in each language, light and dark, on a phone."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from alkasba.flows.stream.running import produce
from tests.accessibility import violations
from tests.browser import Browser
from tests.served_shop import DASHBOARD, FEE_TILE, shop_with_a_fee
from tests.shop_builder import PRODUCT, ShopFolder

MAKER = """
title = { en = "Makers", fr = "Fabricants", ar = "المصنّعون" }
owner = "buying"
kind = "dimension"
key = ["code"]
label = "name"
history = ["country"]
[columns]
code = { type = "code" }
name = { type = "text" }
country = { type = "code" }
"""
MAKERS = 'kind = "csv"\nfiles = ["data/makers.csv"]\nevery = "1 day"\n[feeds.maker]\n'
MAP = """
[[tiles]]
show = "map"
measure = "net_sales"
by = "product.maker.country"
"""
PAGES = (
    "/",
    "/dashboards/sales",
    "/dashboards/sales?fee_rate=0.3",
    "/dashboards/sales/tiles/3",
    "/dashboards/sales/tiles/1/rows/sale",
    "/tables/product",
    "/tables/product?q=nothing+like+it",
    "/tables/product/member?key=P1",
    "/tables/maker/member?key=M1",
    "/health",
    "/health/rejects?table=sale&rule=type:quantity",
    "/catalogue",
    "/lineage",
    "/lineage?of=measure:net_sales",
    "/stream",
    "/no-such-page",
)
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found = shop_with_a_fee(
        tmp_path_factory.mktemp("for-everyone"),
        tables__maker=MAKER,
        tables__product=f'{PRODUCT}maker = {{ refers = "maker" }}\n[search]\n',
        sources__makers=MAKERS,
    )
    found.write("dashboards/sales.toml", DASHBOARD + FEE_TILE + MAP)
    found.write("data/makers.csv", "code,name,country\nM1,Mill,FR\nM2,Moor,Nowhere\n")
    products = (found.folder / "data/products.csv").read_text(encoding="utf-8").splitlines()
    lines = [
        f"{products[0]},maker",
        *(f"{line},M{at % 2 + 1}" for at, line in enumerate(products[1:])),
    ]
    found.write("data/products.csv", "\n".join([*lines, ""]))
    found.sales("bad.csv", "S9,1,2026-10-12,P1,none,1")
    found.run()
    list(produce(found.open()))
    return found


@pytest.fixture
def browser(opened: Browser) -> Iterator[Browser]:
    opened.look()
    yield opened
    opened.driver.get_log("browser")


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_keeps_anyone_out(browser: Browser, width: int, scheme: str, language: str) -> None:
    browser.look(width=width, scheme=scheme)
    found = {}
    for path in PAGES:
        browser.go(in_language(path, language))
        if broken := violations(browser):
            found[path] = broken
        assert browser.run("return document.documentElement.scrollWidth") <= width, path
    assert found == {}


def test_what_unfolds_keeps_nobody_out(browser: Browser) -> None:
    for selector in (".filter", ".menu"):
        browser.go("/dashboards/sales")
        browser.one(f"{selector} summary").click()
        assert violations(browser, f"{selector}[open]") == [], selector


def test_what_axe_finds_is_told(browser: Browser) -> None:
    browser.go("/catalogue")
    browser.run("document.querySelector('input[type=search]').removeAttribute('name')")
    browser.run(
        "const box = document.querySelector('input[type=search]'); box.closest('form').append(box)"
    )
    assert "label" in [rule for rule, _, _ in violations(browser)]


def press(browser: Browser, *keys: str) -> None:
    ActionChains(browser.driver).send_keys(*keys).perform()


def tab_to(browser: Browser, selector: str) -> None:
    """Press the tabulator until the element has the focus, which has to be seen then."""
    wanted = browser.one(selector)
    for _ in range(200):
        if browser.driver.switch_to.active_element == wanted:
            break
        press(browser, Keys.TAB)
    assert browser.driver.switch_to.active_element == wanted
    style = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.run(style) == "solid"


def test_a_member_is_found_and_followed_by_keyboard_alone(browser: Browser) -> None:
    browser.go("/")
    tab_to(browser, ".data-pages a[href^='/tables/product']")
    browser.leave(lambda: press(browser, Keys.ENTER))
    tab_to(browser, "input[name=q]")
    browser.leave(lambda: press(browser, "mint", Keys.ENTER))
    assert browser.texts("tbody th") == ["Mint"]
    tab_to(browser, "tbody th a")
    browser.leave(lambda: press(browser, Keys.ENTER))
    assert browser.texts("h1") == ["Mint"]
    tab_to(browser, ".known a")
    browser.leave(lambda: press(browser, Keys.ENTER))
    assert browser.texts("h1") == ["Mill"]


def test_the_lineage_is_walked_by_keyboard_alone(browser: Browser) -> None:
    browser.go("/lineage?of=measure:net_sales")
    tab_to(browser, "svg a[href='/lineage?of=column%3Asale.net']")
    browser.leave(lambda: press(browser, Keys.ENTER))
    assert browser.texts("h1") == ["Lineage: Net"]
    assert browser.one("svg a[aria-current]").get_attribute("aria-label") == "Column: Net"
