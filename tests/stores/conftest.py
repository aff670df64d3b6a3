"""The example shop: shared by PostgreSQL, and its products in every kind of index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alkasba.example import make_shop
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import OpenShop, open_shop
from tests.searched_shop import SearchedShop, searched_shop, told_shop
from tests.services import Server
from tests.stores.shared import PASSWORD, Shared, new_database

INDEXES = ("embedded", "elasticsearch", "opensearch")


@pytest.fixture(scope="session")
def herbs(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OpenShop, Shared]]:
    """The shop and the database that serves it."""
    folder: Path = tmp_path_factory.mktemp("herbs") / "shop"
    make_shop(folder, size="s")
    shared = new_database(postgres)
    (folder / "alkasba.local.toml").write_text(shared.settings())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSWORD, postgres.password)
        opened = open_shop(folder)
        run_batch(opened)
        yield opened, shared


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
