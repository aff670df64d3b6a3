"""The example's products in every kind of index, for the tests that search them."""

from collections.abc import Iterator

import pytest

from alkasba.flows.opening import OpenShop
from tests.searched_shop import SearchedShop, searched_shop, told_shop
from tests.services import Server

INDEXES = ("embedded", "elasticsearch", "opensearch")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> OpenShop:
    """The example shop, its products told to a log."""
    return told_shop(tmp_path_factory.mktemp("searched") / "shop")


@pytest.fixture(scope="session")
def index_url(request: pytest.FixtureRequest) -> str:
    """Where the index of a test is; its parameter says which kind."""
    if request.param == "embedded":
        return "index:build/search"
    server: Server = request.getfixturevalue(request.param)
    return server.url("")


@pytest.fixture(scope="session")
def searched(told: OpenShop, index_url: str) -> Iterator[SearchedShop]:
    """Those products in an index."""
    found = searched_shop(told, index_url)
    yield found
    found.searching.close()
