"""A shop with a model, which tests only ask."""

from collections.abc import Iterator

import pytest

from alkasba.flows.recommend.answering import Asked
from alkasba.flows.recommend.view import View
from alkasba.flows.serving import Serving
from tests.recommend_shop import asked, shop_of_arrivals, trained_shop
from tests.shop_builder import ShopFolder


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    """The shop of teas and spices, with a model."""
    shop, _ = trained_shop(tmp_path_factory.mktemp("taught"))
    return shop


@pytest.fixture(scope="session")
def with_arrivals(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    """The shop with new teas, which have a fifth of the places."""
    return shop_of_arrivals(tmp_path_factory.mktemp("arrivals"))


@pytest.fixture
def asking_of_arrivals(with_arrivals: ShopFolder) -> Iterator[Asked]:
    """What answers for that one."""
    serving = Serving(with_arrivals.folder)
    try:
        with serving.edition() as edition:
            yield asked(with_arrivals, edition)
    finally:
        serving.close()


@pytest.fixture
def asking(taught: ShopFolder) -> Iterator[Asked]:
    """What answers for it."""
    serving = Serving(taught.folder)
    try:
        with serving.edition() as edition:
            yield asked(taught, edition)
    finally:
        serving.close()


@pytest.fixture
def view(asking: Asked) -> View:
    """The model and the run that answer."""
    return asking.view
