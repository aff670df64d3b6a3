"""Judges a page by WCAG 2.2 AA with axe-core, in the browser that shows it."""

from importlib.metadata import distribution
from pathlib import Path

from tests.browser import Browser

PACKAGE, FILE = "axe-playwright-python", "axe_playwright_python/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
const done = arguments[arguments.length - 1];
const options = {
  runOnly: {type: "tag", values: arguments[1]},
  rules: {"target-size": {enabled: true}},  // Asked for by name: axe leaves it out by itself.
  resultTypes: ["violations"],
};
axe.run(arguments[0], options)
  .then((found) => done(found.violations.map((one) => [
    one.id, one.help, one.nodes.map((node) => node.html.slice(0, 200))])))
  .catch((error) => done([["axe failed", String(error), []]]));
"""


def axe() -> str:
    """The script of axe-core; only the file is wanted of the package that brings it."""
    return Path(str(distribution(PACKAGE).locate_file(FILE))).read_text(encoding="utf-8")


def violations(browser: Browser, within: str = "html") -> list[tuple[str, str, list[str]]]:
    """What an open page breaks: rule, what it says, elements; tables are unfolded first."""
    browser.run("document.querySelectorAll('details.data').forEach((one) => (one.open = true))")
    if not browser.run("return typeof axe === 'object'"):
        browser.run(axe())
    browser.driver.set_script_timeout(60)
    found = browser.driver.execute_async_script(RUN, within, TAGS)
    return [(rule, says, elements) for rule, says, elements in found]
