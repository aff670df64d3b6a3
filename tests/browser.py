"""A real browser for tests: Debian's chromium, driven by selenium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE_SECONDS = 30
PROGRAMS = ("chromium", "chromedriver")
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars")
UNDRAWN = ".chart:not([data-drawn])"


class BrowserMissing(Exception):
    """The browser or its driver is not on this machine."""


class Browser:
    """What a person does with a page, and what stands there then."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver, self.address = driver, address

    def look(self, *, width: int = 1280, scheme: str = "light") -> None:
        """Look with a screen of that width, in a light or a dark room."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def go(self, path: str) -> None:
        """Open a page, and see all of its charts."""
        self.driver.get(self.address + path)
        self.see_charts()

    def see_charts(self) -> None:
        """Scroll to each chart, as they are drawn when they come into sight."""
        for chart in self.all(".chart"):
            self.run("arguments[0].scrollIntoView()", chart)
        self.wait(lambda: not self.all(UNDRAWN))

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.text.strip() for element in self.all(selector)]

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def wait(self, is_so: Any) -> None:
        WebDriverWait(self.driver, PATIENCE_SECONDS).until(lambda _: is_so())

    def leave(self, act: Any) -> None:
        """Do what leads to another page, and wait until it is there with its charts."""
        before = self.driver.current_url
        act()
        self.wait(lambda: self.driver.current_url != before)
        self.wait(lambda: self.run("return document.readyState") == "complete")
        self.see_charts()

    @property
    def query(self) -> str:
        return self.driver.current_url.partition("?")[2]

    @property
    def troubles(self) -> list[str]:
        """What the browser complains of: errors of scripts, what the policy of the page forbids."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] == "SEVERE"]


@contextmanager
def browsing(address: str) -> Iterator[Browser]:
    """A browser at an address; raises BrowserMissing where there is none."""
    places = {name: shutil.which(name) for name in PROGRAMS}
    if missing := [name for name, place in places.items() if not place]:
        raise BrowserMissing(f"not installed: {', '.join(missing)}")
    options = Options()
    options.binary_location = str(places["chromium"])
    for switch in SWITCHES:
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=Service(str(places["chromedriver"])))
    try:
        yield Browser(driver, address)
    finally:
        driver.quit()
