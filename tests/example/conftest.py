"""The small example shop, made once for all tests of it."""

import pytest

from alkasba.example import make_shop


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of the shop and what was planted in it."""
    folder = tmp_path_factory.mktemp("example") / "shop"
    return folder, make_shop(folder, size="s", seed=1)


@pytest.fixture(scope="session")
def data(made):
    """The folder of the data."""
    return made[0] / "data"


@pytest.fixture(scope="session")
def planted(made):
    """What was planted in it."""
    return made[1]
