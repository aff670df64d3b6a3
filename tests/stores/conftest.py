"""The example shop, loaded once and shared by PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alkasba.example import make_shop
from alkasba.flows.batch import run_batch
from alkasba.flows.opening import OpenShop, open_shop
from tests.services import Server
from tests.stores.shared import PASSWORD, Shared, new_database


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
