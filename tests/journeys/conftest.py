"""A browser that looks at the shop of a module, as a person does."""

from collections.abc import Iterator

import pytest

from tests.browser import Browser, BrowserMissing, browsing
from tests.conftest import IS_CI
from tests.served_shop import serving
from tests.shop_builder import ShopFolder


@pytest.fixture(scope="module")
def opened(shop: ShopFolder) -> Iterator[Browser]:
    try:
        with serving(shop.folder) as address, browsing(address) as browser:
            yield browser
    except BrowserMissing as missing:
        (pytest.fail if IS_CI else pytest.skip)(str(missing))


@pytest.fixture
def browser(opened: Browser) -> Iterator[Browser]:
    """It has met no trouble when a test ends."""
    opened.look()
    yield opened
    assert opened.troubles == []
