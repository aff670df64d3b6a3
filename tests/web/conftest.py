"""A shop that is served on this machine, to be asked over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from tests.served_shop import served_shop, serving
from tests.shop_builder import ShopFolder


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    """A shop that is loaded; tests only ask it."""
    found = served_shop(tmp_path_factory.mktemp("served"))
    found.run()
    return found


@pytest.fixture(scope="session")
def site(shop: ShopFolder) -> Iterator[httpx.Client]:
    """A client of the loaded shop's server."""
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        yield client
